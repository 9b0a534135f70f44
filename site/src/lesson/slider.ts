import type { StreamFigure } from "../view/figure.ts";

/** Chooses the size of the buffer that a figure's stream is read with. */
class LessonSlider extends HTMLElement {
  connectedCallback(): void {
    const { figure: id, from, to } = this.dataset;
    const figure = document.getElementById(id!) as StreamFigure;
    const range = Object.assign(document.createElement("input"), { type: "range", min: from!, max: to!, value: "8" });
    const label = document.createElement("label");
    const output = document.createElement("output");
    const show = () => (output.textContent = `recv(${range.value})`);
    label.append("The buffer ", range, " ", output);
    let moving = false; // one way of the slider is one change
    range.addEventListener("input", () => {
      show();
      void figure.bench.edit({ schedule: `every ${range.value}` }, moving);
      moving = true;
    });
    range.addEventListener("change", () => {
      moving = false;
      figure.model.go(figure.model.last); // the messages that come out are what the slider is about
    });
    const size = /^every (\d+)$/.exec(figure.bench.document.schedule);
    if (size) range.value = size[1]!;
    show();
    this.replaceChildren(label);
  }
}

customElements.define("lesson-slider", LessonSlider);
