import { html, nothing } from "lit";
import { Memory } from "../memory.ts";
import type { Moment } from "../model.ts";
import { address } from "../root.ts";
import { PageElement, reactive } from "./element.ts";

interface Panel {
  language: string;
  lines: string[];
  /** Which of them to begin with: from the first, up to the second. */
  story: [number, number];
  /** The line on which each row of core's table is taken. */
  rows: Record<string, number>;
  /** The call of recv that may as well ask for what the figure's has room for; may be "". */
  call: string;
}

const panels = new Map<string, Promise<Panel | null>>();

/** A panel of code by its name; null where it can't be had. */
function panel(name: string): Promise<Panel | null> {
  let p = panels.get(name);
  if (!p) {
    p = fetch(address(`code/${name}.json`)).then((answer) => (answer.ok ? (answer.json() as Promise<Panel>) : null), () => null);
    panels.set(name, p);
    void p.then((got) => got ?? panels.delete(name)); // asked for again next time
  }
  return p;
}

/** What there is to choose from where a decoder has code in both; which is shown is the same in all figures, and remembered. */
const LANGUAGES = ["Python", "Go"];
const chosen = new Memory<{ language: string }>("code");
let language = Math.max(0, LANGUAGES.indexOf(chosen.all.language ?? ""));

/** The decoder's source, with the line lit that took the step. */
export class StreamCode extends PageElement {
  @reactive moment!: Moment;
  /** Null where it can't be had; undefined while it is fetched. */
  @reactive protected panel: Panel | null | undefined;
  /** Whether lines are shown, too, that only set up and start over. */
  @reactive protected whole = false;
  #name = "";
  #lit = -1;

  protected override willUpdate() {
    const { code } = this.moment.figure;
    const name = code[language] ?? code[0]!;
    if (name === this.#name) return;
    this.#name = name;
    this.#lit = -1;
    this.panel = undefined;
    void panel(name).then((p) => {
      if (name === this.#name) this.panel = p;
    });
  }

  override render() {
    const p = this.panel;
    const { code, buffer } = this.moment.figure;
    const lit = p?.rows[this.moment.step.row] ?? -1;
    const [from, to] = p && !this.whole ? p.story : [0, Infinity];
    const folded = p !== null && p !== undefined && p.story[1] - p.story[0] < p.lines.length;
    const line = (text: string, i: number) =>
      i === from - 1 || i === to
        ? html`<code class="rest">⋯</code>`
        : i < from || i > to
          ? nothing
          : html`<code class=${i === lit ? "on" : ""} .style=${`--indent: ${text.search(/\S|$/)}`} aria-current=${i === lit ? "step" : "false"}>${(p!.call && buffer ? text.replaceAll(p!.call, `recv(${buffer})`) : text) || " "}</code>`;
    return html`<div class="languages"><h3>Code</h3>
        ${code.length < LANGUAGES.length
          ? html`<span>${p?.language}</span>`
          : html`<div class="segmented" role="group" aria-label="Language">${LANGUAGES.map((name, i) => html`<button type="button" aria-pressed=${i === language} @click=${() => choose(i)}>${name}</button>`)}</div>`}
      </div>
      ${p
        ? html`<pre tabindex="0" role="group" aria-label="${p.language} code">${p.lines.map(line)}</pre>
          ${folded ? html`<button type="button" aria-pressed=${this.whole} @click=${() => (this.whole = !this.whole)}>All ${p.lines.length} lines</button>` : nothing}`
        : html`<p class="none">${p === null ? "The code can't be fetched: the server does not answer." : "The code is being fetched."}</p>`}`;
  }

  /** Keeps the lit line in view, without moving the page. */
  protected override updated() {
    const pre = this.querySelector("pre");
    const line = pre?.querySelector<HTMLElement>(".on");
    const lit = this.panel?.rows[this.moment.step.row] ?? -1;
    if (!pre || !line || lit === this.#lit) return;
    this.#lit = lit;
    void Promise.resolve().then(() => { // all that the step changes has been drawn then: the page is laid out once
      const top = line.offsetTop - pre.offsetTop;
      if (top < pre.scrollTop + 16 || top > pre.scrollTop + pre.clientHeight - 48) pre.scrollTop = top - pre.clientHeight / 2;
    });
  }
}

function choose(i: number): void {
  language = i;
  chosen.note({ language: LANGUAGES[i]! });
  for (const code of document.querySelectorAll<StreamCode>("stream-code")) code.requestUpdate();
}
