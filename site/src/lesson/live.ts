import { STATIC } from "../static.ts";
import type { StreamFigure } from "../view/figure.ts";
import type { Fork, StreamLive } from "../view/live.ts";

/** A live figure, when the reader asks for it, above a recorded one, which stays for what the page asks about it. */
class LessonLive extends HTMLElement {
  connectedCallback(): void {
    const said = document.createElement("p");
    said.className = "status";
    said.role = "status";
    said.textContent = STATIC;
    if (STATIC) return this.replaceChildren(said);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "go";
    button.textContent = "Connect to the server";
    button.addEventListener("click", async () => {
      said.textContent = "Connecting…";
      const parts = await import("../view/live.ts").catch(() => null);
      if (!parts) return void (said.textContent = "The server can't be reached. Start it with make run, then connect again.");
      const { make } = parts;
      const live = document.createElement("stream-live") as StreamLive;
      // With words of many lengths, and a reader that is a little late, the tutorial's client is soon out of step.
      live.beside = "tutorial";
      live.choices = { buffer: "16", pace: "200ms", every: "500ms", words: "varied" };
      let forked: StreamFigure | undefined;
      live.addEventListener("begun", () => {
        live.figure!.id = "live";
        live.after(live.figure!);
      });
      live.addEventListener("fork", (e) => {
        const { figure, source, step } = (e as CustomEvent<Fork>).detail;
        const first = !forked;
        if (!forked) this.append((forked = make(figure)));
        forked.bench.load(figure, step, { source, instead: first });
        forked.scrollIntoView({ block: "start" });
      });
      this.replaceChildren(live);
    });
    this.replaceChildren(button, said);
  }
}

customElements.define("lesson-live", LessonLive);
