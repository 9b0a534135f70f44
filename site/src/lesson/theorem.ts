import { html } from "lit";
import { core, type Surveyed } from "../module.ts";
import { PageElement, reactive } from "../view/element.ts";

const BATCH_MS = 60;
const number = (n: number) => n.toLocaleString("en");

/** Runs a decoder over every schedule of a stream, before the reader's eyes. */
class LessonTheorem extends PageElement {
  readonly #text = JSON.parse(this.querySelector("script")!.textContent!) as string;
  /** To choose the decoder with, where there are several. */
  readonly #decoder = this.querySelector("select")!;
  @reactive protected running = false;
  @reactive protected share = 0;
  @reactive protected said = "";
  #run = 0; // the run under way; a new one ends it

  override render() {
    const decoder = this.#decoder;
    decoder.hidden = decoder.options.length < 2;
    return html`<div class="tools"><label>Try every schedule on ${decoder.options.length > 1 ? decoder : decoder.options[0]!.text.replace(/^The /, "the ")}</label>
        <button type="button" class="go" @click=${this.#pressed}>${this.running ? "Stop" : "Start"}</button></div>
      <progress max="1" .value=${this.share} aria-label="Schedules tried"></progress>
      <p role="status">${this.said}</p>`;
  }

  #pressed = async (): Promise<void> => {
    if (this.running) return void this.#run++;
    this.running = true;
    try {
      await this.#survey(this.#decoder.value, (s, stopped) => {
        this.share = s.tried / s.total;
        this.said = report(s, stopped);
      });
    } catch (err) {
      this.said = (err as Error).message;
    }
    this.running = false;
  };

  async #survey(decoder: string, show: (s: Surveyed, stopped: boolean) => void): Promise<void> {
    const run = ++this.#run;
    const text = this.#text.replace(/^decoder: .*$/m, `decoder: ${decoder}`);
    const survey = await core.survey(text, Number(this.dataset.cuts));
    try {
      let batch = 500;
      for (;;) {
        const began = performance.now();
        const state = await survey.step(batch);
        const stopped = run !== this.#run || !this.isConnected;
        show(state, stopped);
        if (state.over || stopped) return;
        // As many as keep the bar moving.
        batch = Math.max(100, Math.round((batch * BATCH_MS) / Math.max(1, performance.now() - began)));
      }
    } finally {
      survey.release();
    }
  }
}

function report({ total, tried, survived, over, breaker }: Surveyed, stopped: boolean): string {
  const done = over ? `All ${number(total)} schedules` : `${number(tried)} of ${number(total)} schedules`;
  const rest = survived === tried ? "the messages are always the same." : `the messages are right in ${number(survived)}. The first that breaks it: ${breaker}.`;
  return `${stopped && !over ? "Stopped. " : ""}${done} tried: ${rest}`;
}

customElements.define("lesson-theorem", LessonTheorem);
