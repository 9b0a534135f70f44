import { html } from "lit";
import { chunkStart, runs, type Moment } from "../model.ts";
import { hex, ROLES } from "./cells.ts";
import { recvLabel } from "./label.ts";
import { textOf } from "./shown.ts";

/** How far back it goes, in bytes, and how many characters of a run it has. */
const FAR = 400;
const MOST = 60;

/** What the rulers show, for whoever can't see them: the recv, and what its bytes and those shortly before it are. */
export function reading(m: Moment) {
  const { figure, step } = m;
  const recv = Math.min(step.chunk, figure.chunks.length - 1);
  const from = Math.max(0, Math.min(step.taken, chunkStart(figure.chunks, recv)) - FAR);
  return html`<ul class="unseen" aria-label="Bytes">
    ${recv < 0 ? html`<li>none has arrived</li>` : html`<li>${recvLabel(m, recv).replaceAll(" · ", ", ")}</li>`}
    ${runs(m, from, Math.min(step.arrived, from + 2 * FAR)).map(({ start, end, role }) => html`<li>${ROLES[role]}, ${start === end - 1 ? `byte ${start}` : `bytes ${start} to ${end - 1}`}: ${aloud(m.bytes.subarray(start, end))}</li>`)}
  </ul>`;
}

/** Bytes as text, where they are text; spaces that would not be heard by their number. */
function aloud(bytes: Uint8Array): string {
  const text = textOf(bytes);
  const parts = text === null ? Array.from(bytes, hex) : [...text];
  const shown = parts.slice(0, MOST).join(text === null ? " " : "");
  const heard = text === null ? `hex ${shown}` : shown.replace(/ {2,}|^ | $/g, (s) => ` ${s.length === 1 ? "space" : `${s.length} spaces`} `).trim();
  return heard + (parts.length > MOST ? " and so on" : "");
}
