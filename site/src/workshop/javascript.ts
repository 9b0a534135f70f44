/** Runs a learner's JavaScript as Node would, with so much of Node as receive loops use, in a worker from which nothing leads out. */
import { Buffer, shown } from "./buffer.ts";
import { begin, meter } from "./memory.ts";
import { chunkEnds, MOST_PRINTED, type Answer, type Case, type Order, type Start, type Tried, type Watched } from "./protocol.ts";
import { seal } from "./sealed.ts";

type Listener = (...args: unknown[]) => unknown;
type Program = (...offered: unknown[]) => void;

/** Ends a program that would go on for ever, or has asked to end. */
class Stop {
  readonly line = lineIn(new Error().stack);
  constructor(
    readonly how: Tried["end"],
    readonly detail = "",
  ) {}
}

/** The program's line that a stack names last. */
const lineIn = (stack: unknown): number => Number(/client\.js:(\d+)/.exec(String(stack ?? ""))?.[1] ?? 0);

class EventEmitter {
  #listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  on(event: string, listener: Listener, once = false): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), { listener, once }]);
    this.listening(event);
    return this;
  }
  addListener(event: string, listener: Listener): this {
    return this.on(event, listener);
  }
  once(event: string, listener: Listener): this {
    return this.on(event, listener, true);
  }
  off(event: string, listener: Listener): this {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((l) => l.listener !== listener));
    return this;
  }
  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener);
  }
  removeAllListeners(event?: string): this {
    if (event === undefined) this.#listeners.clear();
    else this.#listeners.delete(event);
    return this;
  }
  listenerCount(event: string): number {
    return this.#listeners.get(event)?.length ?? 0;
  }
  emit(event: string, ...args: unknown[]): boolean {
    const listeners = this.#listeners.get(event) ?? [];
    for (const { listener, once } of listeners) {
      if (once) this.off(event, listener);
      listener.call(this, ...args);
    }
    return listeners.length > 0;
  }
  protected listening(_event: string): void {}
}

/** One case under way. */
let run: Run;
const utf8 = TextDecoder;

class Socket extends EventEmitter {
  encoding = "";
  destroyed = false;
  /** What has come and nobody has taken yet. */
  #queue: Buffer = Buffer.alloc(0);
  #flowing: boolean | null = null;
  #over = false;
  #decoder: TextDecoder | undefined;

