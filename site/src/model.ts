import type { Chunk, Delta, Figure, Frame, Span, Step } from "./figure.ts";

/** What the bytes [start, end) are at a step. Arrived bytes no span claims are "plain". */
export interface Run {
  start: number;
  end: number;
  role: Span[2] | "plain" | "later";
}

/** Everything a view may look at: one figure, and where in it we stand. */
export interface Moment {
  figure: Figure;
  bytes: Uint8Array;
  index: number;
  step: Step;
}

/**
 * One figure and a cursor on its steps. It knows nothing of the page; whoever
 * shows it listens for "change". Going back restores a recorded step.
 */
export class Model extends EventTarget {
  #figure: Figure;
  #bytes: Bytes;
  #index = 0;
  #following = false;

  constructor(figure: Figure, index = 0) {
    super();
    this.#figure = figure;
    this.#bytes = new Bytes(figure.hex);
    this.#index = this.#clamp(index);
  }

  get moment(): Moment {
    return { figure: this.#figure, bytes: this.#bytes.view, index: this.#index, step: this.step };
  }

  get figure(): Figure {
    return this.#figure;
  }

  get index(): number {
    return this.#index;
  }

  get last(): number {
    return this.#figure.steps.length - 1;
  }

  get step(): Step {
    return this.#figure.steps[this.#index]!;
  }

  /** Whether the cursor goes along with what append adds. Any other move ends that. */
  get following(): boolean {
    return this.#following;
  }

  follow(on: boolean): void {
    this.#following = on;
    if (on) this.#index = this.last;
    this.#changed();
  }

  show(figure: Figure, index = 0): void {
    this.#following = false;
    this.#figure = figure;
    this.#bytes = new Bytes(figure.hex);
    this.#index = this.#clamp(index);
    this.#changed();
  }

  /** Shows the same figure, computed anew: the cursor stays at the byte where it was. */
  replace(figure: Figure): void {
    const { taken, event } = this.step;
    const { steps } = figure;
    const after = firstIndex(steps.length, (i) => steps[i]!.taken > taken);
    const reached = steps[Math.max(0, after - 1)]!.taken;
    const before = firstIndex(steps.length, (i) => steps[i]!.taken >= reached);
    const same = steps.slice(before, after).findIndex((s) => s.event === event);
    this.show(figure, before + Math.max(0, same));
  }

  /** Adds what was recorded since. */
  append(delta: Delta): void {
    const f = this.#figure;
    this.#bytes.append(delta.hex);
    f.hex += delta.hex;
    f.chars.push(...delta.chars);
    f.chunks.push(...delta.chunks);
    f.frames.push(...delta.frames);
    f.sends.push(...(delta.sends ?? []));
    f.steps.push(...delta.steps);
    f.length = delta.length;
    f.end = delta.end;
    if (this.#following) this.#index = this.last;
    this.#changed();
  }

  go(index: number): void {
    const to = this.#clamp(index);
    if (to === this.#index && !this.#following) return;
    this.#following = false;
    this.#index = to;
    this.#changed();
  }

  move(by: number): void {
    this.go(this.#index + by);
  }

  /** The step at which the next message comes out, or null. */
  get nextMessage(): number | null {
    const frames = this.#figure.frames;
    const i = firstIndex(frames.length, (k) => frames[k]!.step > this.#index);
    return frames[i]?.step ?? null;
  }

  /** The first step of the next recv, or null. */
  get nextRecv(): number | null {
    const { steps } = this.#figure;
    const i = firstIndex(steps.length, (k) => steps[k]!.chunk > this.step.chunk);
    return i < steps.length ? i : null;
  }

  /** The first step that fails, or null. */
  get firstError(): number | null {
    const i = this.#figure.steps.findIndex((s) => s.event === "failed");
    return i < 0 ? null : i;
  }

  #clamp(index: number): number {
    return Math.max(0, Math.min(this.last, Number.isFinite(index) ? Math.trunc(index) : 0));
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** The stream so far, growing by doubling. */
class Bytes {
  #buf = new Uint8Array(0);
  #len = 0;

  constructor(hex: string) {
    this.append(hex);
  }

  append(hex: string): void {
    const n = this.#len + hex.length / 2;
    if (n > this.#buf.length) {
      const grown = new Uint8Array(Math.max(n, 2 * this.#buf.length));
      grown.set(this.view);
      this.#buf = grown;
    }
    for (let i = this.#len, j = 0; i < n; i++, j += 2) {
      this.#buf[i] = (digit(hex.charCodeAt(j)) << 4) | digit(hex.charCodeAt(j + 1));
    }
    this.#len = n;
  }

  get view(): Uint8Array {
    return this.#buf.subarray(0, this.#len);
  }
}

/** The value of a lower-case hexadecimal digit. */
const digit = (code: number) => (code > 0x60 ? code - 0x57 : code - 0x30);

/** Smallest i in [0, n) for which test holds, or n; test must be false, then true. */
export function firstIndex(n: number, test: (i: number) => boolean): number {
  let lo = 0;
  let hi = n;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (test(mid)) hi = mid;
    else lo = mid + 1;
  }
  return lo;
}

/** Start offset of chunk i. */
export function chunkStart(chunks: Chunk[], i: number): number {
  return i > 0 ? chunks[i - 1]!.end : 0;
}

/** The complete frames at a step that touch [from, to), with their numbers. */
export function framesIn({ figure, step }: Moment, from: number, to: number): [Frame, number][] {
  const out: [Frame, number][] = [];
  let i = firstIndex(step.frames, (k) => figure.frames[k]!.end > from || figure.frames[k]!.start >= from);
  for (; i < step.frames && figure.frames[i]!.start < to; i++) out.push([figure.frames[i]!, i + 1]);
  return out;
}

/** End of the last complete frame at a step. */
export function frameEnd({ figure, step }: Moment): number {
  return step.frames > 0 ? figure.frames[step.frames - 1]!.end : 0;
}

/** What each byte of [from, to) is at a step, as runs in order. */
export function runs(m: Moment, from: number, to: number): Run[] {
  const out: Run[] = [];
  const add = (start: number, end: number, role: Run["role"]) => {
    start = Math.max(start, from);
    end = Math.min(end, to);
    if (start < end) out.push({ start, end, role });
  };
  const { step } = m;
  const spans = step.spans;
  let at = frameEnd(m);
  for (const [f] of framesIn(m, from, Math.min(to, spans[0]?.[0] ?? at))) {
    add(f.start, f.body, "header");
    add(f.body, f.end, "payload");
  }
  for (const [start, end, role] of spans) {
    add(at, start, "plain");
    add(start, end, role);
    at = Math.max(at, end);
  }
  add(at, step.arrived, "plain");
  add(Math.max(at, step.arrived), m.bytes.length, "later");
  return out;
}
