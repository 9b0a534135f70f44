import { html, render } from "lit";
import { KEYS } from "./keyboard.ts";

/** What a key does, to the reader; and how it is written, where that is not its name. */
const DOES: Record<(typeof KEYS)[number][0], string> = { step: "step", back: "step back", start: "to the start", end: "to the end", play: "play or pause", message: "next message", recv: "next recv", error: "first error", undo: "undo", redo: "redo", keys: "these keys" };
const FACES: Partial<Record<string, string>> = { ArrowRight: "→", ArrowLeft: "←", " ": "Space" };

/** What keys do to the gap between two bytes. */
const GAP_KEYS = [
  ["← →", "move the gap"],
  ["Space", "cut here, or mend"],
  ["Shift ← →", "take the cut along"],
  ["Page ↑ ↓", "to the cut before, the cut after"],
  ["Delete", "remove the cut"],
  ["Esc", "leave the gap"],
];

const row = ([key, does]: string[]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`;

const dialog = document.createElement("dialog");
dialog.setAttribute("aria-labelledby", "keys");
render(
  html`<form method="dialog"><h2 id="keys">Keys</h2><button aria-label="Close">×</button></form>
    <dl>${KEYS.map(([action, key]) => row([FACES[key] ?? key, DOES[action]]))}</dl>
    <h3>With the gap between two bytes in focus</h3>
    <dl>${GAP_KEYS.map(row)}</dl>`,
  dialog,
);
document.body.append(dialog);

/** Lists the keys. */
export const showKeys = (): void => dialog.showModal();
