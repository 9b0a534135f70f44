import { progress } from "./progress.ts";

export const split = (hashes: string | undefined) => (hashes ?? "").split(" ").filter(Boolean);

/** How many of a chapter's predictions have been answered. */
export class LessonScore extends HTMLElement {
  connectedCallback(): void {
    progress.addEventListener("change", this.#show);
    this.#show();
  }

  disconnectedCallback(): void {
    progress.removeEventListener("change", this.#show);
  }

  #show = (): void => {
    const hashes = split(this.dataset.hashes);
    const answers = progress.all;
    const done = hashes.filter((h) => answers[h]).length;
    this.classList.toggle("done", done === hashes.length);
    this.textContent = done ? `${done} of ${hashes.length} predictions made` : `${hashes.length} predictions`;
  };
}
