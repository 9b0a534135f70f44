import { Memory } from "../memory.ts";

/** What the reader answered to one prediction. */
export interface Answer {
  /** Wrong guesses before the right one. */
  misses: number;
  /** Given right; false when it was shown. */
  right: boolean;
}

const answers = new Memory<Record<string, Answer>>("answers");

/**
 * The reader's answers, by the content hash of the prediction: a changed question
 * is asked again. "change" on `progress` says that they are others now.
 */
class Progress extends EventTarget {
  constructor() {
    super();
    addEventListener("storage", (e) => e.key === answers.key && this.#changed()); // another tab
  }

  /** The answers to these. */
  to(hashes: string[]): Answer[] {
    const { all } = answers;
    return hashes.flatMap((hash) => all[hash] ?? []);
  }

  note(hash: string, answer: Answer): void {
    answers.note({ [hash]: answer });
    this.#changed();
  }

  forget(): void {
    answers.forget();
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const progress = new Progress();
