import type { Delta, Figure } from "./figure.ts";

/** What cmd/wasm sets as `globalThis.core` in the worker. What fails is answered with JSON: {"error": …}. */
export interface Core {
  figure(text: string): string;
  trace(text: string): string;
  live(spec: string): Live | string;
  /** One frame by core's encoder; settings as in a corpus file. */
  frame(settings: string, payload: Uint8Array): Uint8Array | string;
  /** The corpus file in its usual form, its trace computed anew. */
  text(text: string): string;
  decoders(): string;
  layouts(): string;
}

export interface Live {
  readonly start: string;
  feed(chunk: Uint8Array, report: string): string;
  close(how: string): string;
  text(): string;
}

type Request =
  | { name: "figure" | "trace" | "text"; text: string }
  | { name: "frame"; text: string; chunk: Uint8Array }
  | { name: "decoders" | "layouts" }
  | { name: "live" | "close"; text: string; live: number }
  | { name: "feed"; text: string; live: number; chunk: Uint8Array }
  | { name: "record"; live: number };
export type Call = Request & { id: number; live: number };
/** `started` is false where core itself never came up. */
export type Reply = { id: number; result?: string | Uint8Array; error?: string; started: boolean };

/**
 * Core, compiled to WebAssembly and running in a worker. It is fetched when it
 * is first asked for. Every method rejects with a sentence a reader can use.
 */
export class Module {
  #worker: Worker | undefined;
  #waiting = new Map<number, { resolve: (answer: never) => void; reject: (e: Error) => void }>();
  #calls = 0;
  #lives = 0;

  async figure(text: string): Promise<Figure> {
    return parse<Figure>(await this.#call({ name: "figure", text }));
  }

  async trace(text: string): Promise<string> {
    const answer = await this.#call({ name: "trace", text });
    return answer.startsWith("{") ? parse(answer) : answer;
  }

  /** A decoder of its own, to be fed what a connection brings. */
  async live(spec: string): Promise<LiveDecoder> {
    const live = ++this.#lives;
    const start = parse<Figure>(await this.#call({ name: "live", text: spec, live }));
    return {
      start,
      feed: async (chunk, report) => parse<Delta>(await this.#call({ name: "feed", text: report, live, chunk })),
      close: async (how) => parse<Delta>(await this.#call({ name: "close", text: how, live })),
      text: () => this.#call({ name: "record", live }),
    };
  }

  /** One frame as core's encoder writes it. */
  async frame(layout: string, limit: number, payload: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#call<string | Uint8Array<ArrayBuffer>>({ name: "frame", text: `layout: ${layout}\nlimit: ${limit}\n`, chunk: payload });
    return typeof answer === "string" ? parse(answer) : answer;
  }

  /** A corpus file in its usual form, with its trace. */
  async text(text: string): Promise<string> {
    const answer = await this.#call({ name: "text", text });
    return answer.startsWith("{") ? parse(answer) : answer;
  }

  /** The decoders a figure can run, core's own first. */
  async decoders(): Promise<{ name: string; label: string }[]> {
    return parse(await this.#call({ name: "decoders" }));
  }

  /** Layouts to choose from. */
  async layouts(): Promise<{ text: string; label: string }[]> {
    return parse(await this.#call({ name: "layouts" }));
  }

  #call<T = string>(request: Request): Promise<T> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ live: 0, ...request, id } satisfies Call);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data: { id, result, error, started } }: MessageEvent<Reply>) => {
      if (!started) return this.#drop(error!);
      const { resolve, reject } = this.#waiting.get(id)!;
      this.#waiting.delete(id);
      if (error === undefined) resolve(result as never);
      else reject(new Error(error));
    });
    worker.addEventListener("error", (e) => this.#drop(e.message || "its script can't be fetched"));
    return worker;
  }

  /** Gives up on a worker that did not start; the next call tries afresh. */
  #drop(why: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const failed = new Error(`The decoder's module can't be loaded (${why}).`);
    for (const { reject } of this.#waiting.values()) reject(failed);
    this.#waiting.clear();
  }
}

export interface LiveDecoder {
  /** The figure before anything has arrived. */
  readonly start: Figure;
  feed(chunk: Uint8Array, report: string): Promise<Delta>;
  close(how: "closed" | "cut off"): Promise<Delta>;
  text(): Promise<string>;
}

/** The one module that all figures of a page share. */
export const core = new Module();

function parse<T>(json: string): T {
  const value = JSON.parse(json) as T | { error: string };
  if (value && typeof value === "object" && "error" in value) throw new Error(value.error);
  return value;
}
