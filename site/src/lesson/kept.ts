import { progress } from "./progress.ts";
import { split } from "./score.ts";

/** What is kept about the reader, and a button that forgets it. */
class LessonProgress extends HTMLElement {
  connectedCallback(): void {
    progress.addEventListener("change", this.#show);
    this.#show();
  }

  disconnectedCallback(): void {
    progress.removeEventListener("change", this.#show);
  }

  #show = (): void => {
    const hashes = [...document.querySelectorAll<HTMLElement>("lesson-score")].flatMap((e) => split(e.dataset.hashes));
    const answers = hashes.map((h) => progress.of(h)).filter((a) => a !== null);
    const said = document.createElement("p");
    if (!answers.length) {
      said.textContent = "What you answer is kept in this browser only, and shown here.";
      return this.replaceChildren(said);
    }
    const first = answers.filter((a) => a.right && a.misses === 0).length;
    said.textContent = `You have made ${answers.length} of ${hashes.length} predictions; ${first} ${first === 1 ? "was" : "were"} right at the first try. This is kept in this browser only.`;
    const forget = document.createElement("button");
    forget.type = "button";
    forget.textContent = "Forget my answers";
    forget.addEventListener("click", () => progress.forget());
    this.replaceChildren(said, forget);
  };
}

customElements.define("lesson-progress", LessonProgress);
