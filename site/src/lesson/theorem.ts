import { core, type Surveyed } from "../module.ts";

const BATCH_MS = 60;
const number = (n: number) => n.toLocaleString("en");

/** Runs a decoder over every schedule of a stream, before the reader's eyes. */
class LessonTheorem extends HTMLElement {
  #text = "";
  #run = 0; // the run under way; a new one ends it

  connectedCallback(): void {
    if (this.#text) return;
    this.#text = JSON.parse(this.querySelector("script")!.textContent!) as string;
    const decoder = this.querySelector("select")!;
    decoder.hidden = false;
    const label = document.createElement("label");
    label.append("Try every schedule on ", decoder.options.length > 1 ? decoder : decoder.options[0]!.text.replace(/^The /, "the "));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "go";
    button.textContent = "Start";
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.ariaLabel = "Schedules tried";
    const said = document.createElement("p");
    said.role = "status";
    const row = document.createElement("div");
    row.className = "tools";
    row.append(label, button);
    this.append(row, bar, said);
    button.addEventListener("click", async () => {
      if (button.textContent === "Stop") return void this.#run++;
      button.textContent = "Stop";
      try {
        await this.#survey(decoder.value, (s, stopped) => {
          bar.value = s.tried / s.total;
          said.textContent = report(s, stopped);
        });
      } catch (err) {
        said.textContent = (err as Error).message;
      }
      button.textContent = "Start";
    });
  }

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
