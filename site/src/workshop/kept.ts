import { Memory } from "../memory.ts";
import type { Language } from "./protocol.ts";

/** What a learner has written and come to. */
export interface Kept {
  task: string;
  language: Language;
  /** Programs, by TASK.LANGUAGE. */
  programs: Record<string, string>;
  /** Tasks that were passed, in some language. */
  passed: string[];
  /** Programs of a task that were judged and broke. */
  tries: Record<string, number>;
}

const memory = new Memory<Kept>("workshop");

export const kept = (): Kept => ({ task: "", language: "python", programs: {}, passed: [], tries: {}, ...memory.all });

export const keep = (what: Kept): void => memory.note(what);
