import type { StreamFigure } from "./figure.ts";
import type { Playback } from "./playback.ts";
import type { StreamStage, Words } from "./stage.ts";

/** Each word is explained where one meets it first. */
const WORDS: Words = { kernel: "in the operating system", chunk: "what recv gave", header: "says how long", payload: "the message" };

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const touched = matchMedia("(pointer: coarse)");

/** Explains the words of a figure to who has just come; plays it up to a step, once it is in view; and then asks for a key. */
export function show(figure: StreamFigure, playback: Playback, to: number): void {
  figure.words = WORDS;
  if (location.hash || calm.matches) return;
  const watch = new IntersectionObserver(([entry]) => {
    if (!entry!.isIntersecting || figure.model.index > 0) return;
    watch.disconnect();
    figure.showing = true;
    playback.show(to, async () => {
      figure.showing = false;
      await figure.updateComplete;
      await figure.querySelector<StreamStage>("stream-stage")?.settling;
      if (figure.model.index !== to) return;
      figure.note.say(`Now you: ${touched.matches ? "tap Step" : "press →"}`);
      figure.model.addEventListener("change", () => figure.note.say(""), { once: true });
    });
  }, { threshold: 0.3 });
  watch.observe(figure);
}
