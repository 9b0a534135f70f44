import { startLesson } from "./lesson/lesson.ts";
import { StreamAxis } from "./view/axis.ts";
import { StreamCode } from "./view/code.ts";
import { StreamFigure } from "./view/figure.ts";
import { StreamRows } from "./view/rows.ts";

customElements.define("stream-axis", StreamAxis);
customElements.define("stream-rows", StreamRows);
customElements.define("stream-code", StreamCode);
customElements.define("stream-figure", StreamFigure);

startLesson();

// What only some pages have is fetched by them only.
if (document.querySelector("stream-playground")) void import("./view/playground.ts");
