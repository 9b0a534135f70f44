import type { Model } from "../model.ts";
import type { StreamFigure } from "../view/figure.ts";

/** What became of a decoder at a step; core says it, this only looks. */
const FATES: Record<string, (m: Model) => boolean> = {
  hangs: ({ step }) => step.stage.box === "never",
  lies: ({ step, figure }) => figure.frames.slice(0, step.frames).some((f) => f.unsent),
  fails: ({ index, figure }) => figure.failed !== undefined && index >= figure.failed,
};

/** What a reader is to bring a figure's decoder to, by moving cuts. What was reached stays reached. */
class LessonGoals extends HTMLElement {
  connectedCallback(): void {
    const { bench } = document.getElementById(this.dataset.figure!) as StreamFigure;
    const { hex } = bench.model.figure;
    const { decoder } = bench.document;
    const said = document.createElement("p");
    said.role = "status";
    this.append(said);
    const look = () => {
      const { figure } = bench.model;
      if (figure.hex !== hex || figure.decoder !== decoder) return; // the cuts do it, or it does not count
      for (const goal of this.querySelectorAll("li:not(.done)")) {
        const { fate, cuts } = (goal as HTMLElement).dataset;
        if ((cuts !== undefined && figure.chunks.length - 1 > Number(cuts)) || !FATES[fate!]!(bench.model)) continue;
        goal.classList.add("done");
        const left = this.querySelectorAll("li:not(.done)").length;
        said.textContent = `Done: ${goal.textContent} ${left ? `${left} to go.` : "That was all of it."}`;
      }
    };
    bench.model.addEventListener("change", look);
  }
}

customElements.define("lesson-goals", LessonGoals);
