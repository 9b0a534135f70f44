import { html, nothing, type TemplateResult } from "lit";
import type { Frame, Reach, Stage } from "../figure.ts";
import { chunkStart, payloadEnd, runs, type Moment } from "../model.ts";
import { hex } from "./cells.ts";
import { PageElement, reactive } from "./element.ts";

/** One leg of a byte's way, in milliseconds; a step has three at most: out of the kernel, into its place, out as a message. */
const LEG = 250;
/** A cell and the gap after it, in pixels; larger where there is room for the tutorial's greeting in one line. A recv(16) is one line in any case. */
const PITCH = 31;
const LARGER = 40;
const GREETING = 22;
const LINE = 16;
const MOST_OUT = 3;
/** What the box takes beside its cells, in pixels, and where it fades because nobody knows its end. */
const FRAME = 17;
const FADE = 48;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** What names on the stage mean, in words that need no explanation. */
export type Words = Partial<Record<"kernel" | "chunk" | "header" | "payload", string>>;

/** What is drawn: the state of a step, or one that bytes pass through on their way to it. */
interface Scene {
  stage: Stage;
  /** The chunk's bounds, and how far in it the decoder is. */
  start: number;
  taken: number;
  arrived: number;
  carry: number;
  /** Frames that are out. */
  out: number;
  /** The recv returns just now. */
  recv: boolean;
  /** Bytes in the kernel; undefined where nobody knows. */
  queued: number | undefined;
}

function sceneOf({ figure, step, index }: Moment): Scene {
  const start = index === 0 ? 0 : step.chunk < figure.chunks.length ? chunkStart(figure.chunks, step.chunk) : step.arrived;
  return { stage: step.stage, start, taken: step.taken, arrived: step.arrived, carry: step.carry, out: step.frames, recv: false, queued: figure.chunks[step.chunk]?.queued };
}

/** A whole frame in its places, just before its message lifts off. */
function whole(f: Frame, now: Scene, out: number): Scene {
  const reach = (start: number, end: number): Reach => [start, end];
  const stage: Stage = { cells: f.body > f.start ? f.body - f.start : now.stage.cells, box: "open", had: f.length, want: f.length, header: reach(f.start, f.body), payload: reach(f.body, payloadEnd(f)), trailer: reach(payloadEnd(f), f.end) };
  return { ...now, stage, out };
}

/** The scenes from one step to the next, or to a later one of the same recv or of the next one. */
function scenes(before: Moment, m: Moment): Scene[] {
  const now = sceneOf(m);
  const list = [now];
  const frame = m.step.frames > before.step.frames ? m.figure.frames[m.step.frames - 1] : undefined;
  if (frame && !frame.skipped) list.unshift(whole(frame, now, before.step.frames));
  if (m.step.arrived > before.step.arrived) {
    const queued = now.queued === undefined ? undefined : now.queued + now.arrived - now.start; // it held what it gives
    list.unshift({ ...sceneOf(before), start: now.start, taken: now.start, arrived: now.arrived, carry: 0, recv: true, queued });
  }
  return list;
}

/**
 * What a receiver sees, and nothing of what is to come: the kernel, closed; the chunk that
 * the last recv returned; the header's cells; the payload's box; the messages that are out.
 * It is for the eye: the narration says the same.
 */
export class StreamStage extends PageElement {
  @reactive moment!: Moment;
  /** How fast it is played, 1 being a step in a little less than a second. */
  @reactive speed = 1;
  /** What stands beside a name, for who has not met the word. */
  @reactive words: Words = {};

  /** While bytes move: until they lie where they belong. */
  settling: Promise<void> | null = null;
  #rest = (): void => undefined;

