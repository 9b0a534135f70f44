import { fromFigure, print, type Document } from "./document.ts";
import type { Figure } from "./figure.ts";
import { History } from "./history.ts";
import { Model } from "./model.ts";
import type { Module } from "./module.ts";

/**
 * A figure that can be changed: its model, the document it was computed from and
 * what was done to it. Every change is computed by core; what core refuses
 * changes nothing but `problem`. "change" says that something here is new.
 */
export class Bench extends EventTarget {
  readonly model: Model;
  /** Why the last change was refused, as core says it; "" when it was not. */
  problem = "";
  #module: Module;
  #history: History<Document>;
  #first: Document;
  /** What was asked for last; ahead of the history while core computes. */
  #draft: Document;
  #queue: { document: Document; enter: "new" | "merge" | "turn" }[] = [];
  #busy = false;

  constructor(figure: Figure, module: Module) {
    super();
    this.model = new Model(figure);
    this.#module = module;
    this.#first = this.#draft = fromFigure(figure);
    this.#history = new History(this.#first);
  }

  get document(): Document {
    return this.#draft;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Whether there is anything a reset would take back. */
  get edited(): boolean {
    return print(this.#draft) !== print(this.#first);
  }

  /** Shows another figure. What was done before is forgotten. */
  load(figure: Figure, step = 0): void {
    this.#first = this.#draft = fromFigure(figure);
    this.#history = new History(this.#first);
    this.#queue = [];
    this.problem = "";
    this.model.show(figure, step);
    this.#changed();
  }

  /** Computes a document and shows it, as load does. */
  async open(document: Document, step = 0): Promise<void> {
    this.load(await this.#module.figure(print(document)), step);
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

  /** One computation at a time; of changes that merge, only the newest is worth one. */
  async #compute(enter: "new" | "merge" | "turn"): Promise<void> {
    const waiting = this.#queue.at(-1);
    if (enter === "merge" && waiting && waiting.enter !== "turn") waiting.document = this.#draft;
    else this.#queue.push({ document: this.#draft, enter });
    if (this.#busy) return;
    this.#busy = true;
    for (let job = this.#queue.shift(); job; job = this.#queue.shift()) {
      try {
        const figure = await this.#module.figure(print(job.document));
        if (job.enter !== "turn") this.#history.push(job.document, job.enter === "merge");
        this.problem = "";
        this.model.replace(figure);
      } catch (err) {
        this.problem = (err as Error).message;
        if (!this.#queue.length) this.#draft = this.#history.now;
      }
      this.#changed();
    }
    this.#busy = false;
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
