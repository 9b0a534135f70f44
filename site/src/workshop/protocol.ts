/** What the page and the workers in which programs run say to each other. What comes from there is not to be trusted. */

export type Language = "python" | "javascript";

/** A stream, cut at these offsets; after it the end, or nothing for ever. */
export interface Case {
  id: number;
  stream: string;
  cuts: number[];
  open: boolean;
}

export const ENDS = ["returned", "failed", "died", "waiting", "spinning", "stuck"] as const;

/** What came of a case. */
export interface Tried {
  id: number;
  /** What the program printed until the stream ended, and after. */
  before: string;
  after: string;
  end: (typeof ENDS)[number];
  detail: string;
  /** Of the program, from 1; 0 where nobody knows. */
  line: number;
  /** What it sent. */
  sent: Uint8Array;
}

/** A line that is about to run, what had been received, and what names it gives a value. */
export interface Watched {
  line: number;
  taken: number;
  recvs: number;
  names: [name: string, value: string][];
  /** Lines. */
  printed: number;
}

/** Why a program can't be run. */
export interface Problem {
  text: string;
  line: number;
}

/** The first message brings the port for all others. */
export interface Start {
  wasm?: WebAssembly.Module | undefined;
}
export type Order = { source: string } | { cases: Case[] } | { watch: Case; traced: string; most: number };
/** "lost" names the line where a program that is watched goes round: it may never come back to say more. */
export type Answer = { ready: Problem | null } | { lost: number } | { tried: Tried } | { watched: Watched[]; tried: Tried };

/** How much a program may print in a case, in characters. */
export const MOST_PRINTED = 1 << 16;
/** How much memory it may have, in bytes. */
export const MOST_MEMORY = 48 << 20;

/** Where the chunks of a case end. */
export const chunkEnds = ({ stream, cuts }: Case): number[] => [...cuts, stream.length / 2].filter((end) => end > 0);
