import { address } from "../../root.ts";
import { Recorder } from "./recorder.ts";

/** A real connection, watched: its recorder's "grew" events, and an "ended" event that says why it goes no further. */
export class Watch extends Recorder {
  readonly #socket: WebSocket;
  /** Messages are handled one after the other, in the order they came. */
  #turn: Promise<void> = Promise.resolve();
  #over = false;

  constructor(choices: { [parameter: string]: string }) {
    super();
    const url = address("ws");
    for (const [key, value] of Object.entries(choices)) if (value) url.searchParams.set(key, value);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) =>
      this.#next(async () => {
        await this.take(data);
        if (this.full) this.close("That is as much as one picture holds.");
      }),
    );
    this.#socket.addEventListener("close", () => this.#next(() => this.#end(this.begun ? "The server is gone." : "The server can't be reached. Start it with make run, then try again.")));
  }

  close(why = "You disconnected."): void {
    this.why ||= why;
    this.#socket.close(1000);
  }

  #next(handle: () => Promise<void> | void): void {
    this.#turn = this.#turn.then(handle).catch((err: Error) => this.#end(err.message));
  }

  #end(why: string): void {
    if (this.#over) return;
    this.#over = true;
    this.dispatchEvent(new CustomEvent<string>("ended", { detail: this.why || why }));
    this.release();
  }
}
