import { head } from "./document.ts";
import type { Delta, Figure } from "./figure.ts";
import type { Core, Live } from "./module.ts";
import { address } from "./root.ts";
import { STATIC } from "./static.ts";

type LiveState = "connecting" | "open" | "ended";

/** The gateway's text messages, as docs/protocol.md describes them. */
type Report =
  | { type: "hello"; layout: string; limit: number; buffer: number }
  | { type: "chunk"; queued?: number; segments?: number; sends?: number[] }
  | { type: "end"; how: "closed" | "cut off"; why: string }
  | { type: "refused"; why: string };

/** What a session asks of the gateway; docs/protocol.md says what each means. Absent is the server's default. */
export interface LiveChoices {
  buffer: string;
  pace?: string;
  mss?: string;
  cut?: string;
  pause?: string;
  gather?: string;
  every?: string;
  words?: string;
}

/** What a chunk adds to the figure, and to that of the decoder beside. */
export interface Grown {
  delta: Delta;
  beside: Delta | undefined;
}

/** The figures that a session begins with. */
export interface Begun {
  figure: Figure;
  beside: Figure | undefined;
}

/** As much of what was told as a journey holds: its beginning, and for each of 60 recvs a report and a chunk. */
const KEPT = 121;

const GONE = "The server is gone. What was recorded stays here.";
const UNREACHABLE = "The server can't be reached. Start it with make run, then connect again; everything else here still works.";

/**
 * One session with the server: each recv the gateway makes on its TCP
 * connection comes here as one chunk and goes to the decoder in the module.
 * A "figure" event carries the empty figure it begins with, "delta" events what
 * the decoder made of each chunk, "change" events the state. A second decoder
 * gets the same chunks, if one is to.
 */
export class LiveSession extends EventTarget {
  state: LiveState = "connecting";
  /** Why it ended, as a sentence. */
  reason = "";
  /** What was told in the beginning, as it came: for whoever draws it in another way. Each time there is more, a "heard" event. */
  readonly heard: (string | ArrayBuffer)[] = [];
  #module: Core;
  #socket: Pick<WebSocket, "send" | "close" | "addEventListener"> | undefined;
  #decoder: Live | undefined;
  #beside: Live | undefined;
  /** Messages are handled one after the other, in the order they came. */
  #turn: Promise<void> = Promise.resolve();
  #report = "";
  #hello: { layout: string; limit: number } | undefined;
  #over = false;
  #text = "";

  constructor(module: Core, choices: LiveChoices, readonly other = "") {
    super();
    this.#module = module;
    if (STATIC) void import("./served.ts").then(({ Served }) => this.#over || this.#listen(new Served(choices) as unknown as WebSocket), () => this.#end(UNREACHABLE));
    else {
      const url = address("ws");
      for (const [key, value] of Object.entries(choices)) if (value) url.searchParams.set(key, value);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      this.#listen(new WebSocket(url));
    }
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.heard.length < KEPT) {
        this.heard.push(data);
        this.dispatchEvent(new Event("heard"));
      }
      this.#next(() => (typeof data === "string" ? this.#told(data) : this.#arrived(new Uint8Array(data))));
    });
    socket.addEventListener("close", () => {
      this.#next(async () => {
        if (!this.#decoder) return this.#end(this.reason || UNREACHABLE);
        if (!this.#over) await this.#close("cut off");
        this.#end(this.reason || GONE);
      });
    });
  }

  /** Hangs up. What was recorded stays. */
  close(): void {
    this.reason ||= "You disconnected. What was recorded stays here.";
    if (!this.#socket) this.#over = true; // before it began
    this.#socket?.close(1000);
  }

  /** Hangs up for good: of the recording, its text stays. */
  drop(): void {
    this.close();
    this.#next(async () => {
      if (!this.#decoder) return;
      this.#text = await this.#decoder.text();
      this.#decoder.release();
      this.#beside?.release();
      this.#decoder = this.#beside = undefined;
    });
  }

  /** Sends a message of the reader's own to the server, framed by core; the server answers with the same. */
  async echo(message: string): Promise<void> {
    await this.say(`echo ${message}`);
  }

  /** Sends the server a verb, framed by core; docs/protocol.md lists them. */
  async say(message: string): Promise<void> {
    if (this.state !== "open" || !this.#hello) return;
    const { layout, limit } = this.#hello;
    this.#socket?.send(await this.#module.frame(layout, limit, new TextEncoder().encode(message)));
  }

  /** The recording as a corpus file. */
  async text(): Promise<string> {
    await this.#turn;
    return this.#decoder ? this.#decoder.text() : this.#text;
  }

  async #told(text: string): Promise<void> {
    const report = JSON.parse(text) as Report;
    switch (report.type) {
      case "hello":
        this.#hello = report;
        return this.#begin(report);
      case "chunk":
        // As core takes it: settings of a corpus file, one a line.
        this.#report = [["segments", report.segments], ["queued", report.queued], ["sends", report.sends?.join(", ")]]
          .filter(([, value]) => value !== undefined)
          .map(([key, value]) => `${key}: ${value}\n`)
          .join("");
        return;
      case "end":
        this.reason = `The session ended: ${report.why}. What was recorded stays here.`;
        return this.#close(report.how);
      case "refused":
        this.reason = `The server refused: ${report.why}`;
    }
  }

  async #begin({ layout, limit, buffer }: { layout: string; limit: number; buffer: number }): Promise<void> {
    const live = (decoder: string) => this.#module.live(head({ title: `Live, read with recv(${buffer})`, layout, limit, decoder }));
    this.#decoder = await live("");
    if (this.other) this.#beside = await live(this.other);
    const start = ({ start }: Live): Figure => ({ ...start, buffer });
    this.dispatchEvent(new CustomEvent<Begun>("figure", { detail: { figure: start(this.#decoder), beside: this.#beside && start(this.#beside) } }));
    this.#set("open");
  }

  async #arrived(chunk: Uint8Array): Promise<void> {
    const report = this.#report;
    this.#report = "";
    await this.#grew((live) => live.feed(chunk.slice(), report));
  }

  async #close(how: "closed" | "cut off"): Promise<void> {
    this.#over = true;
    await this.#grew((live) => live.close(how));
  }

  async #grew(grow: (live: Live) => Promise<Delta>): Promise<void> {
    if (!this.#decoder) return;
    const delta = await grow(this.#decoder);
    const beside = this.#beside && (await grow(this.#beside));
    this.dispatchEvent(new CustomEvent<Grown>("delta", { detail: { delta, beside } }));
  }

  #next(handle: () => Promise<void> | void): void {
    this.#turn = this.#turn.then(handle).catch((err: Error) => {
      this.reason = err.message;
      this.#over = true;
      this.#socket?.close(1000);
      this.#end(err.message);
    });
  }

  #end(reason: string): void {
    if (this.state === "ended") return;
    this.reason = reason;
    this.#set("ended");
  }

  #set(state: LiveState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
