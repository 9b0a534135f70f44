import type { Journey } from "../journey.ts";
import { sentence } from "../sentence.ts";

/** A journey that is drawn small, until a reader wants to go through it: then it is fetched, with what draws it. */
class LessonJourney extends HTMLElement {
  connectedCallback(): void {
    const tools = this.querySelector(".tools")!;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "go";
    button.textContent = "Go through it step by step";
    const said = document.createElement("span");
    said.role = "status";
    button.addEventListener("click", () => void this.#open().catch((err: Error) => (said.textContent = `It can’t be fetched: ${sentence(err)}`)));
    tools.prepend(button, said);
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
