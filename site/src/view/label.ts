import { chunkStart, type Moment } from "../model.ts";

export const count = (n: number) => (n === 1 ? "1 byte" : `${n} bytes`);

/** What a recv returned; and, once it has, what the kernel knew then. */
export function recvLabel({ figure, step }: Moment, i: number): string {
  const chunk = figure.chunks[i]!;
  const parts = [`${figure.unit ?? "recv"} ${i + 1}`, count(chunk.end - chunkStart(figure.chunks, i))];
  if (i > step.chunk) return parts.join(" · ");
  if (chunk.segments) parts.push(chunk.segments === 1 ? "1 segment" : `${chunk.segments} segments`);
  if (chunk.queued) parts.push(`${chunk.queued} queued`);
  return parts.join(" · ");
}
