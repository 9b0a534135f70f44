import type { Journey, Step } from "../../journey.ts";

/** A journey, and where in it we stand. It knows nothing of the page; whoever shows it listens for "change". */
export class Walk extends EventTarget {
  #journey: Journey;
  #index: number;

  constructor(journey: Journey) {
    super();
    this.#journey = journey;
    this.#index = this.last;
  }

  get journey(): Journey {
    return this.#journey;
  }

  get index(): number {
    return this.#index;
  }

  get last(): number {
    return this.#journey.steps.length - 1;
  }

  get step(): Step {
    return this.#journey.steps[this.#index]!;
  }

  /** The step of the next recv that returns, or of what passes next, and of the next that completes a message; null where there is none. */
  get nextRecv(): number | null {
    return this.#next((of) => of >= 0);
  }

  get nextMessage(): number | null {
    return this.#next((of) => this.#journey.messages.some((m) => m.recv === of));
  }

  /** Nothing goes wrong on a journey: it only takes time. */
  readonly firstError = null;

  /** What its bytes are cut by: by recvs, where nothing else is said. */
  get figure(): { unit?: "segment" | "chunk" } {
    const { seen } = this.#journey;
    return seen ? { unit: seen.unit } : {};
  }

  load(journey: Journey, index: number): void {
    this.#journey = journey;
    this.#index = Math.min(Math.max(0, index || 0), this.last);
    this.dispatchEvent(new Event("change"));
  }

  go(index: number): void {
    const to = Math.min(Math.max(0, index), this.last);
    if (to === this.#index) return;
    this.#index = to;
    this.dispatchEvent(new Event("change"));
  }

  #next(wanted: (recv: number) => boolean): number | null {
    const { steps, log, seen } = this.#journey;
    const i = steps.findIndex(({ entry }, k) => k > this.#index && (seen ? k < this.last && log[entry]?.what !== "answered" : log[entry]?.what === "returned") && wanted(log[entry]!.of));
    return i < 0 ? null : i;
  }
}
