import { html, nothing, svg, type SVGTemplateResult } from "lit";
import { cutsOf } from "../document.ts";
import { chunkStart, firstIndex, frameEnd, framesIn, payloadEnd, type Moment } from "../model.ts";
import { ByteMap } from "./bytemap.ts";
import { cells, CELL_HEIGHT, patterns } from "./cells.ts";
import { CutDrag } from "./drag.ts";
import { reactive } from "./element.ts";
import { slider } from "./gap.ts";
import { count, recvLabel } from "./label.ts";
import { choose, fit } from "./measure.ts";
import { reading } from "./reading.ts";

// The rulers, from top to bottom.
const SENDS = 0;
const RECVS = 30;
const CUTS = 58;
const BYTES = 76;
const MESSAGES = BYTES + CELL_HEIGHT + 6;
const OFFSETS = MESSAGES + 28;
const BAR = 25;
const HEIGHT = OFFSETS + 18;
const EDGE = 6; // room for a handle at either end

/**
 * The byte axis and its rulers, on one line: what was sent, what each recv
 * returned, the bytes, the messages that came out. Only what is in view is
 * drawn, so a stream may be long.
 */
class StreamAxis extends ByteMap {
  /** The gap that a click would cut, under a hovering pointer. */
  @reactive protected hover: number | null = null;

