import { html, type LitElement, type ReactiveController } from "lit";
import type { Action } from "./controls.ts";

interface Keyed {
  keys: string;
  does: string;
  action: Action;
  on: string[];
}

/** The keys, and what `?` says about them. */
const KEYS: Keyed[] = [
  { keys: "→", does: "step", action: "step", on: ["ArrowRight"] },
  { keys: "←", does: "step back", action: "back", on: ["ArrowLeft"] },
  { keys: "Home", does: "to the start", action: "start", on: ["Home"] },
  { keys: "End", does: "to the end", action: "end", on: ["End"] },
  { keys: "Space", does: "play or pause", action: "play", on: [" "] },
  { keys: "n", does: "next message", action: "message", on: ["n", "N"] },
  { keys: "r", does: "next recv", action: "recv", on: ["r", "R"] },
  { keys: "e", does: "first error", action: "error", on: ["e", "E"] },
  { keys: "z", does: "undo", action: "undo", on: ["z", "Z"] },
  { keys: "y", does: "redo", action: "redo", on: ["y", "Y"] },
  { keys: "?", does: "these keys", action: "keys", on: ["?"] },
];

/** The same for the gap between two bytes. */
const GAP_KEYS = [
  { keys: "← →", does: "move the gap" },
  { keys: "Space", does: "cut here, or mend" },
  { keys: "Shift ← →", does: "take the cut along" },
  { keys: "Page ↑ ↓", does: "to the cut before, the cut after" },
  { keys: "Delete", does: "remove the cut" },
  { keys: "Esc", does: "leave the gap" },
];

/** What one types into has a use for every key. */
const TYPED = "dialog, select, textarea, input:not([type=range])";
/** What moves or scrolls by itself has one for these. */
const MOVED = "input[type=range], pre, .scroll, .view";
const MOVES = /^(Arrow|Home|End|Page)/;

/** The keys of a figure that has the focus; and some for the figure that is in view while nothing has it. */
export class Keyboard implements ReactiveController {
  constructor(
    readonly host: LitElement,
    readonly act: (action: Action) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("keydown", this.#pressed);
  }

  hostDisconnected(): void {
    document.removeEventListener("keydown", this.#pressed);
  }

  #pressed = (e: KeyboardEvent): void => {
    const target = e.target as Element;
    if (e.defaultPrevented || target.closest(TYPED)) return;
    const focused = target.closest("stream-figure");
    if (focused ? focused !== this.host : !this.#inView) return;
    const action = this.#action(e, target, focused !== null);
    if (!action) return;
    e.preventDefault();
    this.act(action);
  };

  #action(e: KeyboardEvent, target: Element, focused: boolean): Action | undefined {
    if (e.altKey) return undefined;
    if (e.ctrlKey || e.metaKey) {
      const key = e.key.toLowerCase();
      if (key === "z") return e.shiftKey ? "redo" : "undo";
      return key === "y" && !e.shiftKey ? "redo" : undefined;
    }
    if (!focused && !/^Arrow(Left|Right)$/.test(e.key)) return undefined;
    if (MOVES.test(e.key) && (e.shiftKey || target.closest(MOVED))) return undefined;
    if (e.key === " " && target.matches("button, summary, a")) return undefined; // space presses what has the focus
    return KEYS.find((k) => k.on.includes(e.key))?.action;
  }

  /** Whether the figure fills the middle of the window. */
  get #inView(): boolean {
    const { top, bottom } = this.host.getBoundingClientRect();
    return top < innerHeight * 0.7 && bottom > innerHeight * 0.3;
  }
}

const row = ({ keys, does }: { keys: string; does: string }) => html`<div><dt><kbd>${keys}</kbd></dt><dd>${does}</dd></div>`;

/** Lists the keys. */
export function keys(uid: string) {
  return html`<dialog aria-labelledby="${uid}-keys">
    <form method="dialog"><h2 id="${uid}-keys">Keys</h2><button aria-label="Close">×</button></form>
    <dl>${KEYS.map(row)}</dl>
    <h3>With the gap between two bytes in focus</h3>
    <dl>${GAP_KEYS.map(row)}</dl>
  </dialog>`;
}
