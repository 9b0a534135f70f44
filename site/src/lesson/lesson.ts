import type { StreamFigure } from "../view/figure.ts";
import { startMap } from "./map.ts";
import { follow } from "./place.ts";
import { LessonPrediction } from "./prediction.ts";
import { LessonScore } from "./score.ts";

/** Brings the lesson's parts to life, once the figures that they speak of are. */
export function startLesson(): void {
  customElements.define("lesson-score", LessonScore);
  customElements.define("lesson-prediction", LessonPrediction);
  startMap();
  const figures = document.querySelectorAll<StreamFigure>(".lesson stream-figure");
  if (figures.length) follow([...figures]);
  // What one chapter has is fetched by that chapter.
  const has = (name: string) => document.querySelector(name) !== null;
  if (has("lesson-progress")) void import("./answers.ts");
  near("lesson-theorem", () => void import("./theorem.ts"));
  near("details.task", () => void import("./task.ts"));
  if (has("lesson-goals")) void import("./goals.ts");
  if (has("lesson-journey")) void import("./journey.ts");
  if (has("lesson-live")) void import("./live.ts");
}

/** Does something when what stands far down a page is about to be seen. */
function near(name: string, come: () => void): void {
  const element = document.querySelector(name);
  if (!element) return;
  const watch = new IntersectionObserver(([entry]) => {
    if (!entry!.isIntersecting) return;
    watch.disconnect();
    come();
  }, { rootMargin: "100%" });
  watch.observe(element);
}
