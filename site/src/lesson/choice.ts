import { html } from "lit";
import type { Figure } from "../figure.ts";
import { PageElement } from "../view/element.ts";
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

  protected override createRenderRoot() {
    this.renderOptions.renderBefore = this.firstChild;
    return this;
  }

  override render() {
    const shown = nameOf(this.#figure);
    return html`<div class="segmented" role="group" aria-label=${this.dataset.label!}>${Array.from(this.#choices, ([name, { label }]) => html`<button type="button" aria-pressed=${name === shown} @click=${() => this.choose(name)}>${label}</button>`)}</div>`;
  }

  choose(name: string): void {
    const figure = this.#figure;
    if (nameOf(figure) === name) return;
    figure.dataset.shown = name;
    // A copy: a figure may be appended to, and this one is come back to.
    figure.bench.load(structuredClone(this.#choices.get(name)!.figure), 0, { instead: true });
    settle(figure);
    this.requestUpdate();
  }
}
