import { address } from "../root.ts";
import micropython from "@micropython/micropython-webassembly-pyscript/micropython.wasm";
import { ENDS, type Answer, type Case, type Language, type Order, type Problem, type Start, type Tried, type Watched } from "./protocol.ts";

/** A program that does not come back is ended after so many milliseconds. */
const PATIENCE = 800;
/** How many lines of it are looked at, to say where it was. */
const MOST_LINES = 20_000;

/** A worker in which one program runs; nothing leads out of it but what it answers. */
class Cell {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly started: Promise<void>;
  #hear: (a: Answer) => void = () => undefined;

  constructor(language: Language) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(address(`assets/${language}.js`), { type: "module" });
    this.started = new Promise((resolve, reject) => {
      this.#hear = () => resolve();
      this.#worker.addEventListener("error", (e) => reject(new Error(`What runs your program can't be started (${e.message || "it can't be fetched"}).`)));
      void interpreter(language).then((wasm) => this.#worker.postMessage({ wasm } satisfies Start, [port2]), reject);
    });
    this.started.catch(() => undefined);
    port1.onmessage = ({ data }: MessageEvent<Answer>) => this.#hear(data);
  }

  /** Gives an order, and hears what is answered until hear has had enough; false where nothing comes for a while. */
  ask(order: Order, hear: (a: Answer) => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      let late = setTimeout(resolve, PATIENCE, false);
      this.#hear = (answer) => {
        clearTimeout(late);
        if (hear(answer)) resolve(true);
        else late = setTimeout(resolve, PATIENCE, false);
      };
      this.#port.postMessage(order);
    });
  }

  end(): void {
    this.#worker.terminate();
    this.#port.close();
  }
}

let wasm: Promise<WebAssembly.Module> | undefined;

/** MicroPython, which all workers share; JavaScript needs none. */
function interpreter(language: Language): Promise<WebAssembly.Module | undefined> {
  if (language === "javascript") return Promise.resolve(undefined);
  wasm ??= WebAssembly.compileStreaming(fetch(address(`assets/${micropython.replace("./", "")}`)));
  wasm.catch(() => (wasm = undefined));
  return wasm;
}

/** A cell that stands warm for the next program. */
const spare = new Map<Language, Cell>();

export function prepare(language: Language): void {
  if (!spare.has(language)) spare.set(language, new Cell(language));
}

function take(language: Language): Cell {
  prepare(language);
  const cell = spare.get(language)!;
  spare.delete(language);
  void cell.started.then(() => prepare(language), () => undefined);
  return cell;
}

/** A learner's program, which is what is judged. */
export class Subject {
  #cell: Cell | undefined;
  #source: string;
  constructor(
    readonly language: Language,
    source: string,
  ) {
    this.#source = source;
  }

  /** Gets it ready, and says where it is no program. */
  async load(): Promise<Problem | null> {
    if (this.language === "python" && /\.decode\b[^]*(errors|ignore|replace)/.test(this.#source)) this.#source = (await import("./traced.ts")).adapted(this.#source);
    this.#cell = take(this.language);
    await this.#cell.started;
    let problem: Problem | null = null;
    const came = await this.#cell.ask({ source: this.#source }, (a) => {
      if ("ready" in a) problem = a.ready && { text: String(a.ready.text), line: Number(a.ready.line) || 0 };
      return true;
    });
    if (!came) problem = { text: "It can't be read within a second.", line: 0 };
    problem = problem as Problem | null; // set in a callback
    if (problem && !problem.line) problem = { ...problem, line: await (await import("./traced.ts")).wrong(this.language, this.#source) };
    return problem;
  }

  /** Tries cases. Where the program does not come back, the last of what is returned says so. */
  async try(cases: Case[]): Promise<Tried[]> {
    const list: Tried[] = [];
    const came = await this.#cell!.ask({ cases }, (a) => {
      if ("tried" in a) list.push(checked(a.tried, cases[list.length]!.id));
      return list.length === cases.length;
    });
    if (!came) list.push(await this.#lost(cases[list.length]!));
    // What was still to come of these is tried by the one that was loaded since.
    if (list.length < cases.length && list.at(-1)!.end !== "stuck") list.push(...(await this.try(cases.slice(list.length))));
    return list;
  }

  /** Ends a program that goes round for ever, and finds out where it does. One that comes back now had no processor. */
  async #lost(c: Case): Promise<Tried> {
    const { tried, lost: line } = await this.watch(c).catch(() => ({ tried: null, lost: 0 }));
    if (tried && !line && tried.end !== "stuck") {
      await this.load();
      return tried;
    }
    return { id: c.id, before: tried?.before ?? "", after: tried?.after ?? "", sent: new Uint8Array(), end: "stuck", detail: "it goes round and round, and was stopped", line };
  }

  /** Puts it through a case, line by line. */
  async watch(c: Case): Promise<{ watched: Watched[]; tried: Tried | null; lost: number }> {
    this.stop();
    const { traced } = await import("./traced.ts");
    const source = traced(this.language, this.#source);
    const cell = (this.#cell = take(this.language));
    await cell.started;
    let watched: Watched[] = [];
    let tried: Tried | null = null;
    let lost = 0;
    await cell.ask({ watch: c, traced: source, most: MOST_LINES }, (a) => {
      if ("watched" in a) {
        watched = a.watched.slice(0, 3000).map((w) => ({ line: Number(w.line), taken: Number(w.taken), recvs: Number(w.recvs), names: w.names.map(([n, v]) => [String(n), String(v)] as [string, string]), printed: Number(w.printed) }));
        tried = checked(a.tried, c.id);
      }
      if ("lost" in a) lost = Math.trunc(Number(a.lost)) || 0;
      return !("lost" in a);
    });
    this.stop();
    return { watched, tried, lost };
  }

  stop(): void {
    this.#cell?.end();
    this.#cell = undefined;
  }
}

/** What comes from a program's worker may be anything: here it is what it should be. */
function checked(t: Tried, id: number): Tried {
  return {
    id, before: String(t.before), after: String(t.after), end: ENDS.find((end) => end === t.end) ?? "stuck",
    detail: String(t.detail).slice(0, 400), line: Math.trunc(Number(t.line)) || 0, sent: t.sent instanceof Uint8Array ? t.sent.slice(0, 1 << 16) : new Uint8Array(),
  };
}
