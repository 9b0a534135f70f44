import type { StreamFigure } from "../view/figure.ts";
import { LessonLive } from "./live.ts";
import { applyLook, LessonLook } from "./look.ts";
import { follow } from "./place.ts";
import { LessonPrediction } from "./prediction.ts";
import { LessonProgress, LessonScore } from "./score.ts";
import { LessonSlider } from "./slider.ts";
import { LessonTheorem } from "./theorem.ts";

/** Brings the lesson's parts to life, once the figures that they speak of are. */
export function startLesson(): void {
  applyLook();
  customElements.define("lesson-look", LessonLook);
  customElements.define("lesson-score", LessonScore);
  customElements.define("lesson-progress", LessonProgress);
  customElements.define("lesson-prediction", LessonPrediction);
  customElements.define("lesson-slider", LessonSlider);
  customElements.define("lesson-theorem", LessonTheorem);
  customElements.define("lesson-live", LessonLive);
  const figures = document.querySelectorAll<StreamFigure>(".lesson stream-figure");
  if (figures.length) follow([...figures]);
}
