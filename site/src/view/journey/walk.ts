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

  /** The step of the next recv that returns, and of the next that completes a message; null where there is none. */
  get nextRecv(): number | null {
    return this.#next((of) => of >= 0);
  }

  get nextMessage(): number | null {
    return this.#next((of) => this.#journey.messages.some((m) => m.recv === of));
  }

  /** Nothing goes wrong on a journey: it only takes time. */
  readonly firstError = null;

  /** Its bytes are cut by recvs. */
  readonly figure = {} as const;

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
    const { steps, log } = this.#journey;
    const i = steps.findIndex(({ entry }, k) => k > this.#index && log[entry]?.what === "returned" && wanted(log[entry]!.of));
    return i < 0 ? null : i;
  }
}
