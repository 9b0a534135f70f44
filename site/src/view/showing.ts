import type { StreamFigure } from "./figure.ts";
import type { Playback } from "./playback.ts";
import type { StreamStage, Words } from "./stage.ts";

/** Each word is explained where one meets it first. */
const WORDS: Words = { kernel: "in the operating system", chunk: "what recv gave", header: "says how long", payload: "the message" };

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const touched = matchMedia("(pointer: coarse)");

/** Explains the words of a figure to who has just come; plays it up to a step, once it is in view; then asks for a key; and at its end says where to go on. */
export function show(figure: StreamFigure, playback: Playback, to: number): void {
  figure.words = WORDS;
  const { model, note } = figure;
  model.addEventListener("change", () => note.say(model.index > 0 && model.index === model.last ? "Go on with chapter 1, below." : ""));
  if (location.hash || calm.matches) return;
  const watch = new IntersectionObserver(([entry]) => {
    if (!entry!.isIntersecting || model.index > 0) return;
    watch.disconnect();
    figure.showing = true;
    playback.show(to, async () => {
      figure.showing = false;
      await figure.updateComplete;
      await figure.querySelector<StreamStage>("stream-stage")?.settling;
      if (model.index !== to) return;
      note.say(`Now you: ${touched.matches ? "tap Step" : "press →"}`);
    });
  }, { threshold: 0.3 });
  watch.observe(figure);
}
