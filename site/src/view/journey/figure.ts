import "../../site.ts"; // what all pages have, so that it stays in one piece where this is fetched later
import { html, nothing, svg } from "lit";
import type { Journey, Range } from "../../journey.ts";
import { controls, type Action } from "../controls.ts";
import { copyLink } from "../copy.ts";
import { hear, PageElement, reactive } from "../element.ts";
import { Keyboard, listKeys } from "../keyboard.ts";
import { Note, SAID } from "../note.ts";
import type { Drawing } from "./drawing.ts";
import { lay, type Layout } from "./layout.ts";
import { type Columns, columns, picture, pointed } from "./picture.ts";
import { Walk } from "./walk.ts";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
let count = 0;

/** How fast time runs down while it plays: pixels a second. */
const PACE = 110;
/** Where nothing is to move, a step stands so long, in milliseconds. */
const REST = 1000;
const ZOOMS = [1, 1.5, 2.5, 4];
/** Paper is not measured: it is drawn so wide for it, in pixels, and then made to fit. */
const PAPER = 860;

/**
 * A journey, drawn as it happens: time runs down, and one can go to and fro in it. It takes over the table that the page
 * came with, which stays a button away.
 */
export class StreamJourney extends PageElement {
  @reactive protected width = 0;
  /** Bytes that are pointed at. */
  @reactive protected lit: Range | null = null;
  @reactive protected zoom = 1;
  @reactive protected tabled = false;
  @reactive protected speed = 1;
  @reactive protected more = false;
  /** A finger has lit it, which can't go from byte to byte as a mouse does. */
  @reactive protected touched = false;
  @reactive protected paper = false;
  /** What happens is asked, so nothing here tells of it. */
  @reactive open = false;

