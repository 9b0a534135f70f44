import { hear, PageElement } from "../view/element.ts";
import { progress } from "./progress.ts";

export const split = (hashes: string | undefined) => (hashes ?? "").split(" ").filter(Boolean);

/** How many of a chapter's predictions have been answered. */
export class LessonScore extends PageElement {
  constructor() {
    super();
    hear(this, progress, { change: () => this.requestUpdate() });
  }

  override render() {
    const hashes = split(this.dataset.hashes);
    const done = progress.to(hashes).length;
    this.classList.toggle("done", done === hashes.length);
    return done ? `${done} of ${hashes.length} predictions made` : `${hashes.length} ${hashes.length === 1 ? "prediction" : "predictions"}`;
  }
}
