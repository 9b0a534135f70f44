import { html, nothing } from "lit";
import type { StreamFigure } from "./figure.ts";
import * as icon from "./icons.ts";

/** What was changed in a figure, and the way back. */
export class Changes {
  constructor(readonly host: StreamFigure) {}

  go(way: "undo" | "redo"): void {
    if (!this.host.recording) void this.host.bench[way](); // there will be a recording to go back from
  }

  buttons() {
    const { bench, recording, editable } = this.host;
    if (recording || (!bench.canUndo && !bench.canRedo)) return nothing;
    const button = (name: string, face: unknown, on: boolean, does: () => void) =>
      html`<button type="button" aria-disabled=${!on} @click=${() => on && does()}>${face}${name}</button>`;
    return html`<div class="undo" role="group" aria-label="Changes">
      ${button("Undo", icon.undo, bench.canUndo, () => this.go("undo"))}
      ${button("Redo", icon.redo, bench.canRedo, () => this.go("redo"))}
      ${!editable ? nothing : button("Reset", nothing, bench.edited, () => void bench.reset())}
    </div>`;
  }
}
