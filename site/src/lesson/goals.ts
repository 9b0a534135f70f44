import type { Model } from "../model.ts";
import { hear, PageElement } from "../view/element.ts";
import type { StreamFigure } from "../view/figure.ts";
import { SAID } from "../view/note.ts";

/** What became of a decoder at a step; core says it, this only looks. */
const FATES: Record<string, (m: Model) => boolean> = {
  hangs: ({ step }) => step.stage.box === "never",
  lies: ({ step, figure }) => figure.frames.slice(0, step.frames).some((f) => f.unsent),
  fails: ({ index, figure }) => figure.failed !== undefined && index >= figure.failed,
};

/** What a reader is to bring a figure's decoder to, by moving cuts: the page lists it, and the figure, which is in view, says when. What was reached stays reached. */
class LessonGoals extends PageElement {
  readonly #figure = document.getElementById(this.dataset.figure!) as StreamFigure;
  readonly #bench = this.#figure.bench;
  readonly #hex = this.#bench.model.figure.hex;
  readonly #decoder = this.#bench.document.decoder;

  constructor() {
    super();
    hear(this, this.#bench.model, { change: () => this.#look() });
  }

  #look(): void {
    const { model } = this.#bench;
    const { figure } = model;
    if (figure.hex !== this.#hex || figure.decoder !== this.#decoder) return; // the cuts do it, or it does not count
    for (const [i, goal] of this.querySelectorAll<HTMLElement>("li").entries()) {
      if (goal.classList.contains("done")) continue;
      const { fate, cuts } = goal.dataset;
      if ((cuts !== undefined && figure.chunks.length - 1 > Number(cuts)) || !FATES[fate!]!(model)) continue;
      goal.classList.add("done");
      const left = this.querySelectorAll("li:not(.done)").length;
      this.#figure.note.say(`Goal ${i + 1} is reached. ${left ? `${left} to go.` : "That was all of it."}`, 2 * SAID);
    }
  }
}

customElements.define("lesson-goals", LessonGoals);
