import { html, LitElement, nothing } from "lit";
import { address } from "../root.ts";
import type { Moment } from "../model.ts";

interface Panel {
  language: string;
  lines: string[];
  /** The line on which each row of core's table is taken. */
  rows: Record<string, number>;
}

const panels = new Map<string, Promise<Panel | null>>();

/** The code of a decoder; null where it can't be had. */
function panel(decoder: string): Promise<Panel | null> {
  let p = panels.get(decoder);
  if (!p) {
    p = fetch(address(`code/${decoder}.json`)).then((answer) => (answer.ok ? (answer.json() as Promise<Panel>) : null), () => null);
    panels.set(decoder, p);
    void p.then((got) => got ?? panels.delete(decoder)); // asked for again next time
  }
  return p;
}

/** The decoder's source, with the line lit that took the step. */
export class StreamCode extends LitElement {
  static override properties = { moment: { attribute: false }, panel: { state: true } };
  declare moment: Moment;
  /** Null where it can't be had; undefined while it is fetched. */
  declare protected panel: Panel | null | undefined;
  #decoder = "";
  #lit = -1;

  constructor() {
    super();
    this.panel = undefined;
  }

  override createRenderRoot() {
    return this;
  }

  protected override willUpdate() {
    const { decoder } = this.moment.figure;
    if (decoder === this.#decoder) return;
    this.#decoder = decoder;
    this.panel = undefined;
    void panel(decoder).then((p) => {
      if (decoder === this.#decoder) this.panel = p;
    });
  }

  override render() {
    const p = this.panel;
    const lit = p?.rows[this.moment.step.row] ?? -1;
    return html`<h3>Code ${p ? html`<span>${p.language}</span>` : nothing}</h3>
      ${p
        ? html`<pre tabindex="0" role="group" aria-label="${p.language} code">${p.lines.map((line, i) => html`<code class=${i === lit ? "on" : ""} aria-current=${i === lit ? "step" : "false"}>${line || " "}</code>`)}</pre>`
        : html`<p class="none">${p === null ? "The code can't be fetched: the server does not answer." : "The code is being fetched."}</p>`}`;
  }

  /** Keeps the lit line in view, without moving the page. */
  protected override updated() {
    const pre = this.querySelector("pre");
    const line = pre?.querySelector<HTMLElement>(".on");
    const lit = this.panel?.rows[this.moment.step.row] ?? -1;
    if (!pre || !line || lit === this.#lit) return;
    this.#lit = lit;
    const top = line.offsetTop - pre.offsetTop;
    if (top < pre.scrollTop + 16 || top > pre.scrollTop + pre.clientHeight - 48) pre.scrollTop = top - pre.clientHeight / 2;
  }
}
