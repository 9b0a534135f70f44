import { changed } from "./change.ts";
import { fromFigure, print, same, type Document } from "./document.ts";
import type { Figure } from "./figure.ts";
import { History } from "./history.ts";
import { Model } from "./model.ts";
import type { Comparison, Core } from "./module.ts";
import { reason } from "./sentence.ts";
import type { StepSource } from "./steps.ts";

/** What a figure shows, and what it was loaded as: a state of its history. */
interface State {
  document: Document;
  origin: Origin;
}

/** What a reset goes back to. */
export interface Origin {
  document: Document;
  /** What the page knows it by: a corpus file, a figure of the lesson, a challenge; "" for anything else. */
  name: string;
  /** The whole text, where that says more than the document: what the kernel knew, say. */
  text?: () => string | Promise<string>;
}

type Change = Partial<Document> | ((now: Document) => Partial<Document>);

/** A step through the history that core has yet to compute. */
interface Job {
  enter: "new" | "merge" | "undo" | "redo";
  change: (now: State) => Document;
  /** Whether whoever asks says why it was refused. */
  quiet: boolean;
  /** Told why it was refused; "" when it was not. */
  done: ((problem: string) => void)[];
}

/**
 * A figure that can be changed: its model, the document it was computed from and
 * what was done to it. Another figure that is loaded is a change like any other, and
 * can be undone. Every change is computed by core; what core refuses changes nothing
 * but `problem`. "change" says that something here is new.
 */
export class Bench extends EventTarget {
  readonly model: Model;
  /** The figure of another decoder beside it, on the same bytes and cuts; null while there is none. */
  beside: Beside | null = null;
  /** Why the last change was refused, as core says it; "" when it was not. */
  problem = "";
  #module: Core;
  #history: History<State>;
  /** The steps at which states were left. */
  #left = new WeakMap<State, number>();
  #queue: Job[] = [];
  /** The work on the changes that were asked for; null while there is none. */
  working: Promise<void> | null = null;
  #opening = 0;
  /** Counts what was loaded: what was computed for another figure comes too late. */
  #loads = 0;
  /** The name of the decoder beside; "" for none. */
  #other = "";

  constructor(figure: Figure, module: Core, name = "") {
    super();
    this.model = new Model(figure);
    this.#module = module;
    const document = fromFigure(figure);
    this.#history = new History({ document, origin: { document, name } });
  }

  /** Whether core computes what is to be shown next. */
  get busy(): boolean {
    return this.#opening > 0;
  }

  /** What the figure shows. */
  get document(): Document {
    return this.#history.now.document;
  }

  /** What it was loaded as. */
  get origin(): Origin {
    return this.#history.now.origin;
  }

  get canUndo(): boolean {
    return this.#history.before !== undefined;
  }

  get canRedo(): boolean {
    return this.#history.after !== undefined;
  }

  /** Whether there is anything a reset would take back. */
  get edited(): boolean {
    return !same(this.document, this.origin.document);
  }

  /** The name of the decoder beside; "" for none. */
  get other(): string {
    return this.#other;
  }

  /** The corpus file of what is shown. */
  async text(): Promise<string> {
    return this.#module.text(await textOf(this.#history.now));
  }

