import type { Delta, Figure } from "./figure.ts";
import { core, module, type Core } from "./module.ts";
import type { Held } from "./bridge.ts";

/** What cmd/wasm/tap.go adds to the module. */
interface Tap extends Core {
  /** Reads a pcap or pcapng file that comes in pieces. */
  capture(): Promise<Capture>;
}

module.name = "tap";
export const tap = core as Tap;

export interface Capture extends Held {
  /** Takes a piece of the file, of any length. */
  feed(piece: Uint8Array): Promise<void>;
  /** The file ends here. Rejects where it should not. */
  close(): Promise<void>;
  state(): Promise<Captured>;
  /** In which layout a connection is read; "" leaves it to be guessed. */
  choose(connection: number, layout: string): Promise<void>;
  /** What a figure shows of one side, from shortly before an offset on, as a corpus file. */
  text(connection: number, side: number, near: number): Promise<string>;
  /** One side of a connection, as it grows. */
  watch(connection: number, side: number): Promise<Watch>;
}

export interface Watch extends Held {
  /** The whole figure when it begins, or begins anew; otherwise what it has gained. */
  next(): Promise<{ figure?: Figure; delta?: Delta; full: boolean }>;
  text(): Promise<string>;
}

/** The connections of a capture, and what is to be said of them. */
export interface Captured {
  /** What a packet's data is. */
  unit: "chunk" | "segment";
  say: string;
  /** Whether some layouts have yet to be guessed: ask again. */
  more: boolean;
  connections: Connection[];
}

export interface Connection {
  /** How it is read; "" where nobody knows. */
  layout: string;
  chosen: boolean;
  guess: string;
  began: boolean;
  sides: [Side, Side];
}

/** What one end has sent. */
interface Side {
  from: string;
  bytes: number;
  pieces: number;
  /** How it ends, or what is missing. */
  end: string;
  /** How many messages there are, and whether it is in step. */
  say: string;
  /** Why it is not, with the header; and where the frame begins. */
  error?: string;
  at?: number;
}
