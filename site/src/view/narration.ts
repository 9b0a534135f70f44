import { html } from "lit";
import type { Moment } from "../model.ts";

/** One sentence on what just happened, read aloud when it changes; not while steps follow each other by themselves. */
export function narration({ step }: Moment, moving: boolean) {
  const [lead, rest] = step.say;
  return html`<p class="say" role="status" aria-live=${moving ? "off" : "polite"} aria-atomic="true"><b>${lead}</b> ${rest}</p>`;
}
