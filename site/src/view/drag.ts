import * as cuts from "../cuts.ts";
import { clamp, cutsOf } from "../document.ts";
import type { Moment } from "../model.ts";
import { recut, select } from "./gap.ts";
import type { Asked } from "./picking.ts";

/**
 * A pointer on the cuts: dragging a handle moves its cut, a click between two
 * bytes cuts or mends, a tap chooses the gap for the buttons.
 */
export class CutDrag {
  #pressed = false;
  #dragged: { cut: number; all: number[]; at: number; moved: boolean } | null = null;

  constructor(
    readonly host: HTMLElement & { moment: Moment; asked: Asked | null },
    /** The gap nearest to a pointer, how far that is in pixels, and the byte under it. */
    readonly gapAt: (e: PointerEvent) => { gap: number; distance: number; byte: number } | null,
  ) {}

  /** The cut being dragged, or null. */
  get cut(): number | null {
    return this.#dragged?.at ?? null;
  }

  /** A finger on a handle drags it, and does not scroll; "touch-action" says so in vain inside a drawing. */
  hold = (e: TouchEvent): void => {
    if (!this.host.asked && (e.target as Element).closest("[data-cut-at]")) e.preventDefault();
  };

  down = (e: PointerEvent): void => {
    if (e.button !== 0) return;
    this.#pressed = true;
    if (this.host.asked) return;
    const handle = (e.target as Element).closest<HTMLElement | SVGElement>("[data-cut-at]");
    if (!handle) return;
    const cut = Number(handle.getAttribute("data-cut-at"));
    this.#dragged = { cut, all: cutsOf(this.host.moment.figure), at: cut, moved: false };
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
    e.preventDefault();
  };

  move = (e: PointerEvent): void => {
    const d = this.#dragged;
    const near = d && this.gapAt(e);
    if (!near) return;
    const to = clamp(near.gap, this.host.moment.bytes.length);
    if (to === d.at) return;
    recut(this.host, { cuts: cuts.move(d.all, d.cut, to), gap: to, merge: d.moved });
    d.at = to;
    d.moved = true;
  };

  up = (e: PointerEvent): void => {
    const d = this.#dragged;
    const pressed = this.#pressed;
    this.cancel();
    if (!pressed || d?.moved) return;
    const { moment } = this.host;
    const near = this.gapAt(e);
    if (!near) return;
    if (this.host.asked) return void (near.byte >= 0 && near.byte < moment.bytes.length && this.host.asked.answer(near.byte));
    if (moment.bytes.length < 2) return;
    const gap = d ? d.cut : clamp(near.gap, moment.bytes.length);
    const all = cutsOf(moment.figure);
    // A finger is too blunt to cut at once: it chooses the gap, the buttons cut.
    if (e.pointerType === "touch") select(this.host, gap, true);
    else if (d || near.distance < 8) recut(this.host, { cuts: cuts.toggle(all, gap), gap, merge: false });
  };

  cancel = (): void => {
    this.#pressed = false;
    this.#dragged = null;
  };
}
