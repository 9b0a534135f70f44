import type { LitElement } from "lit";
import { sheet } from "../sheet.ts";
import type { Action } from "./controls.ts";
import { hear } from "./element.ts";
import type { Note } from "./note.ts";

/** What each key does; keys.ts says it to the reader, of the first key of each. */
export const KEYS = [
  ["step", "ArrowRight"],
  ["back", "ArrowLeft"],
  ["start", "Home"],
  ["end", "End"],
  ["play", " "],
  ["message", "n", "N"],
  ["recv", "r", "R"],
  ["error", "e", "E"],
  ["undo", "z", "Z"],
  ["redo", "y", "Y"],
  ["keys", "?"],
] as const satisfies [action: Action, ...keys: string[]][];

/** What one types into has a use for every key. */
const TYPED = "dialog, select, textarea, input:not([type=range])";
/** What moves or scrolls by itself has one for these. */
const MOVED = "input[type=range], pre, .scroll, .view";
const MOVES = /^(Arrow|Home|End|Page)/;

/** The keys of a figure that has the focus; and some for the figure that is in view while nothing has it. */
export class Keyboard {
  constructor(
    readonly host: LitElement,
    readonly act: (action: Action) => void,
  ) {
    hear(host, document, { keydown: this.#pressed });
  }

  #pressed = (e: KeyboardEvent): void => {
    const target = e.target as Element;
    if (e.defaultPrevented || target.closest(TYPED)) return;
    const focused = target.closest(this.host.localName);
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
    return KEYS.find(([, ...keys]: readonly string[]) => keys.includes(e.key))?.[0];
  }

  /** Whether the figure fills the middle of the window. */
  get #inView(): boolean {
    const { top, bottom } = this.host.getBoundingClientRect();
    return top < innerHeight * 0.7 && bottom > innerHeight * 0.3;
  }
}

/** Lists the keys for the reader. */
export function listKeys(note: Note): void {
  Promise.all([import("./keys.ts"), sheet("keys")]).then(
    ([{ showKeys }]) => showKeys(),
    () => note.missing("The list of keys"),
  );
}