  #drag = new CutDrag(this, (e) => this.#gapAt(e));
  /** Of the view: how far it is scrolled, and its width. Nothing here asks the page for them, which would have to be laid out first. */
  #left = 0;
  #width = 0;
  #total = 0;
  #shown = -1;
  #revealed: number | null = null;
  #sizes = new ResizeObserver(() => {
    const { clientWidth } = this.#view;
    if (!clientWidth || clientWidth === this.#width) return;
    this.#width = clientWidth;
    this.requestUpdate();
  });

  override connectedCallback() {
    super.connectedCallback();
    this.#left = 0;
    this.#shown = -1; // whoever was away has lost its place
    this.#sizes.observe(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  /** Where the drawing begins: without sends there is no ruler for them. */
  get #top(): number {
    const { sends, hex } = this.moment.figure;
    return sends.length || !hex ? 0 : RECVS;
  }

  get #view(): HTMLElement {
    return this.querySelector<HTMLElement>(".view")!;
  }

  /** Cells the axis is long: the stream, and a little room for what the frame under way still wants. */
  get #cells(): number {
    const n = this.moment.bytes.length;
    return Math.max(n, ...partial(this.moment).map(({ end }) => Math.min(end, n + 24)));
  }

  /** A short stream gets wide cells; a long one scrolls. */
  get #cell(): number {
    return Math.max(20, Math.min(28, (this.#width - 2 * EDGE) / Math.max(this.#cells, 1)));
  }

  protected override willUpdate() {
    if (!this.#width) return;
    const c = this.#cell;
    this.#follow(c);
    this.#reveal(c);
  }

  override render() {
    const { unit } = this.moment.figure;
    const key = (y: number, h: number, text: string) => svg`<text class="key" x="0" y=${y + h / 2 + 4}>${text}</text>`;
    return html`<svg class="keys" width="76" height=${HEIGHT - this.#top} viewBox="0 ${this.#top} 76 ${HEIGHT - this.#top}" aria-hidden="true">
        ${this.#top ? nothing : key(SENDS, BAR, "send")}${key(RECVS, BAR, unit ? `${unit}s` : "recv")}${key(BYTES, CELL_HEIGHT, "bytes")}${key(MESSAGES, BAR, "messages")}${key(OFFSETS, 12, "offset")}
      </svg>
      <div class="view" tabindex=${this.editable ? -1 : 0} role="group" aria-label="Byte axis" @scroll=${this.#scrolled}>
        <div class="extent" @touchstart=${this.#on(this.#drag.hold)} @pointerdown=${this.#on(this.#drag.down)} @pointermove=${this.#on(this.#moved)} @pointerup=${this.#on(this.#drag.up)} @pointercancel=${this.#on(this.#drag.cancel)} @pointerleave=${this.#on(() => (this.hover = null))}>
          <svg class="strip" height=${HEIGHT - this.#top} aria-hidden="true">${patterns(this.uid)}<g transform="translate(0 ${-this.#top})">${this.#strip()}</g></svg>
          ${this.asked ? this.asked.slider : this.editable ? slider(this.moment, this.gap) : nothing}
        </div>
      </div>
      ${reading(this.moment)}`;
  }

  #on<E extends Event>(handle: (e: E) => void) {
    return this.editable || this.asked ? handle : nothing;
  }

  #moved = (e: PointerEvent): void => {
    this.#drag.move(e);
    const near = e.pointerType === "mouse" ? this.#gapAt(e) : null;
    const n = this.moment.bytes.length;
    this.hover = near && !this.asked && near.distance < 8 && near.gap > 0 && near.gap < n ? near.gap : null;
  };

  #gapAt(e: PointerEvent): { gap: number; distance: number; byte: number } | null {
    const box = this.querySelector(".strip")!.getBoundingClientRect();
    const zoom = box.height / (HEIGHT - this.#top); // more than 1 on a projector
    const y = (e.clientY - box.top) / zoom + this.#top;
    if (this.#drag.cut === null && (y < CUTS - 4 || y > BYTES + CELL_HEIGHT)) return null;
    const at = ((e.clientX - box.left) / zoom - EDGE) / this.#cell;
    const gap = Math.round(at);
    return { gap, distance: Math.abs(at - gap) * this.#cell, byte: Math.floor(at) };
  }

  #strip(): SVGTemplateResult {
    const m = this.moment;
    const { figure, step, bytes } = m;
    const c = this.#cell;
    const X = (offset: number) => EDGE + offset * c;
    const left = this.#left;
    const right = left + this.#width;
    // A little more than is seen, so that scrolling does not uncover blank paper.
    const from = Math.max(0, Math.floor((left - this.#width / 2) / c));
    const to = Math.min(bytes.length, Math.ceil((right + this.#width / 2) / c));

    /**
     * A labelled bar over [start, end); the label stays in the part that is seen. A
     * message is cut short where it must; of our own words the first that fit are taken.
     */
    const bar = (y: number, start: number, end: number, cls: string, text: string | string[]) => {
      const x = X(start) + 1;
      const w = Math.max((end - start) * c - 2, 3);
      const a = Math.max(x, left);
      const b = Math.min(x + w, right);
      const label = b - a <= 12 ? "" : typeof text === "string" ? fit(text, b - a - 8) : choose(text, b - a - 8);
      return svg`<g class="bar ${cls}"><rect x=${x + 0.5} y=${y + 0.5} width=${w - 1} height=${BAR - 1} rx="5"></rect>${label ? svg`<text x=${(a + b) / 2} y=${y + 17}>${label}</text>` : nothing}<title>${typeof text === "string" ? text : text[0]}</title></g>`;
    };
    const bars = <T>(list: T[], end: (t: T) => number, one: (t: T, i: number, start: number) => SVGTemplateResult) => {
      const out: SVGTemplateResult[] = [];
      for (let i = firstIndex(list.length, (k) => end(list[k]!) > from); i < list.length; i++) {
        const start = i > 0 ? end(list[i - 1]!) : 0;
        if (start >= to) break;
        out.push(one(list[i]!, i, start));
      }
      return out;
    };

    const cuts: SVGTemplateResult[] = [];
    const first = firstIndex(figure.chunks.length, (k) => figure.chunks[k]!.end >= from);
    for (let i = first; i < figure.chunks.length && figure.chunks[i]!.end <= to; i++) {
      const end = figure.chunks[i]!.end;
      if (end < bytes.length) {
        const x = (end - from) * c;
        cuts.push(svg`<g class="cut ${i <= step.chunk ? "past" : "ahead"}"><path d="M${x} ${CUTS + 8 - BYTES}V${CELL_HEIGHT}"></path><circle cx=${x} cy=${CUTS + 8 - BYTES} r="5.5"></circle>${this.editable && !this.asked ? svg`<rect class="handle" data-cut-at=${end} x=${x - 12} y=${CUTS - 4 - BYTES} width="24" height=${BYTES - CUTS + 8}></rect>` : nothing}</g>`);
      }
    }
    const ghost = this.hover;
    if (ghost !== null && this.#drag.cut === null && !cutsOf(figure).includes(ghost)) {
      const x = (ghost - from) * c;
      cuts.push(svg`<g class="cut ghost"><path d="M${x} ${CUTS + 8 - BYTES}V${CELL_HEIGHT}"></path><circle cx=${x} cy=${CUTS + 8 - BYTES} r="5.5"></circle></g>`);
    }
    const offsets: SVGTemplateResult[] = [];
    for (let o = Math.ceil(from / 10) * 10; o <= to; o += 10) {
      offsets.push(svg`<path class="tick" d="M${X(o)} ${OFFSETS}v4"></path><text class="offset" x=${Math.min(X(o), X(this.#cells) + EDGE - 3.5 * String(o).length)} y=${OFFSETS + 15}>${o}</text>`);
    }

    return svg`
      ${bars(figure.sends, (e) => e, (e, i, s) => bar(SENDS, s, e, "send", [`send ${i + 1} · ${count(e - s)}`, `send ${i + 1}`]))}
      ${bars(figure.chunks, (k) => k.end, (k, i, s) => bar(RECVS, s, k.end, i < step.chunk ? "recv done" : i === step.chunk ? "recv now" : "recv ahead", shorter(recvLabel(m, i))))}
      <g transform="translate(${X(from)} ${BYTES})">${cells(m, from, to, c, this.uid, cuts)}</g>
      ${framesIn(m, from, to).map(
        ([f]) => svg`${f.start < f.body ? bar(MESSAGES, f.start, f.body, "header", [`length ${f.length}`, String(f.length)]) : nothing}${f.body >= payloadEnd(f) ? nothing : f.skipped ? bar(MESSAGES, f.body, payloadEnd(f), "skipped", [`skipped, ${count(f.length)}`, "skipped"]) : bar(MESSAGES, f.body, payloadEnd(f), "payload", f.text)}${f.close === undefined ? nothing : bar(MESSAGES, f.close, f.end, "header", ["closes the message", "end"])}`,
      )}
      ${partial(m).map(({ start, end, role, text }) => bar(MESSAGES, start, Math.min(end, this.#cells), `${role} part`, [text, text.slice(text.indexOf(" ") + 1)]))}
      ${offsets}
      ${this.mark === null ? nothing : svg`<g class="mark-part"><path d="M${X(this.mark)} ${BYTES - 4}V${OFFSETS}"></path><text x=${X(this.mark)} y=${OFFSETS + 16}>≠</text></g>`}
      <rect class="cursor" x=${X(step.taken) - 1.5} y=${BYTES - 6} width="3" height=${CELL_HEIGHT + 12} rx="1.5"></rect>`;
  }

  protected override updated() {
    const c = this.#cell;
    const total = this.#cells * c + 2 * EDGE;
    if (total !== this.#total) {
      this.#total = total;
      const extent = this.querySelector<HTMLElement>(".extent")!;
      extent.style.width = `${total}px`;
      extent.firstElementChild!.setAttribute("width", String(total));
    }
    const gap = this.querySelector<HTMLElement>(".gap");
    if (gap) {
      gap.style.left = `${EDGE + Number(gap.ariaValueNow) * c}px`;
      gap.style.top = `${(this.asked ? BYTES : CUTS - 6) - this.#top}px`;
      gap.style.width = this.asked ? `${c}px` : "";
    }
    // After the stage has looked where its bytes are: the page is laid out once for both.
    if (this.#moves) void Promise.resolve().then(() => (this.#view.scrollLeft = this.#left));
    this.#moves = false;
  }

  /** Whether the view has yet to be scrolled to where it is drawn for. */
  #moves = false;

  #scrollTo(x: number): void {
    const left = Math.max(0, Math.min(x, this.#cells * this.#cell + 2 * EDGE - this.#width));
    this.#moves ||= left !== this.#left;
    this.#left = left;
  }

  /** Keeps the chosen gap, or the byte pointed at, in view. */
  #reveal(c: number): void {
    const at = this.asked?.byte ?? this.gap;
    if (at === this.#revealed) return;
    this.#revealed = at;
    if (at === null) return;
    const x = EDGE + at * c;
    if (x < this.#left + 2 * c) this.#scrollTo(x - 4 * c);
    else if (x > this.#left + this.#width - 2 * c) this.#scrollTo(x - this.#width + 4 * c);
  }

  /** Keeps the recv under way in view, or, when it is longer than the view, the decoder's place in it. */
  #follow(c: number): void {
    const { figure, step, index } = this.moment;
    if (this.#shown === index) return;
    this.#shown = index;
    const start = chunkStart(figure.chunks, Math.max(0, Math.min(step.chunk, figure.chunks.length)));
    const most = Math.floor((this.#width * 0.8) / c);
    const a = EDGE + (step.taken - start > most ? step.taken - 8 : start) * c;
    const b = EDGE + Math.max(step.taken, Math.min(step.arrived, start + most)) * c;
    const pad = 2 * c;
    if (a - pad < this.#left) this.#scrollTo(a - pad);
    else if (b + pad > this.#left + this.#width) this.#scrollTo(Math.min(a - pad, b + pad - this.#width));
  }

  #scrolled = () => {
    const { scrollLeft } = this.#view;
    if (Math.abs(scrollLeft - this.#left) < 1) return;
    this.#left = scrollLeft;
    this.requestUpdate();
  };
}

/** A label of parts, and what is left of it as parts are given up. */
function shorter(label: string): string[] {
  const parts = label.split(" · ");
  return parts.map((_, i) => parts.slice(0, parts.length - i).join(" · "));
}

/** The frame under way, as far as it is known: its header, and its payload once a length is known. */
function partial(m: Moment): { start: number; end: number; role: "header" | "payload" | "error"; text: string }[] {
  const { step } = m;
  const start = frameEnd(m);
  if (step.state === "failed") {
    const bad = step.spans.find(([, , role]) => role === "error");
    if (!bad) return [];
    const failed = { start: bad[0], end: bad[1], role: "error", text: "failed" } as const;
    const body = start + step.header.want;
    return step.length === null || bad[0] < body ? [failed] : [{ start, end: body, role: "header", text: `length ${step.length}` }, failed];
  }
  const { header, payload } = step;
  if (step.length === null) {
    if (header.had === 0 || header.want <= 0) return [];
    return [{ start, end: start + header.want, role: "header", text: `header, ${header.had} of ${header.want}` }];
  }
  if (step.event === "message" || step.state === "closed") return [];
  const body = start + header.want;
  const want = payload.want ?? 0;
  return [
    { start, end: body, role: "header", text: `length ${step.length}` },
    { start: body, end: body + want, role: "payload", text: `payload, ${payload.had} of ${want}` },
  ];
}

export { Cutting } from "./cutting.ts";

customElements.define("stream-axis", StreamAxis);
