import { html, nothing } from "lit";
import type { Moment } from "../model.ts";
import { spoken } from "./cells.ts";
import type { Pointed } from "./picking.ts";

/** Says which byte a reader points at, or chose. */
export function point(from: HTMLElement, byte: number, sure: boolean): void {
  from.dispatchEvent(new CustomEvent<Pointed>("point", { detail: { byte, sure }, bubbles: true }));
}

/** The byte pointed at: a slider over the bytes of the axis. Whoever draws it puts it where it belongs. */
export function pointer(m: Moment, byte: number, uid: string) {
  const last = m.bytes.length - 1;
  if (last < 0) return nothing;
  const keyed = (e: KeyboardEvent) => {
    const to = { ArrowLeft: byte - 1, ArrowDown: byte - 1, ArrowRight: byte + 1, ArrowUp: byte + 1, PageUp: byte - 10, PageDown: byte + 10, Home: 0, End: last, " ": byte, Enter: byte }[e.key];
    if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    point(e.target as HTMLElement, Math.max(0, Math.min(last, to)), e.key === " " || e.key === "Enter");
  };
  return html`<div class="gap byte" role="slider" tabindex="0" aria-label="Byte" aria-describedby="${uid}-ask" aria-valuemin="0" aria-valuemax=${last} aria-valuenow=${byte}
    aria-valuetext="byte ${byte}: ${spoken(m.bytes[byte]!)}" @keydown=${keyed}></div>`;
}
