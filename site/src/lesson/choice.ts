import { html } from "lit";
import type { Figure } from "../figure.ts";
import { hear, PageElement } from "../view/element.ts";
import type { StreamFigure } from "../view/figure.ts";
import { nameOf } from "./named.ts";
import { settle } from "./open.ts";

/**
 * Several figures in the place of one, which differ in a setting. The page came with all of them, so choosing one
 * computes nothing; what each leads to is a table where scripts are off.
 */
export class LessonChoice extends PageElement {
  readonly #figure = document.getElementById(this.dataset.figure!) as StreamFigure;
  readonly #choices = new Map(
    Array.from(this.querySelectorAll<HTMLElement>("[data-name]"), (row) => {
      const data = row.querySelector("script");
      const figure = data ? (JSON.parse(data.textContent!) as Figure) : this.#figure.bench.model.figure;
      return [row.dataset.name!, { figure, label: [...row.querySelector("th")!.cloneNode(true).childNodes] }];
    }),
  );

  #shown = nameOf(this.#figure);

  constructor() {
    super();
    hear(this, this.#figure.model, { change: this.#changed });
  }

  protected override createRenderRoot() {
    this.renderOptions.renderBefore = this.firstChild;
    return this;
  }

  override render() {
    return html`<div class="segmented" role="group" aria-label=${this.dataset.label!}>${Array.from(this.#choices, ([name, { label }]) => html`<button type="button" aria-pressed=${name === this.#shown} @click=${() => this.choose(name)}>${label}</button>`)}</div>`;
  }

  async choose(name: string): Promise<void> {
    const { bench } = this.#figure;
    await bench.working; // a change that was asked for is to be undone, too
    // A copy: a figure may be appended to, and this one is come back to. What the reader has changed is, by undo.
    if (this.#shown !== name) bench.load(structuredClone(this.#choices.get(name)!.figure), 0, { name, instead: !bench.edited && !bench.canRedo });
  }

  /** Goes along with what the figure shows, whoever chose that. */
  #changed = (): void => {
    const shown = nameOf(this.#figure);
    if (shown === this.#shown) return;
    this.#shown = shown;
    settle(this.#figure);
    this.requestUpdate();
  };
}
