/**
 * The shape of one figure, as the Go package core/figure writes it. All offsets
 * are stream offsets in bytes. Nothing here is worked out in the page.
 */

export type Event = "start" | "needs more" | "header parsed" | "message" | "skipped" | "failed" | "end";
type SpanRole = "header" | "payload" | "carry" | "error";
export type Span = [start: number, end: number, role: SpanRole];

/** What one recv returned: the bytes up to `end`. */
export interface Chunk {
  end: number;
  /** Its first step; absent where the decoder had stopped before. */
  step?: number;
  /** TCP segments that arrived since the recv before, where the kernel told. */
  segments?: number;
  /** Bytes still waiting in the kernel after this recv, where it told. */
  queued?: number;
}

/** A complete frame: [start, body) is its header, then comes its payload. */
export interface Frame {
  start: number;
  body: number;
  /** Where its trailer begins, a delimiter or what must close it; absent without one. */
  close?: number;
  end: number;
  /** Index of the step that completed it. */
  step: number;
  length: number;
  text: string;
  /** Too large, and passed over. */
  skipped?: true;
  /** Handed out by a decoder that breaks, and sent by nobody. */
  unsent?: true;
}

export interface Edge {
  row: number;
  from: string;
  to: string;
  /** What the decoder reports when it takes this way. */
  label: string;
  /** The condition, in words. */
  when: string;
}

export type Reach = [start: number, end: number];

/** Where the bytes lie that have come and are not yet part of a message that is out; the rest of the chunk lies in it still. */
export interface Stage {
  /** Of a header; 0 in a layout without one. */
  cells: number;
  header?: Reach;
  payload?: Reach;
  /** What closes the frame. */
  trailer?: Reach;
  /** Of this chunk, and in no frame. */
  lost?: Reach;
  box: "shut" | "open" | "scan" | "passing" | "refused" | "reserved" | "never" | "short";
  had: number;
  want: number | null;
  /** What is wrong with the header. */
  about?: string;
  /** What there is to know of the box. */
  note?: string;
  /** What lies in the header's cells is no header, or not of that length. */
  astray?: true;
}

export interface Step {
  /** Index of the recv under way; -1 before the first, chunks.length once the stream has ended. */
  chunk: number;
  event: Event;
  /** The edge just taken; -1 at the start. */
  row: number;
  state: string;
  /** Bytes that recv has returned so far. */
  arrived: number;
  /** Bytes the decoder has taken so far. */
  taken: number;
  /** How many of the figure's frames are complete. */
  frames: number;
  /** Roles of the arrived bytes after the last complete frame. */
  spans: Span[];
  header: { had: number; want: number; text: string };
  length: number | null;
  payload: { had: number; want: number | null };
  carry: number;
  stage: Stage;
  /** Of a decoder that breaks: the variables of its Python, as that shows them, and their len(); with a name only, it has none yet. */
  variables?: [name: string, value?: string, len?: number][];
  messages: number;
  say: [lead: string, rest: string];
  error?: string;
}

export interface Figure {
  v: 1;
  /** What a chunk is called, where it is not what a recv is known to have returned. The page sets it. */
  unit?: string;
  title: string;
  story: string;
  layout: string;
  limit: number;
  /** Present where frames over the limit are skipped instead of failing. */
  oversized?: "skip";
  decoder: string;
  schedule: string;
  /** What a recv returns at most, where that is known. Of a live one the page sets it. */
  buffer?: number;
  end: "open" | "closed" | "cut off";
  /** The names of the code beside it: at code/NAME.json. The first is shown first. */
  code: string[];
  /** The stream, two digits a byte. */
  hex: string;
  /** Multi-byte characters in payloads. */
  chars: [start: number, length: number][];
  /** End offset of each send; empty when unknown. */
  sends: number[];
  chunks: Chunk[];
  frames: Frame[];
  machine: { states: string[]; edges: Edge[] };
  /** How many steps there are. */
  length: number;
  /** The step that failed; absent where none did. */
  failed?: number;
  /** steps[0] is the start, before anything arrived. Of a long figure, only the first. */
  steps: Step[];
}

/** What a live decoder adds to its figure for one chunk, or for the end. */
export type Delta = Pick<Figure, "end" | "length" | "failed" | "hex" | "chars" | "sends" | "chunks" | "frames" | "steps">;
