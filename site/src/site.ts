import { startLesson } from "./lesson/lesson.ts";
import { StreamAxis } from "./view/axis.ts";
import { StreamCode } from "./view/code.ts";
import { StreamEditor } from "./view/editor.ts";
import { StreamFigure } from "./view/figure.ts";
import { StreamLive } from "./view/live.ts";
import { StreamPlayground } from "./view/playground.ts";
import { StreamRows } from "./view/rows.ts";

customElements.define("stream-axis", StreamAxis);
customElements.define("stream-rows", StreamRows);
customElements.define("stream-code", StreamCode);
customElements.define("stream-editor", StreamEditor);
customElements.define("stream-live", StreamLive);
customElements.define("stream-figure", StreamFigure);
customElements.define("stream-playground", StreamPlayground);

startLesson();
