import type { ReactiveControllerHost } from "lit";

/** How long is said what is not needed for long, in seconds. */
export const SAID = 5;

/** What is said to the reader of an element, for a while. */
export class Note {
  text = "";
  #timer = 0;

  constructor(readonly host: ReactiveControllerHost) {}

  /** Says it for so many seconds, or until something else is said. */
  say(text: string, seconds = Infinity): void {
    clearTimeout(this.#timer);
    this.text = text;
    this.host.requestUpdate();
    if (seconds < Infinity) this.#timer = window.setTimeout(() => this.say(""), 1000 * seconds);
  }

  /** Says that something has not come. */
  missing(what: string): void {
    this.say(`${what} can't be fetched: the server does not answer.`);
  }
}
