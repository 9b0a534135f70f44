import { Memory } from "../memory.ts";

const best = new Memory<Record<string, number>>("network");

/** The fewest cuts with which each challenge was won. */
export const board = () => best.all;

/** Notes a result, and reports whether it is the best so far. */
export function note(challenge: string, cuts: number): boolean {
  if ((best.all[challenge] ?? Infinity) <= cuts) return false;
  best.note({ [challenge]: cuts });
  return true;
}
