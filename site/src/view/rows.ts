import { html, nothing, svg } from "lit";
import type { Figure } from "../figure.ts";
import { chunkStart, firstIndex, type Moment } from "../model.ts";
import { ByteMap } from "./bytemap.ts";
import { CutDrag } from "./drag.ts";
import { slider } from "./gap.ts";
import { recvLabel } from "./label.ts";
import { reading } from "./reading.ts";
import { cells, CELL_HEIGHT, patterns } from "./cells.ts";

// Heights in CSS pixels; the style sheet gives the same to the parts.
const LABEL = 24;
const LINE = CELL_HEIGHT + 4;
const OUT = 22;
const PAD = 18;
const MAX_OUT = 3;
const NBSP = "\u00a0";

/**
 * The byte axis on a narrow screen: each recv is a row, and wraps. Only the
 * rows in view are drawn.
 */
class StreamRows extends ByteMap {
  #drag = new CutDrag(this, (e) => this.#gapAt(e));
  #shown = -1;
  /** Room for a line, and what is seen of the rows, in pixels: nothing here asks the page, which would have to be laid out first. */
  #width = 0;
  #top = 0;
  #height = 400;
  #moves = false;
  #tops: number[] = [0];
  #measured: { figure?: Figure; chunks: number; per: number } = { chunks: 0, per: 0 };
  #sizes = new ResizeObserver(() => {
    const view = this.querySelector<HTMLElement>(".view")!;
    const width = this.querySelector(".extent")!.clientWidth;
    if (!width || (width === this.#width && view.clientHeight === this.#height)) return;
    this.#width = width;
    this.#height = view.clientHeight;
    this.requestUpdate();
  });

