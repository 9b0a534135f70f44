import { html } from "lit";
import { hear, PageElement } from "../view/element.ts";
import { progress } from "./progress.ts";
import { split } from "./score.ts";

/** What is kept about the reader, and a button that forgets it. */
class LessonProgress extends PageElement {
  constructor() {
    super();
    hear(this, progress, { change: () => this.requestUpdate() });
  }

  override render() {
    const hashes = [...document.querySelectorAll<HTMLElement>("lesson-score")].flatMap((e) => split(e.dataset.hashes));
    const answers = progress.to(hashes);
    if (!answers.length) return html`<p>What you answer is kept in this browser only, and shown here.</p>`;
    const first = answers.filter((a) => a.right && a.misses === 0).length;
    return html`<p>You have made ${answers.length} of ${hashes.length} predictions; ${first} ${first === 1 ? "was" : "were"} right at the first try. This is kept in this browser only.</p>
      <button type="button" @click=${() => progress.forget()}>Forget my answers</button>`;
  }
}

customElements.define("lesson-progress", LessonProgress);
