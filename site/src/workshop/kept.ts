import type { Language } from "./protocol.ts";

/** What a learner has written and come to, in this browser and nowhere else. */
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

const KEY = "bufferbybuffer/workshop";

export function kept(): Kept {
  const nothing: Kept = { task: "", language: "python", programs: {}, passed: [], tries: {} };
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Kept>;
    return { ...nothing, ...read };
  } catch {
    return nothing; // forbidden, or not ours
  }
}

export function keep(what: Kept): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(what));
  } catch {
    // Nothing is kept where the browser forbids it.
  }
}