  override connectedCallback() {
    super.connectedCallback();
    this.#shown = -1; // whoever was away has lost its place
    this.#top = 0;
    this.#sizes.observe(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  /** Sixteen cells a line where they fit: a recv(16) is then one line. */
  get #columns(): number {
    const fits = Math.max(8, Math.floor(this.#width / 18));
    return fits >= 32 ? 32 : fits >= 16 ? 16 : 8;
  }

  protected override willUpdate() {
    const { figure } = this.moment;
    const per = this.#columns;
    // A step moves no row; a long recording has many.
    const measured = this.#measured;
    if (measured.figure !== figure || measured.chunks !== figure.chunks.length || measured.per !== per) {
      this.#measured = { figure, chunks: figure.chunks.length, per };
      let at = 0;
      this.#tops = [0];
      figure.chunks.forEach((chunk, i) => {
        const start = chunkStart(figure.chunks, i);
        const out = Math.min(MAX_OUT, endingIn(this.moment, i).length);
        at += PAD + LABEL + LINE * Math.ceil((chunk.end - start) / per) + OUT * out;
        this.#tops.push(at);
      });
    }
    if (this.#width) this.#follow();
  }

  /** Keeps the recv under way in view, or, when it is longer than the view, the decoder's place in it. */
  #follow(): void {
    const { index, step, figure } = this.moment;
    if (this.#shown === index) return;
    this.#shown = index;
    const i = Math.max(0, Math.min(step.chunk, figure.chunks.length - 1));
    const line = Math.floor(Math.max(0, step.taken - chunkStart(figure.chunks, i) - 1) / this.#columns);
    const a = this.#tops[i]! + (line > 1 ? LABEL + line * LINE : 0);
    const b = Math.min(this.#tops[i + 1] ?? 0, a + this.#height);
    if (a < this.#top) this.#scrollTo(a);
    else if (b > this.#top + this.#height) this.#scrollTo(b - this.#height);
  }

  #scrollTo(y: number): void {
    this.#top = Math.max(0, Math.min(y, this.#tops.at(-1)! - this.#height));
    this.#moves = true;
  }

  #scrolled = (e: Event): void => {
    const { scrollTop } = e.currentTarget as HTMLElement;
    if (Math.abs(scrollTop - this.#top) < 1) return;
    this.#top = scrollTop;
    this.requestUpdate();
  };

  override render() {
    const tops = this.#tops;
    const from = firstIndex(tops.length - 1, (i) => tops[i + 1]! > this.#top - this.#height);
    const to = firstIndex(tops.length - 1, (i) => tops[i]! > this.#top + 2 * this.#height);
    const rows = [];
    for (let i = from; i < to; i++) rows.push(this.#row(i));
    return html`<svg width="0" height="0" aria-hidden="true">${patterns(this.uid)}</svg>
      <div class="view" tabindex=${this.editable ? -1 : 0} role="group" aria-label="Bytes, a row for each recv" @scroll=${this.#scrolled}>
        <div class="extent">
          <div class="rows" aria-hidden="true" @pointerdown=${this.#on((e) => this.#drag.down(e))} @pointerup=${this.#on((e) => this.#drag.up(e))} @pointercancel=${this.#on(() => this.#drag.cancel())}>${rows}</div>
          ${this.asked ? this.asked.slider : this.editable ? slider(this.moment, this.gap) : nothing}
        </div>
      </div>
      ${reading(this.moment)}`;
  }

  #on(handle: (e: PointerEvent) => void) {
    return this.editable || this.asked ? handle : nothing;
  }

  #gapAt(e: PointerEvent): { gap: number; distance: number; byte: number } | null {
    const line = (e.target as Element).closest<SVGElement>(".line");
    if (!line) return null;
    const at = (e.clientX - line.getBoundingClientRect().left) / this.#cell;
    const gap = Math.round(at);
    return { gap: Number(line.dataset.start) + gap, distance: Math.abs(at - gap) * this.#cell, byte: Number(line.dataset.start) + Math.floor(at) };
  }

  get #cell(): number {
    return Math.min(28, this.#width / this.#columns);
  }

  /** Where a gap is, in pixels from the top left of all rows. */
  #place(gap: number): { x: number; y: number } {
    const { chunks } = this.moment.figure;
    const i = Math.min(chunks.length - 1, firstIndex(chunks.length, (k) => chunks[k]!.end >= gap));
    const within = gap - chunkStart(chunks, i);
    const line = Math.floor((within - 1) / this.#columns);
    return { x: (within - line * this.#columns) * this.#cell, y: this.#tops[i]! + 8 + LABEL + line * LINE };
  }

  #row(i: number) {
    const m = this.moment;
    const { figure, step } = m;
    const start = chunkStart(figure.chunks, i);
    const end = figure.chunks[i]!.end;
    const per = this.#columns;
    const cell = this.#cell;
    const lines = [];
    for (let a = start; a < end; a += per) {
      const b = Math.min(a + per, end);
      const at = step.taken > a && step.taken <= b ? (step.taken - a) * cell : -1;
      const part = this.mark !== null && this.mark > a && this.mark <= b ? (this.mark - a) * cell : -1;
      lines.push(html`<svg class="line" data-start=${a} width=${(b - a) * cell} height=${CELL_HEIGHT}>
        ${cells(m, a, b, cell, this.uid)}${part < 0 ? nothing : parting(Math.min(part, (b - a) * cell - 1), (b - a) * cell)}${at < 0 ? nothing : cursor(Math.min(at, (b - a) * cell - 1.5))}
      </svg>`);
    }
    const [name, ...rest] = recvLabel(m, i).split(" · ");
    const when = i === step.chunk ? "now" : i < step.chunk ? "done" : "ahead";
    const out = endingIn(m, i);
    const seen = out.filter((k) => k < step.frames);
    return html`<div class="row ${when}" data-row=${i}>
      <div class="label"><span>${name!.replace(" ", NBSP)}${sendsOf(m, start, end)}</span><span>${when === "ahead" ? `${rest[0]}, not yet` : rest.join(" · ")}</span></div>
      ${lines}
      ${out.slice(0, MAX_OUT).map((k, j) =>
        html`<div class="out">${!seen.includes(k) ? nothing : j === MAX_OUT - 1 && out.length > MAX_OUT ? html`→ ${seen.length - j} more messages` : figure.frames[k]!.skipped ? html`→ skipped` : html`→ message ${k + 1}: <bdi>${figure.frames[k]!.text || "(empty)"}</bdi>`}</div>`,
      )}
    </div>`;
  }

  protected override updated() {
    const view = this.querySelector<HTMLElement>(".view")!;
    const rows = view.querySelector<HTMLElement>(".rows")!;
    const first = Number(rows.querySelector<HTMLElement>(".row")?.dataset.row ?? 0);
    rows.style.height = `${this.#tops.at(-1)}px`;
    rows.style.paddingTop = `${this.#tops[first]}px`;
    const slide = this.querySelector<HTMLElement>(".gap");
    if (slide) {
      const { x, y } = this.#place(this.asked ? this.asked.byte + 1 : Number(slide.ariaValueNow));
      slide.style.left = `${this.asked ? x - this.#cell : x}px`;
      slide.style.width = this.asked ? `${this.#cell}px` : "";
      slide.style.top = `${y}px`;
    }
    if (this.#moves) view.scrollTop = this.#top;
    this.#moves = false;
  }
}

const cursor = (x: number) => svg`<rect class="cursor" x=${x - 1.5} width="3" height=${CELL_HEIGHT}></rect>`;

/** Where two decoders part. */
const parting = (x: number, width: number) => svg`<g class="mark-part"><path d="M${x} 0v${CELL_HEIGHT}"></path><text x=${Math.max(6, Math.min(x, width - 6))} y="13">≠</text></g>`;

/** The frames whose last byte came with chunk i. */
function endingIn({ figure }: Moment, i: number): number[] {
  const { frames, chunks } = figure;
  const start = chunkStart(chunks, i);
  const end = chunks[i]!.end;
  const out: number[] = [];
  for (let k = firstIndex(frames.length, (j) => frames[j]!.end > start); k < frames.length && frames[k]!.end <= end; k++) out.push(k);
  return out;
}

/** " of send 1", " of sends 1 and 2", … where the sends are known. */
function sendsOf({ figure }: Moment, start: number, end: number): string {
  const { sends } = figure;
  if (!sends.length) return "";
  const a = firstIndex(sends.length, (i) => sends[i]! > start) + 1;
  const b = firstIndex(sends.length, (i) => sends[i]! >= end) + 1;
  return a === b ? ` of send ${a}` : b === a + 1 ? ` of sends ${a} and ${b}` : ` of sends ${a} to ${b}`;
}

export { Cutting } from "./cutting.ts";

customElements.define("stream-rows", StreamRows);
