import { html } from "lit";
import type { Model } from "../model.ts";
import { hear, PageElement, reactive } from "../view/element.ts";
import type { StreamFigure } from "../view/figure.ts";

/** What became of a decoder at a step; core says it, this only looks. */
const FATES: Record<string, (m: Model) => boolean> = {
  hangs: ({ step }) => step.stage.box === "never",
  lies: ({ step, figure }) => figure.frames.slice(0, step.frames).some((f) => f.unsent),
  fails: ({ index, figure }) => figure.failed !== undefined && index >= figure.failed,
};

/** What a reader is to bring a figure's decoder to, by moving cuts: the page lists it. What was reached stays reached. */
class LessonGoals extends PageElement {
  @reactive protected said = "";
  readonly #bench = (document.getElementById(this.dataset.figure!) as StreamFigure).bench;
  readonly #hex = this.#bench.model.figure.hex;
  readonly #decoder = this.#bench.document.decoder;

  constructor() {
    super();
    hear(this, this.#bench.model, { change: () => this.#look() });
  }

  override render() {
    return html`<p role="status">${this.said}</p>`;
  }

  #look(): void {
    const { model } = this.#bench;
    const { figure } = model;
    if (figure.hex !== this.#hex || figure.decoder !== this.#decoder) return; // the cuts do it, or it does not count
    for (const goal of this.querySelectorAll<HTMLElement>("li:not(.done)")) {
      const { fate, cuts } = goal.dataset;
      if ((cuts !== undefined && figure.chunks.length - 1 > Number(cuts)) || !FATES[fate!]!(model)) continue;
      goal.classList.add("done");
      const left = this.querySelectorAll("li:not(.done)").length;
      this.said = `Done: ${goal.textContent} ${left ? `${left} to go.` : "That was all of it."}`;
    }
  }
}

customElements.define("lesson-goals", LessonGoals);
