import { StreamAxis } from "./view/axis.ts";
import { StreamFigure } from "./view/figure.ts";
import { StreamPlayground } from "./view/playground.ts";
import { StreamRows } from "./view/rows.ts";

customElements.define("stream-axis", StreamAxis);
customElements.define("stream-rows", StreamRows);
customElements.define("stream-figure", StreamFigure);
customElements.define("stream-playground", StreamPlayground);
