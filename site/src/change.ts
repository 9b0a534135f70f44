import type { Chunk, Figure, Frame } from "./figure.ts";

/** How a list is made of an old one: some items are kept, some added, and the rest, from one on, follows with steps shifted. */
interface Edit<T> {
  keep: number;
  add: T[];
  from: number;
  shift: number;
}

/** What makes a figure of an old one; of its steps the first. What is missing has not changed. */
export type Change = Omit<Figure, "hex" | "sends" | "chars" | "chunks" | "frames"> & Partial<Pick<Figure, "hex" | "sends" | "chars">> & { chunks: Edit<Chunk>; frames: Edit<Frame> };

export function changed({ hex, sends, chars, chunks, frames, unit }: Figure, change: Change): Figure {
  return { ...(unit && { unit }), hex, sends, chars, ...change, chunks: edited(chunks, change.chunks), frames: edited(frames, change.frames) };
}

function edited<T extends { step?: number }>(old: T[], { keep, add, from, shift }: Edit<T>): T[] {
  const rest = old.slice(from);
  return [...old.slice(0, keep), ...add, ...(shift ? rest.map((item) => (item.step === undefined ? item : { ...item, step: item.step + shift })) : rest)];
}
