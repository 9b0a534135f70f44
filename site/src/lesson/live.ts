import { html } from "lit";
import { STATIC } from "../static.ts";
import { PageElement, reactive } from "../view/element.ts";
import type { StreamFigure } from "../view/figure.ts";
import type { Fork, StreamLive } from "../view/live.ts";

/** A live figure, when the reader asks for it, above a recorded one, which stays for what the page asks about it. */
class LessonLive extends PageElement {
  @reactive protected said = STATIC;
  @reactive protected live: StreamLive | undefined;
  #forked: StreamFigure | undefined;

  override render() {
    const { live } = this;
    if (live) return [live, live.figure, this.#forked];
    return html`<button type="button" class="go" @click=${this.#connect}>${STATIC ? "Let the server speak" : "Connect to the server"}</button><p class="status" role="status">${this.said}</p>`;
  }

  #connect = async (): Promise<void> => {
    this.said = "Connecting…";
    const parts = await import("../view/live.ts").catch(() => null);
    if (!parts) return void (this.said = "The server can't be reached. Start it with make run, then connect again.");
    const live = document.createElement("stream-live") as StreamLive;
    // With words of many lengths, and a reader that is a little late, the tutorial's client is soon out of step.
    live.beside = "tutorial";
    live.choices = { buffer: "16", pace: "200ms", every: "500ms", words: "varied" };
    live.addEventListener("begun", () => this.requestUpdate());
    live.addEventListener("fork", (e) => {
      const { figure, source, step } = (e as CustomEvent<Fork>).detail;
      const first = !this.#forked;
      this.#forked ??= parts.make(figure);
      this.#forked.bench.load(figure, step, { source, instead: first });
      this.requestUpdate();
      this.performUpdate(); // now, so that there is something to scroll to
      this.#forked.scrollIntoView({ block: "start" });
    });
    this.live = live;
  };
}

customElements.define("lesson-live", LessonLive);