  /**
   * Shows another figure. Undo leads back to the one before, unless this one comes
   * `instead` of that; what was undone can be redone then. The source of its steps, where it has one, is the bench's to release.
   */
  load(figure: Figure, step = 0, from: { source?: StepSource | null; name?: string; text?: Origin["text"]; instead?: boolean } = {}): void {
    const { source = null, name = "", text, instead = false } = from;
    const document = fromFigure(figure);
    const { now } = this.#history;
    const again = !text && now.origin.name === name && same(now.document, document);
    this.#left.set(now, this.model.index);
    const state = { document, origin: { document, name, ...(text && { text }) } };
    if (instead || again) this.#history.now = state;
    else this.#history.push(state);
    this.#loads++;
    for (const { done } of this.#queue.splice(0)) done.forEach((tell) => tell(""));
    this.problem = "";
    this.model.show(figure, step, source);
    void this.#compare();
    this.#changed();
  }

  /** Computes a corpus file's text and shows it, as load does. */
  async open(text: string, step = 0): Promise<void> {
    const { figure, source } = await this.#open(text);
    this.load(figure, step, { source, text: () => text });
  }

  /**
   * Changes the document; resolves to why that was refused, "" when it was not.
   * Changes that belong together, as in a drag, `merge` into one.
   */
  edit(change: Change, merge = false): Promise<string> {
    return this.#ask(merge ? "merge" : "new", applied(change));
  }

  /** The same for whoever shows the reader why a change was refused: it is no `problem` here. */
  propose(change: Change): Promise<string> {
    return this.#ask("new", applied(change), true);
  }

  undo(): Promise<string> {
    return this.#ask("undo", ({ document }) => document);
  }

  redo(): Promise<string> {
    return this.#ask("redo", ({ document }) => document);
  }

  reset(): Promise<string> {
    return this.#ask("new", ({ origin }) => origin.document);
  }

  /** Runs another decoder beside, or none. */
  async compare(decoder: string): Promise<void> {
    this.#other = decoder;
    await this.#compare();
  }

  /** The same for whoever shows the reader why it can't; then there is none beside. */
  async proposeBeside(decoder: string): Promise<string> {
    this.#other = decoder;
    const problem = await this.#compare(true);
    if (problem && this.#other === decoder) this.#other = "";
    return problem;
  }

  /** One computation at a time; of changes that merge, only the newest is worth one. */
  #ask(enter: Job["enter"], change: Job["change"], quiet = false): Promise<string> {
    return new Promise((done) => {
      const waiting = this.#queue.at(-1);
      if (enter === "merge" && waiting && (waiting.enter === "new" || waiting.enter === "merge")) {
        const before = waiting.change;
        waiting.change = (now) => change({ ...now, document: before(now) });
        waiting.done.push(done);
      } else this.#queue.push({ enter, change, quiet, done: [done] });
      this.working ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    for (let job = this.#queue.shift(); job; job = this.#queue.shift()) {
      let problem = "";
      try {
        await this.#do(job);
      } catch (err) {
        problem = reason(err as Error);
        if (!job.quiet) this.problem = problem;
        this.#changed();
      }
      for (const tell of job.done) tell(problem);
    }
    this.working = null;
  }

  async #do({ enter, change }: Job): Promise<void> {
    const { now, before, after } = this.#history;
    const state = enter === "undo" ? before : enter === "redo" ? after : { ...now, document: change(now) };
    if (!state) return;
    const loads = this.#loads;
    const { figure, source } = await this.#open(await textOf(state), this.model);
    if (loads !== this.#loads) return source?.release(); // another figure was loaded meanwhile
    this.#left.set(now, this.model.index);
    if (enter === "undo") this.#history.undo();
    else if (enter === "redo") this.#history.redo();
    else this.#history.push(state, enter === "merge");
    this.problem = "";
    if (state.origin === now.origin) await this.model.replace(figure, source);
    else this.model.show(figure, this.#left.get(state), source);
    if (!this.#queue.length) await this.#compare();
    this.#changed();
  }

  async #compare(quiet = false): Promise<string> {
    const other = this.#other;
    const { document } = this;
    let problem = "";
    if (!other || other === document.decoder) this.#drop();
    else
      try {
        const comparison = await this.#module.compare(print(document), other);
        const { figure, source } = await this.#open(print({ ...document, decoder: other }));
        if (other !== this.#other || document !== this.document) {
          source?.release();
          return "";
        }
        if (this.beside) this.beside.model.show(figure, 0, source);
        else this.beside = { model: new Model(figure, source), comparison };
        this.beside.comparison = comparison;
        this.problem = "";
      } catch (err) {
        this.#drop();
        problem = reason(err as Error);
        if (!quiet) this.problem = problem;
      }
    this.#changed();
    return problem;
  }

  #drop(): void {
    this.beside?.model.release();
    this.beside = null;
  }

  /** Computes a text; where the steps of a figure that is shown are in the module, as a change of that. */
  async #open(text: string, shown?: Model): Promise<{ figure: Figure; source: StepSource | null }> {
    this.#opening++;
    this.#changed();
    try {
      const { figure: old, source } = shown ?? {};
      if (old && source?.edit) {
        const edited = await source.edit(text);
        return { figure: changed(old, edited.change), source: edited };
      }
      const opened = await this.#module.open(text);
      const { figure } = opened;
      if (figure.steps.length < figure.length) return { figure, source: opened };
      opened.release(); // all steps came with it
      return { figure, source: null };
    } finally {
      this.#opening--;
      this.#changed();
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

const applied = (change: Change) => ({ document }: State): Document => ({ ...document, ...(typeof change === "function" ? change(document) : change) });

/** A state as a corpus file. */
const textOf = ({ document, origin }: State) => (document === origin.document && origin.text ? origin.text() : print(document));

/** A second decoder, and where it first parts from the first. */
export interface Beside {
  model: Model;
  comparison: Comparison;
}
