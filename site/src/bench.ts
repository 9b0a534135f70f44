import { fromFigure, print, same, type Document } from "./document.ts";
import type { Figure } from "./figure.ts";
import { History } from "./history.ts";
import { Model } from "./model.ts";
import type { Comparison, Module } from "./module.ts";
import type { StepSource } from "./steps.ts";

/**
 * A figure that can be changed: its model, the document it was computed from and
 * what was done to it. Every change is computed by core; what core refuses
 * changes nothing but `problem`. "change" says that something here is new.
 */
export class Bench extends EventTarget {
  readonly model: Model;
  /** The figure of another decoder beside it, on the same bytes and cuts; null while there is none. */
  beside: Beside | null = null;
  /** Why the last change was refused, as core says it; "" when it was not. */
  problem = "";
  #module: Module;
  #history: History<Document>;
  #first: Document;
  /** What was asked for last; ahead of the history while core computes. */
  #draft: Document;
  #queue: { document: Document; enter: "new" | "merge" | "turn" }[] = [];
  #busy = false;
  /** The name of the decoder beside; "" for none. */
  #other = "";

  constructor(figure: Figure, module: Module) {
    super();
    this.model = new Model(figure);
    this.#module = module;
    this.#first = this.#draft = fromFigure(figure);
    this.#history = new History(this.#first);
  }

  /** What was asked for last; the figure follows when core has computed it. */
  get document(): Document {
    return this.#draft;
  }

  /** What the figure shows. */
  get shown(): Document {
    return this.#history.now;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Whether there is anything a reset would take back. */
  get edited(): boolean {
    return !same(this.#history.now, this.#first);
  }

  /** The name of the decoder beside; "" for none. */
  get other(): string {
    return this.#other;
  }

  /** Shows another figure. What was done before is forgotten. */
  load(figure: Figure, step = 0, source: StepSource | null = null): void {
    this.#first = this.#draft = fromFigure(figure);
    this.#history = new History(this.#first);
    this.#queue = [];
    this.problem = "";
    this.model.show(figure, step, source);
    void this.#compare();
    this.#changed();
  }

  /** Computes a corpus file's text and shows it, as load does. */
  async open(text: string, step = 0): Promise<void> {
    const { figure, source } = await this.#open(text);
    this.load(figure, step, source);
  }

  /** Changes the document. Changes that belong together, as in a drag, `merge` into one. */
  edit(change: Partial<Document>, merge = false): Promise<void> {
    this.#draft = { ...this.#draft, ...change };
    return this.#compute(merge ? "merge" : "new");
  }

  undo(): Promise<void> {
    this.#draft = this.#history.undo();
    return this.#compute("turn");
  }

  redo(): Promise<void> {
    this.#draft = this.#history.redo();
    return this.#compute("turn");
  }

  reset(): Promise<void> {
    this.#draft = this.#first;
    return this.#compute("new");
  }

  /** Runs another decoder beside, or none. */
  compare(decoder: string): Promise<void> {
    this.#other = decoder;
    return this.#compare();
  }

  /** One computation at a time; of changes that merge, only the newest is worth one. */
  async #compute(enter: "new" | "merge" | "turn"): Promise<void> {
    const waiting = this.#queue.at(-1);
    if (enter === "merge" && waiting && waiting.enter !== "turn") waiting.document = this.#draft;
    else this.#queue.push({ document: this.#draft, enter });
    if (this.#busy) return;
    this.#busy = true;
    for (let job = this.#queue.shift(); job; job = this.#queue.shift()) {
      const history = this.#history;
      try {
        const { figure, source } = await this.#open(print(job.document));
        if (history !== this.#history) {
          source?.close(); // another figure was loaded meanwhile
          continue;
        }
        if (job.enter !== "turn") history.push(job.document, job.enter === "merge");
        this.problem = "";
        await this.model.replace(figure, source);
        if (!this.#queue.length) await this.#compare();
      } catch (err) {
        this.problem = (err as Error).message;
        if (!this.#queue.length) this.#draft = this.#history.now;
      }
      this.#changed();
    }
    this.#busy = false;
  }

  async #compare(): Promise<void> {
    const other = this.#other;
    const document = this.#draft;
    if (!other || other === document.decoder) {
      this.beside?.model.release();
      this.beside = null;
      return this.#changed();
    }
    try {
      const comparison = await this.#module.compare(print(document), other);
      const { figure, source } = await this.#open(print({ ...document, decoder: other }));
      if (other !== this.#other || document !== this.#draft) return source?.close();
      if (this.beside) this.beside.model.show(figure, 0, source);
      else this.beside = { model: new Model(figure, source), comparison };
      this.beside.comparison = comparison;
      this.problem = "";
    } catch (err) {
      this.beside?.model.release();
      this.beside = null;
      this.problem = (err as Error).message;
    }
    this.#changed();
  }

  async #open(text: string): Promise<{ figure: Figure; source: StepSource | null }> {
    const { figure, source } = await this.#module.open(text);
    if (figure.steps.length < figure.length) return { figure, source };
    source.close(); // all steps came with it
    return { figure, source: null };
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** A second decoder, and where it first parts from the first. */
export interface Beside {
  model: Model;
  comparison: Comparison;
}

/**
 * Brings the figure beside to where the first one stands: to the step where they
 * part when that is shown, otherwise to the same place in the same recv.
 */
export function align({ figure, index, step }: Model, { model, comparison }: Beside): void {
  if (!comparison.same && comparison.steps[0] === index) return model.go(comparison.steps[1]);
  if (step.chunk < 0) return model.go(0);
  const [first, last] = stepsOf(figure, step.chunk);
  const [otherFirst, otherLast] = stepsOf(model.figure, step.chunk);
  model.go(index === last ? otherLast : Math.min(otherLast, otherFirst + index - first));
}

/** The first and the last step of a recv, or of the end; where a decoder had stopped, its last. */
function stepsOf(f: Figure, chunk: number): [number, number] {
  const first = chunk < f.chunks.length ? f.chunks[chunk]!.step : f.end === "open" ? undefined : f.length - 1;
  if (first === undefined) return [f.length - 1, f.length - 1];
  const next = f.chunks[chunk + 1]?.step;
  const end = next ?? (chunk < f.chunks.length && f.end !== "open" && f.failed === undefined ? f.length - 1 : f.length);
  return [first, Math.max(first, end - 1)];
}