  #shown: Moment | null = null;
  #moved: [from: number, out: number] | null = null;
  #queue: Scene[] = [];
  #scene!: Scene;
  #timer = 0;
  #running: Animation[] = [];
  #places = new Map<string, [x: number, y: number]>();
  #flying = false;
  #leg = LEG;
  #pitch = PITCH;
  #width = GREETING * PITCH;
  #sizes = new ResizeObserver(() => this.#measure());

  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute("aria-hidden", "true");
    this.#sizes.observe(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#halt();
  }

  protected override willUpdate(changed: Map<string, unknown>) {
    if (!changed.has("moment")) return;
    const m = this.moment;
    const p = this.#shown;
    if (p && p.figure === m.figure && p.index === m.index && p.step === m.step) return;
    this.#shown = m;
    const on = p !== null && p.figure === m.figure && m.index > p.index && m.step.chunk <= p.step.chunk + 1;
    this.#moved = on ? [p.step.taken, p.step.frames] : null;
    // Who presses again before all has settled wants to be there.
    const hurry = this.#halt();
    this.#flying = on && !hurry && !calm.matches && this.speed < 10 && this.#visible;
    if (this.#flying) this.settling = new Promise((rest) => (this.#rest = rest));
    const list = this.#flying ? scenes(p!, m) : [sceneOf(m)];
    this.#leg = Math.min(LEG, 700 / this.speed / list.length);
    this.#scene = list.shift()!;
    this.#queue = list;
  }

  /** Ends what moves, and reports whether anything did. */
  #halt(): boolean {
    const moving = this.#queue.length > 0 || this.#running.some((a) => a.playState === "running");
    clearTimeout(this.#timer);
    this.#queue = [];
    for (const a of this.#running) a.cancel();
    this.#running = [];
    this.#settle();
    return moving;
  }

  #settle(): void {
    this.settling = null;
    this.#rest();
  }

  get #visible(): boolean {
    return this.#places.size > 0 && document.visibilityState === "visible";
  }

  override render() {
    const m = this.moment;
    const { figure, step, index } = m;
    const s = this.#scene;
    const ended = index > 0 && step.chunk >= figure.chunks.length;
    const queued = ended ? undefined : s.queued;
    const call = figure.unit ?? (figure.buffer ? `recv(${figure.buffer})` : "recv");
    const { words } = this;
    const kernel = ended ? (figure.end === "cut off" ? "broken off" : "the end") : queued === undefined ? html`? ${words.kernel ? html`<span>${words.kernel}</span>` : nothing}` : html`${number(queued)} <span>waiting</span>`;
    const level = queued ? Math.min(0.96, 0.12 * Math.log2(1 + queued)) : 0;
    return html`<div class="zone kernel ${ended ? "ended" : ""}">
        <p class="name">Kernel</p>
        <div class="tank ${this.#flying ? "moves" : ""}" .style=${`--level: ${level}`}><b>${kernel}</b></div>
        <code class="tap ${s.recv ? "on" : ""}">${call}</code>
      </div>
      <div class="zone program">
        <div class="cap"><b>chunk</b> ${meant(words.chunk)} ${this.#chunkCaption(s, ended)}</div>
        <div class="lines two ${s.arrived > s.start || this.#room ? "" : "unknown"}">${this.#tray(s)}</div>
        ${s.stage.cells > 0
          ? html`<div class="cap"><b>header</b> ${meant(words.header)} ${said(s.stage.header, s.stage.cells)} ${length(s.stage)} ${note(s.stage.about, true)}</div>
            <div class="lines">${this.#header(s)}</div>`
          : nothing}
        <div class="cap"><b>payload</b> ${meant(words.payload)} ${s.stage.want === null ? (s.stage.had ? `${number(s.stage.had)} so far` : nothing) : `${number(s.stage.had)} of ${number(s.stage.want)}`} ${note(s.stage.note, BAD.has(s.stage.box))}</div>
        <div class="lines boxed"><div class="box ${s.stage.box}">${this.#box(s)}</div></div>
      </div>
      <div class="zone out">
        <p class="name">Messages <span>${s.out || ""}</span></p>
        <div class="list">${this.#messages(s)}</div>
      </div>`;
  }

  #chunkCaption(s: Scene, ended: boolean): unknown {
    const n = s.arrived - s.start;
    const { lost } = s.stage;
    if (n === 0) return this.moment.index === 0 ? "nothing has come yet" : ended ? "no bytes: nothing more will come" : nothing;
    const left = Math.min(s.carry, s.arrived - s.taken);
    return html`${bytes(n)}${lost ? note(`${number(lost[1] - lost[0])} ${this.moment.figure.decoder === "core" ? "passed over" : "thrown away"}`, this.moment.figure.decoder !== "core") : nothing}${left ? html`<span class="left">${number(left)} left over</span>` : nothing}`;
  }

  get #per(): number {
    return Math.max(8, Math.floor((this.#width - 1) / this.#pitch)); // a width in whole pixels may be rounded up
  }

  /** How many bytes the buffer holds; 0 where that is not known, or more than can be drawn. */
  get #room(): number {
    const { buffer = 0 } = this.moment.figure;
    return buffer <= 2 * this.#per ? buffer : 0;
  }

  /** The chunk: what still lies in it, and the places that bytes have left, or might have come to. */
  #tray(s: Scene): TemplateResult[] {
    const m = this.moment;
    const [a, b] = part(s.arrived - s.start, s.taken - s.start, 2 * this.#per);
    const from = s.start + a;
    const to = s.start + b;
    const out: TemplateResult[] = [];
    // What became of the bytes that are gone is known at the step, not before it.
    const gone = s.taken > from ? runs(m, from, Math.min(to, s.taken)) : [];
    for (const { start, end, role } of gone) {
      for (let i = start; i < end; i++) {
        const lost = s.stage.lost && i >= s.stage.lost[0] && i < s.stage.lost[1];
        out.push(lost ? this.#byte(i, "lost") : html`<i class="was ${role === "carry" ? this.#taker(s, i) : role}"></i>`);
      }
    }
    for (let i = Math.max(from, s.taken); i < to; i++) out.push(this.#byte(i, i >= s.arrived - s.carry ? "carry" : "plain"));
    if (this.moment.index === 0 || this.#room) while (out.length < (this.#room || this.#per)) out.push(html`<i class="room"></i>`);
    return torn(out, a > 0, to < s.arrived);
  }

  /** Where a byte of the carry-over went that the decoder has taken up. */
  #taker(s: Scene, i: number): string {
    const { header } = s.stage;
    return header && i >= header[0] && i < header[1] ? "header" : "payload";
  }

  #header(s: Scene): TemplateResult[] {
    const { header, cells, astray } = s.stage;
    const [start, end] = header ?? [0, 0];
    return this.#fill(start, end - start, cells, this.#per, astray || s.stage.about ? "error" : "header");
  }

  #box(s: Scene): TemplateResult[] {
    const { payload, trailer, want, box } = s.stage;
    const per = 2 * Math.max(8, Math.floor((this.#width - (box === "scan" ? FRAME + FADE : FRAME)) / this.#pitch));
    const [start, end] = payload ?? [0, 0];
    const had = end - start;
    const over = box === "never" && want !== null ? want : Infinity;
    const out = this.#fill(start, had, box === "passing" ? 0 : Math.max(had, want ?? had), per, "payload", over);
    if (trailer) for (let i = trailer[0]; i < trailer[1]; i++) out.push(this.#byte(i, "header"));
    return out;
  }

  /** So many bytes in so many cells; of more than fit, those around the last that came. */
  #fill(start: number, had: number, cells: number, most: number, role: string, over = Infinity): TemplateResult[] {
    const [a, b] = part(cells, had, most);
    const out: TemplateResult[] = [];
    for (let k = a; k < b; k++) out.push(k < had ? this.#byte(start + k, k >= over ? "error" : role) : html`<i class="slot"></i>`);
    return torn(out, a > 0, b < cells);
  }

  #byte(i: number, role: string): TemplateResult {
    const b = this.moment.bytes[i]!;
    const moved = this.#moved !== null && i >= this.#moved[0] && i < this.moment.step.arrived ? "moved" : "";
    const kind = b === 0x20 ? "space" : b > 0x20 && b < 0x7f ? "" : "hex";
    return html`<i class="by ${role} ${kind} ${moved}" data-key=${i}>${b === 0x20 ? "·" : kind ? hex(b) : String.fromCharCode(b)}</i>`;
  }

  #messages(s: Scene): TemplateResult[] {
    const { frames } = this.moment.figure;
    const from = Math.max(0, s.out - MOST_OUT);
    const out = frames.slice(from, s.out).map((f, i) => {
      const moved = this.#moved !== null && from + i >= this.#moved[1] ? "moved" : "";
      return html`<div class="msg ${f.unsent ? "unsent" : f.skipped ? "skipped" : ""} ${moved}" data-key="m${from + i}"><b>${f.skipped ? "skipped" : f.text || "(empty)"}</b>${f.unsent ? html`<span>nobody sent this</span>` : nothing}</div>`;
    });
    if (!s.out) return [html`<p class="more">none yet</p>`];
    if (from > 0) out.unshift(html`<p class="more">${number(from)} before</p>`);
    return out;
  }

  #measure(): void {
    const zone = this.querySelector<HTMLElement>(".lines");
    const width = zone?.clientWidth ?? 0;
    if (!width || width === this.#width) return;
    this.#width = width;
    const larger = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // on a wall
    this.#pitch = Math.floor(Math.min(Math.max(PITCH, Math.min(LARGER, (width - FRAME) / GREETING)) * larger, (width + 2) / LINE));
    this.style.setProperty("--pitch", `${this.#pitch}px`);
    this.requestUpdate();
    this.#places.clear();
  }

  protected override firstUpdated() {
    this.#measure();
  }

  protected override updated() {
    if (calm.matches) return;
    // Once all that the step changes has been drawn: so the page is laid out once.
    this.#placed = Promise.resolve().then(() => this.isConnected && this.#place());
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await this.#placed;
    return done;
  }

  #placed: Promise<unknown> = Promise.resolve();

  /** Looks where everything is now, and lets it come from where it was. */
  #place(): void {
    const before = this.#places;
    const places = (this.#places = new Map());
    const keyed = this.querySelectorAll<HTMLElement>("[data-key]");
    for (const e of keyed) places.set(e.dataset.key!, [e.offsetLeft, e.offsetTop]);
    const mouth = this.querySelector<HTMLElement>(".tap")!;
    const box = this.querySelector<HTMLElement>(".box")!;
    places.set("mouth", [mouth.offsetLeft + mouth.offsetWidth / 2, mouth.offsetTop]);
    places.set("box", [box.offsetLeft, box.offsetTop]);
    if (!this.#flying) return;
    this.#flying = false;
    this.#fly(keyed, before, places);
    if (this.#queue.length) {
      this.#timer = window.setTimeout(this.#next, this.#leg);
      return;
    }
    const running = this.#running;
    void Promise.allSettled(running.map((a) => a.finished)).then(() => running === this.#running && this.#settle());
  }

  #next = (): void => {
    const scene = this.#queue.shift();
    if (!scene) return;
    this.#scene = scene;
    this.#flying = true;
    this.requestUpdate();
  };

  /** Lets everything come from where it was; what was nowhere comes out of the kernel, and a message out of the box. */
  #fly(keyed: NodeListOf<HTMLElement>, before: Map<string, [number, number]>, places: Map<string, [number, number]>): void {
    const running = (this.#running = this.#running.filter((a) => a.playState === "running"));
    let n = 0;
    for (const e of keyed) {
      const key = e.dataset.key!;
      const message = key.startsWith("m");
      const old = before.get(key);
      const from = old ?? before.get(message ? "box" : "mouth");
      const [x, y] = places.get(key)!;
      if (!from || (Math.abs(from[0] - x) < 1 && Math.abs(from[1] - y) < 1)) continue;
      const start = `translate(${from[0] - x}px, ${from[1] - y}px)${message && !old ? " scale(1.06)" : ""}`;
      const frames = [{ transform: start, opacity: old || message ? 1 : 0 }, { transform: "none", opacity: 1 }];
      const delay = message ? 0 : Math.min(this.#leg * 0.4, n++ * 6);
      running.push(e.animate(frames, { duration: this.#leg - delay * 0.5, delay, easing: "cubic-bezier(.2,.8,.2,1)", fill: "backwards" }));
    }
  }
}

const BAD = new Set(["never", "short", "refused", "reserved"]);

const number = (n: number) => n.toLocaleString("en");
const bytes = (n: number) => (n === 1 ? "1 byte" : `${number(n)} bytes`);
const said = (reach: Reach | undefined, cells: number) => `${reach ? reach[1] - reach[0] : 0} of ${cells}`;
const meant = (words: string | undefined) => (words ? html`<em>${words}</em>` : nothing);
const note = (text: string | undefined, bad: boolean) => (text ? html`<span class=${bad ? "wrong" : ""}>${text}</span>` : nothing);
const length = ({ want, header, box }: Stage) => (want === null || !header || box === "scan" ? nothing : html`<span class="len">→ ${number(want)}</span>`);

/** Which of n cells to draw, when no more than so many can be: those around one of them. */
function part(n: number, at: number, most: number): [number, number] {
  if (n <= most) return [0, n];
  const start = Math.max(0, Math.min(n - most, at - Math.floor(most * 0.7)));
  return [start, start + most];
}

/** A row that does not begin, or end, where it is cut off says so. */
function torn(cells: TemplateResult[], before: boolean, after: boolean): TemplateResult[] {
  const rest = html`<i class="rest">⋯</i>`;
  if (before) cells[0] = rest;
  if (after) cells[cells.length - 1] = rest;
  return cells;
}

