import { html, render } from "lit";
import type { Journey } from "../journey.ts";
import { sentence } from "../sentence.ts";

/** A journey that is drawn small, until a reader wants to go through it: then it is fetched, with what draws it. */
class LessonJourney extends HTMLElement {
  readonly #tools = this.querySelector<HTMLElement>(".tools")!;
  readonly #first = this.#tools.firstChild;

  connectedCallback(): void {
    this.#say("");
  }

  #say(said: string): void {
    const open = () => void this.#open().catch((err: Error) => this.#say(`It can’t be fetched: ${sentence(err)}`));
    render(html`<button type="button" class="go" @click=${open}>Go through it step by step</button><span role="status">${said}</span>`, this.#tools, { renderBefore: this.#first });
  }

  async #open(): Promise<void> {
    const [{ made }, answer] = await Promise.all([import("../view/journey/figure.ts"), fetch(this.dataset.journey!)]);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const figure = made((await answer.json()) as Journey, 0, this.querySelector("h2")!.textContent!);
    const link = this.querySelector<HTMLAnchorElement>(".tools a")!;
    figure.address = () => Promise.resolve(link.href);
    this.replaceChildren(figure);
    await figure.drawn;
    figure.querySelector<HTMLElement>(".controls .go")!.focus({ preventScroll: true });
    figure.scrollIntoView({ block: "start" });
  }
}

customElements.define("lesson-journey", LessonJourney);
