import { html } from "lit";
import type { Moment } from "../model.ts";

/** One sentence on what just happened, read aloud when it changes. */
export function narration({ step }: Moment) {
  const [lead, rest] = step.say;
  return html`<p class="say" role="status" aria-atomic="true"><b>${lead}</b> ${rest}</p>`;
}
