import { LessonLook } from "./lesson/look.ts";
import { StreamFigure } from "./view/figure.ts";
import { StreamNarration } from "./view/narration.ts";
import { load, opens } from "./view/opens.ts";
import { StreamStage } from "./view/stage.ts";

/** What a page begins with is there when it appears, so that nothing jumps; what only some pages have is fetched by them only. */
async function start(): Promise<void> {
  // Nothing is awaited at the top: these import what this file is bundled with.
  const parts = [...document.querySelectorAll("stream-figure")].flatMap((figure) => [...opens(figure.getAttribute("opens") ?? "")]);
  const has = (name: string) => document.querySelector(name) !== null;
  const [lesson, choice] = await Promise.all([
    has(".lesson") && import("./lesson/lesson.ts"),
    has("lesson-choice") && import("./lesson/choice.ts"),
    load(parts).catch(() => undefined),
  ]);
  customElements.define("stream-stage", StreamStage);
  customElements.define("stream-narration", StreamNarration);
  customElements.define("stream-figure", StreamFigure);
  if (choice) customElements.define("lesson-choice", choice.LessonChoice);
  if (lesson) lesson.startLesson();
  if (document.querySelector("stream-playground")) void import("./view/playground.ts");
}

customElements.define("lesson-look", LessonLook);
void start();
