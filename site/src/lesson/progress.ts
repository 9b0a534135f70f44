/** What the reader answered to one prediction. */
export interface Answer {
  /** Wrong guesses before the right one. */
  misses: number;
  /** Given right; false when it was shown. */
  right: boolean;
}

const KEY = "bufferbybuffer/answers";

/**
 * The reader's answers, by the content hash of the prediction: a changed question
 * is asked again. They are kept in this browser and nowhere else. "change" on
 * `progress` says that they are others now.
 */
class Progress extends EventTarget {
  constructor() {
    super();
    addEventListener("storage", (e) => e.key === KEY && this.#changed()); // another tab
  }

  get all(): Record<string, Answer> {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      return kept && typeof kept === "object" ? (kept as Record<string, Answer>) : {};
    } catch {
      return {}; // forbidden, or not ours: as if nothing had been answered
    }
  }

  of(hash: string): Answer | null {
    return this.all[hash] ?? null;
  }

  note(hash: string, answer: Answer): void {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...this.all, [hash]: answer }));
    } catch {
      // Nothing is kept where the browser forbids it; the lesson goes on.
    }
    this.#changed();
  }

  forget(): void {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // see above
    }
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

export const progress = new Progress();
