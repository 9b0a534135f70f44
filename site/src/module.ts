import type { Delta, Figure, Step } from "./figure.ts";
import type { StepSource } from "./steps.ts";

/** What cmd/wasm sets as `globalThis.core` in the worker. What fails is answered with JSON: {"error": …}. */
export interface Core {
  /** A figure whose steps beyond the first few hundred are asked for by window. */
  open(text: string): Opened | string;
  live(spec: string): Live | string;
  /** One frame by core's encoder; settings as in a corpus file. */
  frame(settings: string, payload: Uint8Array): Uint8Array | string;
  /** The corpus file in its usual form, its trace computed anew. */
  text(text: string): string;
  /** The decoders and the layouts to choose from. */
  choices(): string;
  /** Schedules worth trying on a corpus file's stream. */
  schedules(text: string): string;
  /** Where two decoders first differ on a corpus file's stream. */
  compare(text: string, other: string): string;
  /** The address of a step, to stand behind "#"; and what such an address names. */
  link(text: string, step: number, beside: string): string;
  unlink(hash: string): string;
  /** All schedules of a corpus file's stream with at most so many cuts, tried one after the other. */
  survey(text: string, most: number): Survey | string;
}

export interface Opened {
  readonly figure: string;
  steps(first: number, last: number): string;
  find(taken: number): number;
  /** Frees what the module holds for it. */
  release(): void;
}

export interface Survey {
  /** Tries so many schedules more. */
  step(n: number): string;
  release(): void;
}

export interface Live {
  readonly start: string;
  feed(chunk: Uint8Array, report: string): string;
  close(how: string): string;
  text(): string;
  release(): void;
}

type Request =
  | { name: "text" | "unlink" | "schedules"; text: string }
  | { name: "compare"; text: string; other: string }
  | { name: "link"; text: string; step: number; beside: string }
  | { name: "open"; text: string; handle: number }
  | { name: "steps"; handle: number; first: number; last: number }
  | { name: "find"; handle: number; taken: number }
  | { name: "drop"; handle: number }
  | { name: "survey"; text: string; most: number; handle: number }
  | { name: "try"; handle: number; n: number }
  | { name: "frame"; text: string; chunk: Uint8Array }
  | { name: "choices" }
  | { name: "live" | "close"; text: string; handle: number }
  | { name: "feed"; text: string; handle: number; chunk: Uint8Array }
  | { name: "record"; handle: number };
export type Call = Request & { id: number };
/** The answer to a call; with id 0, whether core itself came up. */
export type Reply = { id: number; result?: string | number | Uint8Array; error?: string };

/**
 * Core, compiled to WebAssembly and running in a worker. It is fetched when it
 * is first asked for, or before. Every method rejects with a sentence a reader can use.
 */
export class Module {
  /** Whether core is there, and answers at once. */
  ready = false;
  #worker: Worker | undefined;
  #waiting = new Map<number, { resolve: (answer: never) => void; reject: (e: Error) => void }>();
  #calls = 0;
  #handles = 0;

  /** Fetches what will be needed soon. */
  prepare(): void {
    this.#worker ??= this.#start();
  }