  /** Says the address of what is shown. */
  address: (() => Promise<string>) | undefined;
  drawing: Drawing = fromEndToEnd;
  readonly note = new Note(this);
  readonly walk: Walk;
  #lay!: Layout;
  #of: { journey: Journey; zoom: number } | undefined;
  readonly #uid = `journey-${++count}`;
  readonly #watch = new ResizeObserver(([entry]) => {
    const { width } = entry!.contentRect;
    const enlarged = Number(getComputedStyle(this).getPropertyValue("--enlarged")) || 1; // for a projector
    this.width = Math.floor((width - (width < 720 ? 16 : 40) * enlarged) / enlarged);
  });
  /** How far down it is drawn while it moves there by itself; null at rest. */
  #now: number | null = null;
  #frame = 0;
  #last = 0;
  #rested = 0;
  /** The byte that was lit last by keyboard. */
  #light = 0;
  #seen!: () => void;
  /** It is there to be seen. */
  readonly drawn = new Promise<void>((done) => (this.#seen = done));

  constructor() {
    super();
    this.walk = new Walk(JSON.parse(this.querySelector("script")!.textContent!) as Journey);
    this.walk.addEventListener("change", () => this.#changed());
    new Keyboard(this, (action) => this.act(action));
    hear(this, window, { beforeprint: this.#turn, afterprint: this.#turn });
  }

  protected override createRenderRoot() {
    const root = document.createElement("div");
    root.className = "journey";
    this.querySelector(".still")!.replaceWith(root);
    return root;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#watch.observe(this.renderRoot as Element);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch.disconnect();
    this.stop();
  }

  /** Shows another one, from its start or as a whole. */
  show(journey: Journey, step: number, title: string): void {
    this.stop();
    this.lit = null;
    this.querySelector("h2")!.textContent = title;
    this.walk.load(journey, step);
  }

  get playing(): boolean {
    return this.#frame !== 0;
  }

  /** Plays from here, or from the start where it is over. */
  play(): void {
    if (this.walk.index === this.walk.last) this.walk.go(0);
    this.#now = this.#y(this.walk.index);
    this.#last = this.#rested = 0;
    this.#frame = requestAnimationFrame(this.#tick);
    this.requestUpdate();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#now = null;
    this.requestUpdate();
  }

  act(action: Action): void {
    if (action !== "play") this.stop();
    const { walk } = this;
    const to = { start: 0, end: walk.last, back: walk.index - 1, step: walk.index + 1, recv: walk.nextRecv, message: walk.nextMessage }[action as string];
    if (to !== undefined) {
      if (to !== null) walk.go(to);
      return void this.updateComplete.then(() => this.#follow());
    }
    if (action === "play") return this.playing ? this.stop() : this.play();
    if (action === "more") this.more = !this.more;
    if (action === "keys") listKeys(this.note);
    if (action === "link" && this.address) void copyLink(this.address()).then((said) => this.note.say(said, SAID));
  }

  override render() {
    const { walk, paper, drawing, open } = this;
    const width = paper ? PAPER : this.width;
    const j = walk.journey;
    if (width === 0) return nothing;
    this.#arrange();
    const col = drawing.columns(width);
    const step = walk.step;
    const whole = paper || (walk.index === walk.last && !this.playing);
    const lit = this.lit && !paper ? ([this.lit.start, this.lit.end] as const) : this.playing || whole ? null : step.lit[0] < step.lit[1] ? step.lit : null;
    const now = this.#now ?? (whole ? this.#lay.height : this.#y(walk.index));
    const [lead, rest] = step.say;
    const tools = html`<div class="tools">
      <div class="segmented" role="group" aria-label="Zoom in time">${ZOOMS.map((z) => html`<button type="button" aria-pressed=${z === this.zoom} @click=${() => (this.zoom = z)}>${z}×</button>`)}</div>
      ${open ? nothing : html`<button type="button" @click=${() => (this.tabled = !this.tabled)}>As a ${this.tabled ? "picture" : "table"}</button>
      ${j.total ? this.#byte(j) : nothing}`}
    </div>`;
    const steps = html`<div class="scroll">${table(walk, drawing)}</div>`;
    // What lights a byte stands above the picture, in which one looks for it; but where it is narrow there is no room, and fingers.
    return html`
      ${col.narrow ? nothing : tools}
      ${this.tabled && !paper && !open
        ? steps
        : html`<div class="heads" aria-hidden="true"><svg width=${width} height="27" viewBox="0 0 ${width} 27">${drawing.heads(col, j)}</svg></div>
          <svg class="view" width=${width} height=${this.#lay.height} viewBox="0 0 ${width} ${this.#lay.height}" @pointermove=${this.#hover} @pointerleave=${this.#hover} @click=${this.#point} role="img" aria-label=${`${lead} ${rest}`}>${drawing.picture({ j, lay: this.#lay, width, uid: this.#uid, entry: whole ? j.log.length - 1 : step.entry, now, lit })}</svg>`}
      ${drawing.legend(this.#uid, j)}
      ${paper ? steps : nothing}
      <div class="foot">
        ${this.lit ? html`<div class="pointed"><p aria-hidden="true">${this.#pointed(this.lit)}</p>${this.touched ? [-1, 1].map((by) => html`<button type="button" aria-label=${by < 0 ? "The byte before" : "The next byte"} @click=${() => this.#beside(by)}>${by < 0 ? "‹" : "›"}</button>`) : nothing}</div>` : nothing}
        <p class="say ${this.lit ? "covered" : ""}" role="status" aria-live=${this.playing ? "off" : "polite"} aria-atomic="true"><b>${lead}</b> ${rest}</p>
        ${controls(walk, { playing: this.playing, recording: false, note: this.note.text, more: this.more, nowhere: !this.address, anew: true, open, speed: this.speed }, (a) => this.act(a), (speed) => (this.speed = speed))}
      </div>
      ${col.narrow ? tools : nothing}`;
  }

  override updated() {
    if (this.width > 0) this.#seen();
    if (this.playing) this.#follow();
  }

  /** Paper can't be stepped: it gets all of the picture, and the table. The browser does not wait for an update. */
  #turn = (e: Event): void => {
    this.paper = e.type === "beforeprint";
    this.performUpdate();
  };

  /** A mouse lights what it is on; a finger what it taps, until it taps something else. */
  #hover = (e: PointerEvent): void => {
    if (e.pointerType === "mouse") this.#point(e);
  };

  #point = (e: PointerEvent): void => {
    const range = e.type === "pointerleave" ? null : pointed(e);
    this.touched = e.pointerType !== "mouse";
    if (range?.start !== this.lit?.start || range?.end !== this.lit?.end) this.lit = range;
  };

  /** Lights a byte, and no other. */
  #only(byte: number): void {
    this.#light = byte;
    this.lit = { start: byte, end: byte + 1 };
  }

  /** Goes on from the bytes that a finger has lit. */
  #beside(by: number): void {
    const { start, end } = this.lit!;
    const one = end - start === 1 ? by : 0;
    this.#only(Math.min(this.walk.journey.total - 1, Math.max(0, (by < 0 ? start : end - 1) + one)));
  }

  /** The same by keyboard: a byte is lit as long as this has the focus. */
  #byte({ total, text }: Journey) {
    const light = (e: Event) => {
      this.touched = false;
      this.#only(Number((e.target as HTMLInputElement).value));
    };
    const byte = Math.min(this.#light, total - 1);
    return html`<label class="byte"><span>Byte</span><input type="range" min="0" max=${total - 1} .value=${String(byte)} aria-valuetext=${`${byte}, ${text[byte] === " " ? "a space" : text[byte]}. ${this.#way(byte)}`} @focus=${light} @input=${light} @blur=${() => (this.lit = null)} /></label>`;
  }

  #way(byte: number): string {
    return this.walk.journey.ways.find((w) => byte < w.end)?.say ?? "";
  }

  /** Keeps in view what happens now: above what is said, below what the columns are. */
  #follow(): void {
    const now = this.renderRoot.querySelector(".now")?.getBoundingClientRect().bottom;
    if (now === undefined) return;
    const foot = this.renderRoot.querySelector(".foot")!.getBoundingClientRect().height;
    const over = now + 30 - (innerHeight - foot);
    if (over > 0) scrollBy(0, over);
    else if (now < 60) scrollBy(0, now - 60);
  }

  #pointed({ start, end }: Range) {
    const one = end - start === 1;
    const text = this.walk.journey.text.slice(start, end);
    return html`${one ? `byte ${start}` : `bytes ${start} to ${end - 1}`} ${text === " " ? "(a space)" : html`<code>${text.replaceAll(" ", "·")}</code>`} ${one ? this.#way(start) : nothing}`;
  }

  #arrange(): void {
    const { journey } = this.walk;
    if (this.#of?.journey === journey && this.#of.zoom === this.zoom) return;
    this.#of = { journey, zoom: this.zoom };
    this.#lay = lay(journey, this.zoom);
  }

  /** Where a step is drawn. */
  #y(index: number): number {
    this.#arrange();
    const { entry } = this.walk.journey.steps[index]!;
    return entry < 0 ? 4 : this.#lay.y[entry]!;
  }

  #tick = (time: number): void => {
    const { walk } = this;
    const passed = this.#last ? Math.min(50, time - this.#last) : 16;
    this.#last = time;
    const next = Math.min(walk.index + 1, walk.last);
    const target = this.#y(next);
    if (calm.matches) this.#rested += passed * this.speed;
    else this.#now = this.#now! + (passed / 1000) * PACE * this.speed;
    this.#frame = requestAnimationFrame(this.#tick);
    if (calm.matches ? this.#rested > REST : this.#now! >= target) {
      this.#rested = 0;
      this.#now = target;
      walk.go(next);
      if (next === walk.last) this.stop();
    }
    this.requestUpdate();
  };

  #changed(): void {
    if (this.#of?.journey === this.walk.journey) this.lit = null; // who steps wants to read what happens
    this.requestUpdate();
  }
}

function heads(col: Columns) {
  const n = col.narrow;
  const head = (x: number, text: string, anchor: string) => svg`<text class="head" x=${x} y="18" text-anchor=${anchor}>${text}</text>`;
  const right = col.send + col.sendWidth;
  return n
    ? svg`${head(right, "send", "end")}${head((col.a + col.b) / 2, "link", "middle")}${head((col.b + col.c) / 2, "queue", "middle")}${head(col.c + 14, "recv", "start")}`
    : svg`${head(right, "program: send", "end")}${head((right + col.a) / 2 + 5, "its kernel", "middle")}${head((col.a + col.b) / 2, "the link: segments", "middle")}
    ${head((col.b + col.c) / 2, "kernel: its queue", "middle")}${head(col.c + 14, "program: recv", "start")}${head(col.out, "messages", "start")}`;
}

/** What is drawn how. */
function legend(uid: string, { live, messages }: Journey) {
  const item = (shape: unknown, text: string) => html`<li><svg width="30" height="14" aria-hidden="true">${shape}</svg>${text}</li>`;
  const message = item(svg`<path class="part head m1" d="M1 3h10v8h-10z"></path><path class="part body m1" d="M11 3h18v8h-18z"></path>`, messages.every((m) => m.body === m.start) ? "one message" : "header and payload of one message");
  if (live) {
    return html`<ul class="legend">
      ${message}
      ${item(svg`<path class="between" d="M20 1h-10V13h10"></path>`, "so many segments came: where they were cut, and when each came, the kernel does not say")}
      ${item(svg`<path class="unknown" d="M3 1h24v12h-24z"></path>`, "waiting, and not received yet")}
    </ul>`;
  }
  return html`<ul class="legend">
    ${message}
    ${item(svg`<path class="cross" d="M9 1l12 12m0 -12l-12 12"></path>`, "lost")}
    ${item(svg`<g class="badge again"><rect x="5" y="1" width="20" height="12" rx="6"></rect></g>`, "sent again")}
    ${item(svg`<path class="hole" d="M3 1h24v12h-24z" fill="url(#${uid}-gap)"></path>`, "missing: what is behind it has to wait")}
    ${item(svg`<path class="thrown" d="M12 1l6 6l-6 6"></path>`, "was here already: thrown away")}
    ${item(svg`<path class="ack" d="M1 12L29 2"></path>`, "acknowledgement: “all before this is here”")}
  </ul>`;
}

/** The same for whoever can't see it. */
function table(walk: Walk, { waiting }: Drawing) {
  const { journey: j } = walk;
  const some = j.log.some(waiting.of);
  return html`<table><thead><tr><th scope="col">Step</th><th scope="col">Time</th><th scope="col">What happened</th>${some ? html`<th scope="col">${waiting.head}</th>` : nothing}</tr></thead>
    <tbody>${j.steps.map(({ entry, say: [lead, rest] }, i) => {
      const e = j.log[entry];
      return html`<tr aria-current=${i === walk.index ? "step" : "false"}><td>${i}</td><td>${e ? `${e.at} ms` : nothing}</td><td><b>${lead}</b> ${rest}</td>${some ? html`<td>${e ? waiting.of(e) : nothing}</td>` : nothing}</tr>`;
    })}</tbody></table>`;
}

const fromEndToEnd: Drawing = { columns, heads, picture, legend, waiting: { head: "In the queue", of: (e) => e.next - e.taken } };

/** A journey that the page did not come with. */
export function made(journey: Journey, step: number, title: string): StreamJourney {
  const holder = document.createElement("template"); // inert: it is alive only with its data inside
  holder.innerHTML = `<stream-journey><figure><figcaption><h2></h2></figcaption><div class="still"></div><script type="application/json"></script></figure></stream-journey>`;
  holder.content.querySelector("h2")!.textContent = title;
  holder.content.querySelector("script")!.textContent = JSON.stringify(journey);
  const figure = document.importNode(holder.content.firstElementChild!, true) as StreamJourney;
  figure.walk.go(step);
  return figure;
}

customElements.define("stream-journey", StreamJourney);
