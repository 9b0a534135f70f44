import { network, type Journey, type Recording } from "../../journey.ts";
import { address } from "../../root.ts";
import { sentence } from "../../sentence.ts";

/** The gateway's reports, as docs/protocol.md describes them: as much of them as a journey needs. */
type Report =
  | { type: "hello"; layout: string; buffer: number }
  | { type: "chunk"; at: number; queued?: number; segments?: number; sends?: number[]; sent?: number[] }
  | { type: "end"; why: string; sends?: number[]; sent?: number[] }
  | { type: "refused"; why: string };

/**
 * A real connection, watched: what the server sent and when, what each recv returned and what the kernel then said. "grew"
 * events carry the journey as it is, and an "ended" event why it goes no further.
 */
export class Watch extends EventTarget {
  readonly #socket: WebSocket;
  #record: Recording | undefined;
  /** Messages are handled one after the other, in the order they came. */
  #turn: Promise<void> = Promise.resolve();
  #report: (Report & { type: "chunk" }) | undefined;
  #why = "";

  constructor(choices: { [parameter: string]: string }) {
    super();
    const url = address("ws");
    for (const [key, value] of Object.entries(choices)) if (value) url.searchParams.set(key, value);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) =>
      this.#next(() => (typeof data === "string" ? this.#told(JSON.parse(data) as Report) : this.#arrived(new Uint8Array(data)))),
    );
    this.#socket.addEventListener("close", () => this.#next(() => this.#end(this.#record ? "The server is gone." : "The server can't be reached. Start it with make run, then try again.")));
  }

  close(why = "You disconnected."): void {
    this.#why ||= why;
    this.#socket.close(1000);
  }

  async #told(report: Report): Promise<void> {
    switch (report.type) {
      case "hello":
        this.#record = await network.calls.record(report.layout, report.buffer);
        break;
      case "chunk":
        this.#report = report;
        break;
      default:
        this.#why ||= sentence({ message: report.why });
    }
    if ("sends" in report) for (const [i, end] of (report.sends ?? []).entries()) await this.#record?.sent(end, report.sent?.[i] ?? 0);
  }

  async #arrived(chunk: Uint8Array): Promise<void> {
    if (!this.#record || !this.#report) return;
    const { at, queued = -1, segments = -1 } = this.#report;
    const more = await this.#record.received(chunk, at, queued, segments);
    this.dispatchEvent(new CustomEvent<Journey>("grew", { detail: await this.#record.journey() }));
    if (!more) this.close("That is as much as one picture holds.");
  }

  #next(handle: () => Promise<void> | void): void {
    this.#turn = this.#turn.then(handle).catch((err: Error) => this.#end(err.message));
  }

  #end(why: string): void {
    this.dispatchEvent(new CustomEvent<string>("ended", { detail: this.#why || why }));
    this.#record?.release();
    this.#record = undefined;
  }
}
