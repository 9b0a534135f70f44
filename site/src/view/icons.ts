import { html } from "lit";

const icon = (d: string, filled = true) =>
  html`<svg class="icon ${filled ? "filled" : ""}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d=${d}></path></svg>`;

export const toStart = icon("M3.5 3v10M13 3 6 8l7 5z");
export const back = icon("M11.5 3 4.5 8l7 5z");
export const play = icon("M4.5 3l8 5-8 5z", false);
export const pause = icon("M5 3v10M11 3v10", false);
export const nextRecv = icon("M2.5 8h8M7.5 4.5 11 8l-3.5 3.5M13.5 3v10", false);
export const nextMessage = icon("M2.5 4.5h11v7h-6l-2.5 2.5v-2.5h-2.5z", false);
export const error = icon("M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1", false);
export const more = icon("M3 8h.1M8 8h.1M13 8h.1", false);
export const link = icon("M6.5 9.5l3-3M7 4.5 8.5 3a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5 7.5 13a2.8 2.8 0 0 1-4-4L5 7.5", false);
export const undo = icon("M6.5 3.5 3 7l3.5 3.5M3.5 7h6a3.5 3.5 0 0 1 0 7H7", false);
export const redo = icon("M9.5 3.5 13 7l-3.5 3.5M12.5 7h-6a3.5 3.5 0 0 0 0 7H9", false);
