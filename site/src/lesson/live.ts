import type { StreamFigure } from "../view/figure.ts";
import type { StreamLive } from "../view/live.ts";

/** Turns a recorded figure of the page into a live one, when the reader asks for it. */
export class LessonLive extends HTMLElement {
  connectedCallback(): void {
    const figure = document.getElementById(this.dataset.figure!) as StreamFigure;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "go";
    button.textContent = "Connect to the server";
    button.addEventListener("click", () => {
      void import("../view/live.ts");
      const live = document.createElement("stream-live") as StreamLive;
      live.figure = figure;
      live.addEventListener("forked", () => {
        figure.recording = false;
        figure.editable = true;
        this.replaceChildren(button);
      });
      this.replaceChildren(live);
    });
    this.replaceChildren(button);
  }
}
