import type { Chunk, Delta, Figure, Frame, Span, Step } from "./figure.ts";
import { Steps, type StepSource } from "./steps.ts";

/** What the bytes [start, end) are at a step. Arrived bytes no span claims are "plain". */
export interface Run {
  start: number;
  end: number;
  role: Span[2] | "trailer" | "plain" | "later";
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
 * shows it listens for "change". Going back restores a recorded step. Where the
 * steps of a long figure have to be fetched, the cursor moves when they are there.
 */
export class Model extends EventTarget {
  #figure!: Figure;
  #bytes!: Bytes;
  #steps!: Steps;
  #step!: Step;
  #index = 0;
  /** Where the cursor is to be, once its step is there. */
  #wanted = 0;
  #following = false;
  #until = Infinity;

  constructor(figure: Figure, source: StepSource | null = null) {
    super();
    this.#set(figure, source);
  }

  /** Where its steps come from, where they have to be fetched. */
  get source(): StepSource | null {
    return this.#steps.source;
  }

  /** Gives back what it holds in the module. */
  release(): void {
    this.#steps.source?.release();
  }

  get moment(): Moment {
    return { figure: this.#figure, bytes: this.#bytes.view, index: this.#index, step: this.#step };
  }

  /** The last moment, where its step is at hand. */
  get end(): Moment {
    const step = this.#steps.at(this.last);
    return step ? { ...this.moment, index: this.last, step } : this.moment;
  }

  get figure(): Figure {
    return this.#figure;
  }

  get index(): number {
    return this.#index;
  }

  get last(): number {
    return this.#steps.length - 1;
  }

  get step(): Step {
    return this.#step;
  }

  /** Those of the steps from first up to, but without, last that are at hand. */
  window(first: number, last: number): [number, Step][] {
    const list: [number, Step][] = [];
    for (let i = Math.max(0, first); i < Math.min(last, this.#steps.length); i++) {
      const step = this.#steps.at(i);
      if (step) list.push([i, step]);
    }
    return list;
  }

  /** Whether the cursor goes along with what append adds. Any other move ends that. */
  get following(): boolean {
    return this.#following;
  }

  follow(on: boolean): void {
    this.#following = on;
    if (on) this.#goTo(this.last);
    this.#changed();
  }

  /** The last step that may be shown: a question about those behind it is open. "held" tells of who wants to go further. */
  get until(): number {
    return this.#until;
  }

  set until(step: number) {
    this.#until = step;
    if (this.#wanted > step) this.#goTo(step);
    this.#changed();
  }

  show(figure: Figure, index = 0, source: StepSource | null = null): void {
    this.#set(figure, source);
    this.#goTo(this.#clamp(index));
    this.#changed();
  }

  /** Shows the same figure, computed anew: the cursor stays at the byte where it was. */
  async replace(figure: Figure, source: StepSource | null): Promise<void> {
    const { taken, event } = this.#step;
    const steps = new Steps(figure.steps, figure.length, source);
    let at = await steps.find(taken);
    await steps.load(at);
    const reached = steps.at(at)!.taken;
    let same = at;
    while (at > 0 && steps.at(at - 1)?.taken === reached) {
      at--;
      if (steps.at(same)!.event !== event) same = at;
    }
    this.#set(figure, source, steps);
    this.#goTo(steps.at(same)!.event === event ? same : at);
    this.#changed();
  }

  /** Adds what was recorded since. */
  append(delta: Delta): void {
    const f = this.#figure;
    this.#bytes.append(delta.hex);
    f.hex += delta.hex;
    f.chars.push(...delta.chars);
    f.sends.push(...delta.sends);
    f.chunks.push(...delta.chunks);
    f.frames.push(...delta.frames);
    f.length = delta.length;
    f.end = delta.end;
    if (delta.failed !== undefined) f.failed = delta.failed;
    this.#steps.push(delta.steps);
    if (this.#following) this.#goTo(this.last);
    this.#changed();
  }

  go(index: number): void {
    const to = Math.min(this.#clamp(index), this.#until);
    if (this.#clamp(index) > to) this.dispatchEvent(new Event("held"));
    if (to === this.#wanted && to === this.#index && !this.#following) return;
    this.#following = false;
    this.#goTo(to);
    this.#changed();
  }

  move(by: number): void {
    this.go(this.#wanted + by);
  }

  /** The step at which the next message comes out, or null. */
  get nextMessage(): number | null {
    const frames = this.#figure.frames;
    const i = firstIndex(frames.length, (k) => frames[k]!.step > this.#index);
    return frames[i]?.step ?? null;
  }

  /** The first step of the next recv that led to one, or of the end; or null. */
  get nextRecv(): number | null {
    const { chunks } = this.#figure;
    const next = chunks[this.#step.chunk + 1];
    if (next) return next.step ?? null;
    return this.#step.chunk < chunks.length && this.#figure.end !== "open" && this.#index < this.last ? this.last : null;
  }

  /** The step that fails, or null. */
  get firstError(): number | null {
    return this.#figure.failed ?? null;
  }

  #set(figure: Figure, source: StepSource | null, steps = new Steps(figure.steps, figure.length, source)): void {
    this.#steps?.source?.release();
    if (figure.hex !== this.#figure?.hex) this.#bytes = new Bytes(figure.hex);
    this.#figure = figure;
    this.#steps = steps;
    this.#step = figure.steps[0]!;
    this.#index = this.#wanted = 0;
    this.#following = false;
  }

  #goTo(index: number): void {
    this.#wanted = index;
    const step = this.#steps.at(index);
    if (step) {
      this.#index = index;
      this.#step = step;
    }
    const steps = this.#steps;
    void steps.load(index).then(
      () => {
        if (step || this.#wanted !== index || this.#steps !== steps) return;
        this.#goTo(index);
        this.#changed();
      },
      () => undefined, // the module went away: the cursor stays where it is
    );
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

export const payloadEnd = (f: Frame) => f.close ?? f.end;

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
    add(f.body, payloadEnd(f), "payload");
    add(payloadEnd(f), f.end, "trailer");
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
