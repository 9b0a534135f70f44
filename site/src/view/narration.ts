import { html } from "lit";
import type { Step } from "../figure.ts";
import type { Moment } from "../model.ts";
import { PageElement, reactive } from "./element.ts";
import type { StreamStage } from "./stage.ts";

/** One sentence on what just happened, read aloud when it changes; not while steps follow each other by themselves. */
export function narration(m: Moment, moving: boolean) {
  return html`<stream-narration class="say" role="status" aria-live=${moving ? "off" : "polite"} aria-atomic="true" .moment=${m}></stream-narration>`;
}

/** What is said at a step, once it is to be seen on the stage before it: a sentence does not run ahead of the bytes. */
export class StreamNarration extends PageElement {
  @reactive moment!: Moment;

  #told!: Step;

  protected override willUpdate() {
    const settling = this.closest("section, figure")?.querySelector<StreamStage>("stream-stage")?.settling;
    if (settling) void settling.then(() => this.requestUpdate());
    else this.#told = this.moment.step;
  }

  override render() {
    const [lead, rest] = this.#told.say;
    return html`<b>${lead}</b> ${rest}`;
  }
}
