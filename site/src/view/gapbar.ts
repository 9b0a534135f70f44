import { html } from "lit";
import * as cuts from "../cuts.ts";
import { cutsOf } from "../document.ts";
import type { Moment } from "../model.ts";
import { describe, go, recut } from "./gap.ts";

/** What the gap's slider does by keys, by buttons large enough for a thumb. */
export function gapBar(m: Moment, at: number, done: () => void) {
  const all = cutsOf(m.figure);
  const cut = all.includes(at);
  const nudge = (e: Event, by: number) => go(e.currentTarget as HTMLElement, m, at, at + by, cut);
  return html`<div class="gap-bar" role="group" aria-label="Cut">
    <button type="button" aria-label=${cut ? "Move the cut left" : "Gap to the left"} @click=${(e: Event) => nudge(e, -1)}>◀</button>
    <button type="button" class="cutter" @click=${(e: Event) => recut(e.currentTarget as HTMLElement, { cuts: cuts.toggle(all, at), gap: at, merge: false })}>${cut ? "Remove the cut" : "Cut here"}</button>
    <button type="button" aria-label=${cut ? "Move the cut right" : "Gap to the right"} @click=${(e: Event) => nudge(e, 1)}>▶</button>
    <button type="button" class="plain" @click=${done}>Done</button>
    <span class="where">${describe(m, at)}</span>
  </div>`;
}