  /** The figure of a corpus file's text. Whoever opens it closes its source. */
  async open(text: string): Promise<{ figure: Figure; source: StepSource }> {
    const handle = ++this.#handles;
    const figure = parse<Figure>(await this.#call({ name: "open", text, handle }));
    return {
      figure,
      source: {
        steps: async (first, last) => parse<Step[]>(await this.#call({ name: "steps", handle, first, last })),
        find: (taken) => this.#call<number>({ name: "find", handle, taken }),
        close: () => void this.#call({ name: "drop", handle }).catch(() => undefined),
      },
    };
  }

  /** A decoder of its own, to be fed what a connection brings. */
  async live(spec: string): Promise<LiveDecoder> {
    const handle = ++this.#handles;
    const start = parse<Figure>(await this.#call({ name: "live", text: spec, handle }));
    return {
      start,
      feed: async (chunk, report) => parse<Delta>(await this.#call({ name: "feed", text: report, handle, chunk })),
      close: async (how) => parse<Delta>(await this.#call({ name: "close", text: how, handle })),
      text: () => this.#call({ name: "record", handle }),
      release: () => void this.#call({ name: "drop", handle }).catch(() => undefined),
    };
  }

  /** A survey of all schedules of a corpus file's stream with at most so many cuts. */
  async survey(text: string, most: number): Promise<{ step(n: number): Promise<Surveyed>; close(): void }> {
    const handle = ++this.#handles;
    words(await this.#call({ name: "survey", text, most, handle }));
    return {
      step: async (n) => parse<Surveyed>(await this.#call({ name: "try", handle, n })),
      close: () => void this.#call({ name: "drop", handle }).catch(() => undefined),
    };
  }

  /** Where the figure's decoder and another first differ, and why. */
  async compare(text: string, other: string): Promise<Comparison> {
    return parse(await this.#call({ name: "compare", text, other }));
  }

  /** The address of a step of a corpus file's text, to stand behind "#"; and of the decoder beside, where there is one. */
  async link(text: string, step: number, beside = ""): Promise<string> {
    return words(await this.#call({ name: "link", text, step, beside }));
  }

  /** What such an address names. */
  async unlink(hash: string): Promise<{ text: string; step: number; beside: string }> {
    return parse(await this.#call({ name: "unlink", text: hash }));
  }

  /** One frame as core's encoder writes it. */
  async frame(layout: string, limit: number, payload: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#call<string | Uint8Array<ArrayBuffer>>({ name: "frame", text: `layout: ${layout}\nlimit: ${limit}\n`, chunk: payload });
    return typeof answer === "string" ? parse(answer) : answer;
  }

  /** A corpus file in its usual form, with its trace. */
  async text(text: string): Promise<string> {
    return words(await this.#call({ name: "text", text }));
  }

  /** The decoders a figure can run, core's own first; and layouts to choose from. */
  async choices(): Promise<{ decoders: Choice[]; layouts: Choice[] }> {
    return parse(await this.#call({ name: "choices" }));
  }

  /** Schedules worth trying on a corpus file's stream. */
  async schedules(text: string): Promise<Choice[]> {
    return parse(await this.#call({ name: "schedules", text }));
  }

  #call<T = string>(request: Request): Promise<T> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...request, id } satisfies Call);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data: { id, result, error } }: MessageEvent<Reply>) => {
      if (id === 0) return error === undefined ? void (this.ready = true) : this.#drop(error);
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
    this.ready = false;
    const failed = new Error(`The decoder's module can't be loaded (${why}).`);
    for (const { reject } of this.#waiting.values()) reject(failed);
    this.#waiting.clear();
  }
}

/** What stands in a corpus file, and what a list calls it. */
export interface Choice {
  text: string;
  label: string;
}

export interface LiveDecoder {
  /** The figure before anything has arrived. */
  readonly start: Figure;
  feed(chunk: Uint8Array, report: string): Promise<Delta>;
  close(how: "closed" | "cut off"): Promise<Delta>;
  text(): Promise<string>;
  /** Gives back what it holds in the module. */
  release(): void;
}

/** The first point at which two decoders differ: a step of each; or that they don't. */
export type Comparison = { same: true; say: string } | { same?: false; steps: [number, number]; offset: number; say: string };

/** How far a survey has come. */
export interface Surveyed {
  total: number;
  tried: number;
  survived: number;
  over: boolean;
  /** The schedule with the fewest cuts that breaks the decoder, once there is one. */
  breaker?: string;
}

/** The one module that all figures of a page share. */
export const core = new Module();

function parse<T>(json: string): T {
  const value = JSON.parse(json) as T | { error: string };
  if (value && typeof value === "object" && "error" in value) throw new Error(value.error);
  return value;
}

/** An answer that is text, unless it is an error. */
const words = (answer: string): string => (answer.startsWith("{") ? parse<string>(answer) : answer);