  connect(...args: unknown[]): this {
    const then = args.find((a) => typeof a === "function") as Listener | undefined;
    if (then) this.once("connect", then);
    run.socket = this;
    return this;
  }
  setEncoding(encoding: string): this {
    this.encoding = encoding.toLowerCase().replace("-", "");
    this.#decoder = new utf8("utf-8");
    return this;
  }
  protected override listening(event: string): void {
    if (event === "data" && this.#flowing === null) this.#flowing = true;
  }
  pause(): this {
    this.#flowing = false;
    return this;
  }
  resume(): this {
    this.#flowing = true;
    return this;
  }
  /** Whether what comes is handed on at once. */
  get taking(): boolean {
    return !this.destroyed && (this.#flowing === true || this.listenerCount("readable") > 0);
  }
  /** A chunk comes. */
  arrive(chunk: Buffer): void {
    if (this.listenerCount("readable")) {
      this.#queue = Buffer.concat([this.#queue, chunk]);
      this.emit("readable");
    } else this.emit("data", this.#given(chunk));
  }
  finish(): void {
    this.#over = true;
    if (this.listenerCount("readable")) this.emit("readable");
    this.emit("end");
    this.emit("close", false);
  }
  read(n?: number): unknown {
    const have = this.#queue.length;
    if (!have || (n !== undefined && have < n && !this.#over)) return null;
    const size = Math.min(n ?? have, have);
    const data = this.#queue.subarray(0, size) as Buffer;
    this.#queue = this.#queue.subarray(size) as Buffer;
    return this.#given(data);
  }
  #given(data: Buffer): unknown {
    if (!this.encoding) return data;
    return this.encoding === "utf8" ? this.#decoder!.decode(data, { stream: true }) : data.toString(this.encoding);
  }
  unshift(data: Uint8Array): void {
    this.#queue = Buffer.concat([data, this.#queue]);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    const waiting: unknown[] = [];
    let wake: (() => void) | undefined;
    let over = false;
    this.on("data", (data) => (waiting.push(data), wake?.()));
    this.on("end", () => ((over = true), wake?.()));
    for (;;) {
      while (waiting.length) yield waiting.shift();
      if (over) return;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  /** Node keeps what the kernel does not take. */
  write(data: string | Uint8Array, encoding?: string): boolean {
    run.sent = Buffer.concat([run.sent, typeof data === "string" ? Buffer.from(data, encoding) : data]);
    return true;
  }
  end(data?: string | Uint8Array): this {
    if (data !== undefined && typeof data !== "function") this.write(data);
    return this;
  }
  destroy(err?: unknown): this {
    this.destroyed = true;
    if (err !== undefined && !this.emit("error", err)) throw err;
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

const net = {
  Socket,
  connect: (...args: unknown[]) => new Socket().connect(...args),
  createConnection: (...args: unknown[]) => new Socket().connect(...args),
};

function require(name: string): unknown {
  const module = { net, buffer: { Buffer }, events: Object.assign(EventEmitter, { EventEmitter }), string_decoder: undefined }[name.replace(/^node:/, "")];
  if (!module) throw new Error(`Cannot find module '${name}': here are net, buffer and events`);
  return module;
}

/** Time that passes only where nothing else happens: a second between two chunks. */
class Clock {
  #now = 0;
  #count = 0;
  #due = new Map<number, { at: number; does: () => void; every: number }>();
  set(does: Listener, ms: unknown, every: boolean, args: unknown[]): number {
    const wait = Math.max(1, Number(ms) || 0);
    this.#due.set(++this.#count, { at: this.#now + wait, does: () => does(...args), every: every ? wait : 0 });
    return this.#count;
  }
  clear(id: unknown): void {
    this.#due.delete(Number(id));
  }
  get waiting(): boolean {
    return this.#due.size > 0;
  }
  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const next = [...this.#due].sort(([i, a], [j, b]) => a.at - b.at || i - j)[0];
      if (!next || next[1].at > until) break;
      const [id, timer] = next;
      this.#now = timer.at;
      if (timer.every) timer.at += timer.every;
      else this.#due.delete(id);
      timer.does();
      await turn();
    }
    this.#now = until;
  }
}

/** Lets all promises go on that can. */
const channel = new MessageChannel();
let turned: () => void;
channel.port1.onmessage = () => turned();
const turn = () =>
  new Promise<void>((resolve) => {
    turned = resolve;
    channel.port2.postMessage(0);
  });

class Run {
  socket: Socket | undefined;
  readonly clock = new Clock();
  before = "";
  after = "";
  ended = false;
  exitCode = 0;
  sent = Buffer.alloc(0);
  /** It has printed. */
  lines = 0;
  /** Chunks that came, and the end. */
  recvs = 0;
  thrown: unknown;
  #size = 0;
  print(text: string): void {
    this.#size += text.length;
    this.lines += text.split("\n").length - 1;
    if (this.#size > MOST_PRINTED) throw new Stop("died", `it printed more than ${MOST_PRINTED / 1024} KB, and was stopped`);
    if (this.ended) this.after += text;
    else this.before += text;
  }
}

/** What stands for Node's globals. */
function offered(run: Run, at: (line: number, taken: number) => false, see: (...pairs: unknown[]) => void) {
  const log = (...values: unknown[]) => run.print(`${values.map(shown).join(" ")}\n`);
  const clock = run.clock;
  const exit = (code?: number): never => {
    if (code !== undefined) run.exitCode = code;
    throw new Stop("returned");
  };
  return {
    require, Buffer,
    console: { log, info: log, error: log, warn: log, debug: log },
    process: {
      exit, argv: ["node", "client.js"], env: {}, on: () => undefined, stdout: { write: (text: unknown) => (run.print(shown(text)), true) }, stderr: { write: (text: unknown) => (run.print(shown(text)), true) },
      get exitCode() { return run.exitCode; }, set exitCode(code) { run.exitCode = code; },
      nextTick: (does: Listener, ...args: unknown[]) => void Promise.resolve().then(() => does(...args)),
    },
    setTimeout: (does: Listener, ms?: unknown, ...args: unknown[]) => clock.set(does, ms, false, args),
    setInterval: (does: Listener, ms?: unknown, ...args: unknown[]) => clock.set(does, ms, true, args),
    setImmediate: (does: Listener, ...args: unknown[]) => clock.set(does, 0, false, args),
    queueMicrotask: (does: Listener) => void Promise.resolve().then(() => does()),
    clearTimeout: (id: unknown) => clock.clear(id),
    clearInterval: (id: unknown) => clock.clear(id),
    clearImmediate: (id: unknown) => clock.clear(id),
    TextDecoder: utf8, TextEncoder: Encoder,
    __at: at, __see: see,
  };
}
const Encoder = TextEncoder;
const NAMES = Object.keys(offered(new Run(), () => false, () => undefined));

let program: Program;
let evaluate: (text: string) => unknown;

function load(source: string) {
  // No worker can be denied import(), and nothing but this word spells it.
  const word = /\bimport\b/.exec(source);
  if (word) return { text: "there is no import here, not even the word: write require", line: source.slice(0, word.index).split("\n").length };
  try {
    program = evaluate(`(function (${NAMES.join(", ")}) {${source}\n})\n//# sourceURL=client.js`) as Program;
    return null;
  } catch (err) {
    return { text: String(err), line: 0 };
  }
}

async function attempt(c: Case, at: (line: number, taken: number) => false = () => false, see: (...pairs: unknown[]) => void = () => undefined): Promise<Tried> {
  const stream = Buffer.from(c.stream, "hex");
  const ends = chunkEnds(c);
  let taken = 0;
  run = new Run();
  begin();
  const mine = run;
  unhandled = undefined;
  let end: Tried["end"] = "returned";
  let error: unknown;
  let stop: Stop | undefined;
  try {
    program(...Object.values(offered(mine, (line) => at(line, taken), see)));
    await turn();
    mine.socket?.emit("connect");
    await turn();
    for (const to of ends) {
      check();
      for (let waits = 0; !mine.socket?.taking && waits < 3; waits++) await mine.clock.pass(1000);
      if (!mine.socket?.taking) break;
      const chunk = stream.subarray(taken, to) as Buffer;
      taken = to;
      mine.recvs++;
      mine.socket.arrive(chunk);
      await turn();
      await mine.clock.pass(1000);
    }
    check();
    if (c.open || !mine.socket?.taking) end = mine.socket && !mine.socket.destroyed ? "waiting" : "returned";
    else {
      mine.ended = true;
      mine.recvs++;
      mine.socket.finish();
      await turn();
      for (let waits = 0; mine.clock.waiting && waits < 10; waits++) await mine.clock.pass(1000);
      if (mine.clock.waiting) end = "waiting";
    }
    check();
  } catch (err) {
    if (err instanceof Stop) [end, stop] = [err.how, err];
    else [end, error] = ["failed", err];
  }
  if (end === "returned" && mine.exitCode !== 0) [end, error] = ["failed", `process.exitCode is ${mine.exitCode}`];
  return {
    id: c.id, sent: new Uint8Array(mine.sent), before: mine.before, after: mine.after, end,
    detail: stop?.detail || (error === undefined ? "" : String(error)),
    line: stop?.detail ? stop.line : error instanceof Error ? lineIn(error.stack) : 0,
  };
}

/** A promise that failed and that nobody looked after. */
let unhandled: { reason: unknown } | undefined;
function check(): void {
  if (unhandled) throw unhandled.reason;
}
addEventListener("unhandledrejection", (e) => {
  e.preventDefault();
  unhandled ??= { reason: (e as PromiseRejectionEvent).reason };
});

addEventListener("message", ({ ports: [port] }: MessageEvent<Start>) => {
  evaluate = globalThis.eval;
  meter((why) => {
    throw new Stop("died", `${why}, and was stopped`);
  });
  seal([]);
  const answer = (a: Answer) => port!.postMessage(a);
  port!.onmessage = async ({ data }: MessageEvent<Order>) => {
    if ("cases" in data) for (const c of data.cases) answer({ tried: await attempt(c) });
    else if ("watch" in data) {
      load(data.traced);
      const watched: Watched[] = [];
      let lines = 0;
      let lost = false;
      const begun = Date.now();
      const tried = await attempt(
        data.watch,
        (line, taken) => {
          if (++lines >= data.most || (lines % 16 === 0 && Date.now() - begun > 300)) {
            if (!lost) answer({ lost: line });
            lost = true;
            throw new Stop("stuck");
          }
          if (watched.length < 3000) watched.push({ line, taken, recvs: run.recvs, names: [], printed: run.lines });
          return false;
        },
        (...pairs) => {
          for (let i = 0; i < pairs.length; i += 2) if (typeof pairs[i + 1] !== "function" && !(pairs[i + 1] instanceof Socket) && pairs[i + 1] !== net) watched.at(-1)?.names.push([String(pairs[i]), shown(pairs[i + 1]).slice(0, 120)]);
        },
      );
      answer({ watched, tried });
    } else answer({ ready: load(data.source) });
  };
  answer({ ready: null });
}, { once: true });
