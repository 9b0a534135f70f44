import type { Bench } from "./bench.ts";
import { print, type Document } from "./document.ts";
import * as link from "./link.ts";
import { core } from "./module.ts";
import { sentence } from "./sentence.ts";

/** What an entry of the browser's history holds of a figure that is too long for an address. */
export interface Kept {
  text: string;
  step: number;
}

/**
 * Keeps the browser's address, and the entry of its history, on what a bench shows.
 * Browsers limit how often an address may change, so it waits for a pause.
 */
export class Address {
  /** The address as it was written last; null before. */
  written: string | null = null;
  #waiting = 0;
  /** Counts the entries of the browser's history: what is worked out for one is not written into another. */
  #entry = 0;
  /** The document that no link could hold, so that it is said once. */
  #tooLong: Document | null = null;
  #live = false;

  constructor(
    readonly bench: Bench,
    /** Tells the reader something about the address. */
    readonly say: (text: string) => void,
  ) {
    bench.addEventListener("change", this.#changed);
    bench.model.addEventListener("change", this.#changed);
  }

  /** Whether the address is that of live sessions, whatever the bench shows. */
  set live(on: boolean) {
    this.#live = on;
    if (!on) this.#changed();
  }

  #changed = (): void => {
    clearTimeout(this.#waiting);
    if (!this.#live) this.#waiting = window.setTimeout(() => void this.#write("replaceState"), 150);
  };

  /** The address of what is shown. */
  link(): Promise<string> {
    const { document, origin, edited, other, model } = this.bench;
    const where = { step: model.index, beside: other };
    return link.print(origin.name && !edited ? { corpus: origin.name, ...where } : { text: print(document), ...where }, core);
  }

  /** Says that the browser went to an entry, and what address that has. */
  arrived(hash: string): void {
    clearTimeout(this.#waiting);
    this.#entry++;
    this.written = hash;
  }

  /** Writes what is still to be written. */
  async save(): Promise<void> {
    clearTimeout(this.#waiting);
    if (!this.#live) await this.#write("replaceState");
  }

  /** Begins a new entry of the browser's history. */
  push(): void {
    clearTimeout(this.#waiting);
    this.#entry++;
    if (this.#live) history.pushState(null, "", "#live");
    else void this.#write("pushState");
  }

  async #write(how: "pushState" | "replaceState"): Promise<void> {
    const { document, model } = this.bench;
    const step = model.index;
    if (document === this.#tooLong && how === "replaceState") return;
    const entry = this.#entry;
    try {
      const hash = await this.link();
      if (this.#live || entry !== this.#entry) return;
      this.written = hash;
      history[how](null, "", hash);
    } catch (err) {
      if (this.#live || entry !== this.#entry) return;
      this.#tooLong = document;
      this.written = null;
      const bare = location.pathname + location.search; // rather none than a wrong one
      try {
        history[how]({ text: print(document), step } satisfies Kept, "", bare);
      } catch {
        history[how](null, "", bare); // too long for the browser, too
      }
      this.say(sentence(err as Error));
    }
  }
}
