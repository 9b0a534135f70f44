import type { StreamFigure } from "./figure.ts";
import { narrow } from "./opens.ts";
import type { Playback } from "./playback.ts";

/** Plays a figure up to a step, once it is in view, for who has just come; and then asks for a key. */
export function show(figure: StreamFigure, playback: Playback, to: number): void {
  const watch = new IntersectionObserver(([entry]) => {
    if (!entry!.isIntersecting || figure.model.index > 0) return;
    watch.disconnect();
    figure.showing = true;
    playback.show(to, () => {
      figure.showing = false;
      figure.note.say(`Now you: ${narrow.matches ? "tap Step" : "press →"}`);
      figure.model.addEventListener("change", () => figure.note.say(""), { once: true });
    });
  }, { threshold: 0.3 });
  watch.observe(figure);
}
