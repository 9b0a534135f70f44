import { html, nothing } from "lit";
import type { StreamFigure } from "./figure.ts";

/** What is asked about what happens after a step. */
export interface Question {
  /** The last step that tells nothing of the answer. */
  readonly show: number;
  /** Leads the reader to it. */
  ask(): void;
  /** The reader wants to go on without a guess. */
  skip(): void;
}

/** The question that a figure waits for: until there is a guess, it goes no further, and nothing in it tells what comes next. */
export class Guess {
  question: Question | null = null;
  /** The reader wanted to go on all the same. */
  #held = false;

  constructor(readonly host: StreamFigure) {
    host.model.addEventListener("held", () => {
      this.#held = true;
      host.requestUpdate();
    });
  }

  get open(): boolean {
    return this.question !== null && !this.host.paper.on; // paper shows all
  }

  await(question: Question | null): void {
    if (question !== this.question) this.#held = false;
    this.question = question;
    this.host.model.until = question?.show ?? Infinity;
    this.host.requestUpdate();
  }

  banner() {
    return this.open && this.#held
      ? html`<div class="held" role="status"><b>Guess first.</b> <button type="button" @click=${() => this.question?.ask()}>To the question</button> <button type="button" @click=${this.#skip}>Skip it</button></div>`
      : nothing;
  }

  #skip = (): void => {
    const { host } = this;
    this.question?.skip();
    host.act("step");
    host.querySelector<HTMLElement>(".go")!.focus(); // the button that had it is gone
  };
}
