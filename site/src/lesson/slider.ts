import { html } from "lit";
import { PageElement, reactive } from "../view/element.ts";
import type { StreamFigure } from "../view/figure.ts";

/** Chooses the size of the buffer that a figure's stream is read with. */
class LessonSlider extends PageElement {
  readonly #figure = document.getElementById(this.dataset.figure!) as StreamFigure;
  @reactive protected size = /^every (\d+)$/.exec(this.#figure.bench.document.schedule)?.[1] ?? "8";
  #moving = false; // one way of the slider is one change

  override render() {
    const { from, to } = this.dataset;
    return html`<label>The buffer <input type="range" min=${from!} max=${to!} .value=${this.size} @input=${this.#move} @change=${this.#rest}> <output>recv(${this.size})</output></label>`;
  }

  #move = (e: Event): void => {
    this.size = (e.target as HTMLInputElement).value;
    void this.#figure.bench.edit({ schedule: `every ${this.size}` }, this.#moving);
    this.#moving = true;
  };

  #rest = (): void => {
    this.#moving = false;
    const { model } = this.#figure;
    model.go(model.last); // the messages that come out are what the slider is about
  };
}

customElements.define("lesson-slider", LessonSlider);
