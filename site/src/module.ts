import { Bridge, type Held } from "./bridge.ts";
import type { Delta, Figure } from "./figure.ts";
import type { StepSource } from "./steps.ts";

/**
 * What cmd/wasm offers: the two name every call, and nothing between them does. Each call rejects with a
 * sentence a reader can use. A "text" is that of a corpus file.
 */
export interface Core {
  /** The text in its usual form, its trace computed anew. */
  text(text: string): Promise<string>;
  /** The address of a step, to stand behind "#", with the decoder beside; and what such an address names. */
  link(text: string, step: number, beside: string): Promise<string>;
  unlink(hash: string): Promise<{ text: string; step: number; beside: string }>;
  /** Where the text's decoder and another first differ on its stream, and why. */
  compare(text: string, other: string): Promise<Comparison>;
  /** One frame by core's encoder. */
  frame(layout: string, limit: number, payload: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** The decoders a figure can run, core's own first; and layouts to choose from. */
  choices(): Promise<{ decoders: Choice[]; layouts: Choice[] }>;
  /** Schedules worth trying on the text's stream. */
  schedules(text: string): Promise<Choice[]>;
  /** The text's figure; of a long one the first steps, the others to be asked for. */
  open(text: string): Promise<Opened>;
  /** A decoder of its own, to be fed what a connection brings; the text has no stream. */
  live(text: string): Promise<Live>;
  /** A survey of all schedules of the text's stream with at most so many cuts; -1 for any number. */
  survey(text: string, most: number): Promise<Survey>;
}

export interface Opened extends Held, StepSource {
  readonly figure: Figure;
}

export interface Live extends Held {
  /** The figure before anything has arrived. */
  readonly start: Figure;
  /** What the figure gains by a chunk; the report has what the kernel knew, as settings of a corpus file. */
  feed(chunk: Uint8Array, report: string): Promise<Delta>;
  close(how: "closed" | "cut off"): Promise<Delta>;
  /** The recording as a corpus file. */
  text(): Promise<string>;
}

interface Survey extends Held {
  /** Tries so many schedules more. */
  step(n: number): Promise<Surveyed>;
}

/** What stands in a corpus file, and what a list calls it. */
export interface Choice {
  text: string;
  label: string;
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
export const module = new Bridge<Core>();
export const core = module.calls;
