import type { Change } from "./change.ts";
import type { Step } from "./figure.ts";

/** Where the steps of a long figure come from, a window at a time. */
export interface StepSource {
  /** The steps from first up to, but without, last. */
  steps(first: number, last: number): Promise<Step[]>;
  /** The last step at which no more than so many bytes were taken. */
  find(taken: number): Promise<number>;
  /** The figure of another text, as a change of this one; where that can be had. */
  edit?(text: string): Promise<StepSource & { change: Change }>;
  /** Called when the steps are no longer wanted. */
  release(): void;
}

const PAGE = 256;

/** The steps of a figure: all of them, or those that were looked at. */
export class Steps {
  #pages = new Map<number, Step[]>();
  #asked = new Map<number, Promise<void>>();

  constructor(
    first: Step[],
    public length: number,
    readonly source: StepSource | null,
  ) {
    for (let i = 0; i < first.length; i += PAGE) this.#pages.set(i / PAGE, first.slice(i, i + PAGE));
  }

  at(i: number): Step | undefined {
    return this.#pages.get(Math.floor(i / PAGE))?.[i % PAGE];
  }

  /** Sees to it that the step, and those around it, are there. */
  async load(i: number): Promise<void> {
    const page = Math.floor(i / PAGE);
    await this.#load(page);
    void this.#load(page + (i % PAGE > PAGE / 2 ? 1 : -1));
  }

  push(steps: Step[]): void {
    for (const step of steps) {
      const page = Math.floor(this.length / PAGE);
      const list = this.#pages.get(page);
      if (list) list.push(step);
      else this.#pages.set(page, [step]);
      this.length++;
    }
  }

  /** The last step at which no more than so many bytes were taken. */
  find(taken: number): Promise<number> {
    if (this.source) return this.source.find(taken);
    let lo = 0;
    let hi = this.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.at(mid)!.taken > taken) hi = mid;
      else lo = mid + 1;
    }
    return Promise.resolve(Math.max(0, lo - 1));
  }

  #load(page: number): Promise<void> {
    const first = page * PAGE;
    if (!this.source || first < 0 || first >= this.length || this.#pages.get(page)?.length === Math.min(PAGE, this.length - first)) return Promise.resolve();
    let asked = this.#asked.get(page);
    if (!asked) {
      asked = this.source.steps(first, Math.min(first + PAGE, this.length)).then((steps) => void this.#pages.set(page, steps));
      this.#asked.set(page, asked);
      void asked.catch(() => undefined).finally(() => this.#asked.delete(page));
    }
    return asked;
  }
}
