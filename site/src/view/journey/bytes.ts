import type { Journey } from "../../journey.ts";

/** So many messages look different; then it begins anew. */
const LOOKS = 5;

/** Bytes that look alike: of one message, of its header or its payload, lit or not. */
export interface Part {
  start: number;
  end: number;
  /** Classes that say whose they are. */
  cls: string;
  /** The pattern of the message, by number. */
  look: number;
}

/** What a range of the stream is made of. Where some bytes are lit, the others are dim. */
export function parts(j: Journey, start: number, end: number, lit: readonly [number, number] | null): Part[] {
  const list: Part[] = [];
  const cuts = lit ?? [0, 0];
  for (let i = 0; i < j.messages.length; i++) {
    const m = j.messages[i]!;
    if (m.end <= start || m.start >= end) continue;
    for (const [from, to, role] of [[m.start, m.body, "head"], [m.body, m.end, "body"]] as const) {
      for (const [a, b, dim] of [[from, Math.min(to, cuts[0]), true], [Math.max(from, cuts[0]), Math.min(to, cuts[1]), false], [Math.max(from, cuts[1]), to, true]] as const) {
        const first = Math.max(a, start), last = Math.min(b, end);
        if (first < last) list.push({ start: first, end: last, cls: `${role} m${look(i)}${!lit ? "" : dim ? " dim" : lit[1] - lit[0] === 1 ? " one" : ""}`, look: look(i) });
      }
    }
  }
  // Behind the last message a stream is out of step: its bytes belong to none.
  const last = Math.max(start, j.messages.at(-1)?.end ?? 0);
  if (j.seen && last < Math.min(end, j.total)) list.push({ start: last, end: Math.min(end, j.total), cls: "none", look: 0 });
  return list;
}

export const look = (message: number): number => (message % LOOKS) + 1;
