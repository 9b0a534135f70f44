import type { StreamFigure } from "../view/figure.ts";
import type { StreamLive } from "../view/live.ts";

/** Puts a live figure above a recorded one, when the reader asks for it. The recorded one stays for what the page asks about it. */
class LessonLive extends HTMLElement {
  connectedCallback(): void {
    const recorded = document.getElementById(this.dataset.figure!) as StreamFigure;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "go";
    button.textContent = "Connect to the server";
    button.addEventListener("click", async () => {
      button.disabled = true;
      await import("../view/live.ts");
      const figure = another(recorded);
      const live = document.createElement("stream-live") as StreamLive;
      live.figure = figure;
      live.addEventListener("forked", () => {
        figure.recording = false;
        figure.editable = true;
        button.disabled = false;
        live.replaceWith(button);
      });
      this.replaceChildren(live, figure);
    });
    this.replaceChildren(button);
  }
}

/** A figure of its own that begins as a copy: an element is upgraded with its data inside. */
function another({ model }: StreamFigure): StreamFigure {
  const holder = document.createElement("template"); // inert: nothing in it is alive before its data is there
  holder.innerHTML = `<stream-figure id="live"><script type="application/json"></script></stream-figure>`;
  holder.content.querySelector("script")!.textContent = JSON.stringify(model.figure);
  return document.importNode(holder.content.firstElementChild!, true) as StreamFigure;
}

customElements.define("lesson-live", LessonLive);
