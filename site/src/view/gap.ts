import { html, nothing } from "lit";
import * as cuts from "../cuts.ts";
import { cutsOf } from "../document.ts";
import type { Moment } from "../model.ts";
import { spoken } from "./cells.ts";

/** What the axis asks for when a reader works on its cuts. */
export interface CutChange {
  cuts: number[];
  /** Where the gap is then. */
  gap: number;
  merge: boolean;
}

/** Which gap a reader chose, and whether it is to have buttons. */
export interface Chosen {
  gap: number;
  buttons: boolean;
}

/** Asks the figure around `from` to select a gap, or to cut anew. */
export function select(from: HTMLElement, gap: number, buttons = false): void {
  from.dispatchEvent(new CustomEvent<Chosen>("gap", { detail: { gap, buttons }, bubbles: true }));
}

export function recut(from: HTMLElement, change: CutChange): void {
  from.dispatchEvent(new CustomEvent<CutChange>("recut", { detail: change, bubbles: true }));
}

/** Says which byte a reader chose. */
export function pick(from: HTMLElement, byte: number): void {
  from.dispatchEvent(new CustomEvent<number>("pick", { detail: byte, bubbles: true }));
}

/**
 * The place between two bytes at which keys and buttons cut: a slider on the
 * axis. Arrows move it, space cuts or mends, with shift an arrow takes the cut
 * along. While a byte is to be picked, space picks the one before it. Whoever draws it puts it where it belongs.
 */
export function slider(m: Moment, gap: number | null, picking: boolean) {
  const n = m.bytes.length;
  if (n < 2) return nothing;
  const at = clamp(gap ?? 1, n);
  const cut = cutsOf(m.figure).includes(at);
  return html`<div class="gap ${gap === null ? "" : "chosen"}" role="slider" tabindex="0" aria-label="Gap between bytes" aria-valuemin="1" aria-valuemax=${n - 1} aria-valuenow=${at}
    aria-valuetext=${describe(m, at)} aria-keyshortcuts="Space Delete Shift+ArrowLeft Shift+ArrowRight" data-cut=${cut}
    @focus=${(e: Event) => select(e.target as HTMLElement, at)} @keydown=${(e: KeyboardEvent) => keyed(e, m, at, picking)}></div>`;
}

/** The same by buttons, large enough for a thumb. */
export function buttons(m: Moment, at: number, done: () => void) {
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

function keyed(e: KeyboardEvent, m: Moment, at: number, picking: boolean): void {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const from = e.target as HTMLElement;
  const n = m.bytes.length;
  const all = cutsOf(m.figure);
  const cut = all.includes(at);
  switch (e.key) {
    case "ArrowLeft":
    case "ArrowDown":
      go(from, m, at, at - 1, cut && e.shiftKey && !picking);
      break;
    case "ArrowRight":
    case "ArrowUp":
      go(from, m, at, at + 1, cut && e.shiftKey && !picking);
      break;
    case "PageUp":
      select(from, [...all].reverse().find((c) => c < at) ?? 1);
      break;
    case "PageDown":
      select(from, all.find((c) => c > at) ?? n - 1);
      break;
    case "Home":
      select(from, 1);
      break;
    case "End":
      select(from, n - 1);
      break;
    case " ":
    case "Enter":
      if (picking) pick(from, at - 1);
      else recut(from, { cuts: cuts.toggle(all, at), gap: at, merge: false });
      break;
    case "Delete":
    case "Backspace":
      if (cut && !picking) recut(from, { cuts: cuts.remove(all, at), gap: at, merge: false });
      break;
    default:
      return; // the figure's own keys go on working
  }
  e.preventDefault();
  e.stopPropagation();
}

function go(from: HTMLElement, m: Moment, at: number, to: number, carry: boolean): void {
  to = clamp(to, m.bytes.length);
  if (!carry) return select(from, to);
  recut(from, { cuts: cuts.move(cutsOf(m.figure), at, to), gap: to, merge: false });
}

function describe(m: Moment, at: number): string {
  const is = cutsOf(m.figure).includes(at) ? "cut" : "no cut";
  return `after byte ${at}, between ${spoken(m.bytes[at - 1]!)} and ${spoken(m.bytes[at]!)}: ${is}`;
}

export const clamp = (gap: number, n: number) => Math.max(1, Math.min(n - 1, gap));
