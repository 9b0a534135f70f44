import type { Figure } from "../figure.ts";
import type { StreamFigure } from "../view/figure.ts";
import { nameOf } from "./named.ts";
import { settle } from "./open.ts";

/**
 * Several figures in the place of one, which differ in a setting. The page came with all of them, so choosing one
 * computes nothing; what each leads to is a table where scripts are off.
 */
export class LessonChoice extends HTMLElement {
  #figures = new Map<string, Figure>();

  connectedCallback(): void {
    if (this.#figures.size) return;
    const figure = this.#figure;
    const group = document.createElement("div");
    group.className = "segmented";
    group.role = "group";
    group.ariaLabel = this.dataset.label!;
    for (const row of this.querySelectorAll<HTMLElement>("[data-name]")) {
      const name = row.dataset.name!;
      const data = row.querySelector("script");
      this.#figures.set(name, data ? (JSON.parse(data.textContent!) as Figure) : figure.bench.model.figure);
      const button = document.createElement("button");
      button.type = "button";
      button.append(...[...row.querySelector("th")!.childNodes].map((node) => node.cloneNode(true)));
      button.dataset.chooses = name;
      button.ariaPressed = String(name === figure.id);
      button.addEventListener("click", () => this.choose(name));
      group.append(button);
    }
    this.classList.add("alive");
    this.prepend(group);
  }

  get #figure(): StreamFigure {
    return document.getElementById(this.dataset.figure!) as StreamFigure;
  }

  choose(name: string): void {
    const figure = this.#figure;
    if (nameOf(figure) === name) return;
    figure.dataset.shown = name;
    // A copy: a figure may be appended to, and this one is come back to.
    figure.bench.load(structuredClone(this.#figures.get(name)!), 0, { instead: true });
    for (const button of this.querySelectorAll<HTMLElement>("button")) button.ariaPressed = String(button.dataset.chooses === name);
    settle(figure);
  }
}
