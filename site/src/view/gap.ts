import { html, nothing } from "lit";
import * as cuts from "../cuts.ts";
import { clamp, cutsOf } from "../document.ts";
import { runs, type Moment } from "../model.ts";
import { ROLES, spoken } from "./cells.ts";

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

/**
 * The place between two bytes at which keys and buttons cut: a slider on the
 * axis. Arrows move it, space cuts or mends, with shift an arrow takes the cut
 * along. Whoever draws it puts it where it belongs.
 */
export function slider(m: Moment, gap: number | null) {
  const n = m.bytes.length;
  if (n < 2) return nothing;
  const at = clamp(gap ?? 1, n);
  const cut = cutsOf(m.figure).includes(at);
  return html`<div class="gap ${gap === null ? "" : "chosen"}" role="slider" tabindex="0" aria-label="Gap between bytes" aria-valuemin="1" aria-valuemax=${n - 1} aria-valuenow=${at}
    aria-valuetext=${describe(m, at)} aria-keyshortcuts="Space Delete Shift+ArrowLeft Shift+ArrowRight" data-cut=${cut}
    @focus=${(e: Event) => select(e.target as HTMLElement, at)} @keydown=${(e: KeyboardEvent) => keyed(e, m, at)}></div>`;
}

function keyed(e: KeyboardEvent, m: Moment, at: number): void {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const from = e.target as HTMLElement;
  const n = m.bytes.length;
  const all = cutsOf(m.figure);
  const cut = all.includes(at);
  switch (e.key) {
    case "ArrowLeft":
    case "ArrowDown":
      go(from, m, at, at - 1, cut && e.shiftKey);
      break;
    case "ArrowRight":
    case "ArrowUp":
      go(from, m, at, at + 1, cut && e.shiftKey);
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
      recut(from, { cuts: cuts.toggle(all, at), gap: at, merge: false });
      break;
    case "Delete":
    case "Backspace":
      if (cut) recut(from, { cuts: cuts.remove(all, at), gap: at, merge: false });
      break;
    default:
      return; // the figure's own keys go on working
  }
  e.preventDefault();
  e.stopPropagation();
}

export function go(from: HTMLElement, m: Moment, at: number, to: number, carry: boolean): void {
  to = clamp(to, m.bytes.length);
  if (!carry) return select(from, to);
  recut(from, { cuts: cuts.move(cutsOf(m.figure), at, to), gap: to, merge: false });
}

export function describe(m: Moment, at: number): string {
  const is = cutsOf(m.figure).includes(at) ? "cut" : "no cut";
  const [before, after] = [spoken(m.bytes[at - 1]!), spoken(m.bytes[at]!)];
  const [one, other] = runs(m, at - 1, at + 1).map(({ role }) => ROLES[role]);
  return `${is} between bytes ${at - 1} and ${at}: ${other ? `${before} (${one}) and ${after} (${other})` : `${before} and ${after} (${one})`}`;
}
