import { html, render } from "lit";

/** What keyboard.ts knows, for the reader. */
const KEYS = [
  ["→", "step"],
  ["←", "step back"],
  ["Home", "to the start"],
  ["End", "to the end"],
  ["Space", "play or pause"],
  ["n", "next message"],
  ["r", "next recv"],
  ["e", "first error"],
  ["z", "undo"],
  ["y", "redo"],
  ["?", "these keys"],
];

/** The same for the gap between two bytes. */
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
    <dl>${KEYS.map(row)}</dl>
    <h3>With the gap between two bytes in focus</h3>
    <dl>${GAP_KEYS.map(row)}</dl>`,
  dialog,
);
document.body.append(dialog);

/** Lists the keys. */
export const showKeys = (): void => dialog.showModal();
