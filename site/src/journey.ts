import { Bridge, type Held } from "./bridge.ts";

/**
 * The shape of a journey, as core/figure writes it: one stream in time. Offsets are stream offsets in bytes, times are
 * milliseconds. Nothing here is worked out in the page.
 */
export interface Journey {
  v: number;
  /** It was recorded from a real connection: of its segments only their number is known. */
  live?: true;
  /** It was seen at one place: what passed there, in words what is known, and what is to be noted beside each acknowledgement. */
  seen?: { unit: "segment" | "chunk"; say: string; notes: string[] };
  /** Its settings, by their names; and the messages. */
  form: Record<string, string>;
  texts: string[];
  total: number;
  /** The stream, a character a byte. */
  text: string;
  messages: Message[];
  sends: Call[];
  segments: Segment[];
  acks: Ack[];
  recvs: Recv[];
  log: Entry[];
  steps: Step[];
  /** What a learner may be asked to bring about, and has, by the names of the questions. */
  reached: string[];
  /** The way of bytes that stayed together, as a sentence. */
  ways: (Range & { say: string })[];
}

export interface Range {
  start: number;
  end: number;
}

/** A message with its header, which ends at body; and the recv that completed it, or the segment where none is known, -1 as long as none has. */
export interface Message extends Range {
  body: number;
  recv: number;
  text: string;
}

/** A send, or a recv: when it was called, and when it came back with what bytes. */
export interface Call extends Range {
  called: number;
  at: number;
}

export interface Recv extends Call {
  asked: number;
  /** Bytes that still waited in the queue; null where the kernel did not say. */
  left: number | null;
  /** How many segments had come since the recv before, of a recorded one. */
  segments?: number | null;
}

export interface Segment extends Range {
  at: number;
  arrives: number;
  lost?: true;
  /** Why it was sent once more. */
  again?: "timer" | "asked" | "passed";
}

interface Ack {
  next: number;
  /** -1 where nobody knows. */
  window: number;
  at: number;
  arrives: number;
}

export type What = "sent" | "left" | "gone" | "came" | "waits" | "filled" | "twice" | "refused" | "answered" | "heard" | "timed" | "called" | "returned";

/** One thing that happened, and how it left the two kernels. */
export interface Entry {
  what: What;
  /** The index of the send, segment, acknowledgement or recv. */
  of: number;
  at: number;
  /** What the sender's program has sent, and what of it has left at least once; why the rest has not. */
  sent: number;
  out: number;
  hold?: string;
  /** What has arrived in order, and what recv has returned. */
  next: number;
  taken: number;
  /** What has arrived behind a gap. */
  ahead?: [start: number, end: number][];
}

export interface Step {
  /** Its place in the log; -1 before anything has happened. */
  entry: number;
  /** The bytes it is about. */
  lit: [start: number, end: number];
  say: [lead: string, rest: string];
}

/** What cmd/wasm/journey.go offers. Each call rejects with a sentence a reader can use. */
interface Network {
  /** Runs what a text says. */
  run(settings: string): Promise<Journey>;
  /** The address of settings, to stand behind "#"; and what such an address names. */
  link(settings: string): Promise<string>;
  unlink(hash: string): Promise<string>;
  /** Settings in which the time server speaks: how often it tells the time, and from when on, in unix seconds. */
  server(times: number, unix: number): Promise<string>;
  /** A session with the time server over the page's TCP: what a gateway would tell of it, one after the other, with each chunk as text. */
  serve(choices: string, unix: number): Promise<({ type: string; at?: number; text?: string })[]>;
  /** Takes what is told of a real connection: its layout, the buffer of its recv. */
  record(layout: string, buffer: number): Promise<Recording>;
}

export interface Recording extends Held {
  /** A send, by where in the stream it ended. */
  sent(end: number, at: number): Promise<void>;
  /** What a recv returned, what was still waiting and how many segments had come, -1 for unknown; whether there is room for another. */
  received(chunk: Uint8Array, at: number, queued: number, segments: number): Promise<boolean>;
  journey(): Promise<Journey>;
}

export const network = new Bridge<Network>();
network.name = "journey";
