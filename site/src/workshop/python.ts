/** Runs a learner's Python, in MicroPython, in a worker of its own from which nothing leads out. */
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript/micropython.mjs";
import { chunkEnds, MOST_MEMORY, MOST_PRINTED, type Answer, type Case, type Order, type Start, type Tried, type Watched } from "./protocol.ts";
import { seal } from "./sealed.ts";
import streams from "./streams.py";
import harness from "./worker.py";

let before = "";
let ended = false;
let bytes: number[] = [];
let printed = 0;
let lines = 0;
let watched: Watched[] = [];
let lost: (line: number) => void = () => undefined;

const decoder = new TextDecoder();
const text = (): string => decoder.decode(new Uint8Array(bytes));

async function start({ wasm }: Start) {
  // Beyond this there is none: MicroPython then raises a MemoryError, which names a line.
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65536 > MOST_MEMORY) throw new RangeError("no more memory");
    return grow.call(this, pages);
  };
  // The page has fetched and compiled it.
  globalThis.fetch = () => Promise.resolve(new Response());
  WebAssembly.instantiateStreaming = async (_, imports) => ({ module: wasm!, instance: await WebAssembly.instantiate(wasm!, imports) });
  console.error = console.warn = () => undefined; // the loader's, about memory
  const python = await loadMicroPython({
    url: "micropython.wasm",
    linebuffer: false,
    stdout([byte]: Uint8Array) {
      if (byte === 10) lines++;
      if (++printed <= MOST_PRINTED) bytes.push(byte!);
      else if (printed % 1024 === 1) python._module._mp_sched_keyboard_interrupt(); // raises KeyboardInterrupt, which names the line
    },
    stderr: () => undefined,
  });
  python.registerJsModule("_page", {
    ended() {
      ended = true;
      before = text();
      bytes = [];
    },
    at(line: number, taken: number, recvs: number) {
      watched.push({ line, taken, recvs, names: [], printed: lines });
    },
    lost(line: number) {
      lost(line);
    },
    see(name: string, value: string) {
      watched.at(-1)?.names.push([name, value]);
    },
  });
  python.runPython(`${harness}\n${streams}`);
  const { load, attempt, watch } = Object.fromEntries(["load", "attempt", "watch"].map((name) => [name, python.globals.get(name)])) as Record<string, (...args: unknown[]) => string>;
  seal(["Module", "performance", "crypto", "setTimeout", "clearTimeout", ...Object.getOwnPropertyNames(globalThis).filter((name) => /^proxy_js_|^pyProxy/.test(name))]);
  return { load: load!, attempt: attempt!, watch: watch! };
}

/** The last line of a traceback, and the last line of the program that it names. */
function reason(report: string): { detail: string; line: number } {
  const named = [...report.matchAll(/File "client\.py", line (\d+)/g)];
  return { detail: report.trim().split("\n").at(-1)!.trim(), line: Number(named.at(-1)?.[1] ?? 0) };
}

function outcome(id: number, run: () => string): Tried {
  before = "";
  bytes = [];
  ended = false;
  printed = lines = 0;
  const [, how, sent, report] = /^(.*)\n(.*)\n([^]*)/.exec(run())! as unknown as [string, Tried["end"], string, string];
  const after = text();
  let { detail, line } = reason(report);
  if (printed > MOST_PRINTED) detail = `it printed more than ${MOST_PRINTED / 1024} KB, and was stopped`;
  else if (/^(waiting|spinning|stuck)$/.test(how)) detail = "";
  return { id, before: ended ? before : after, after: ended ? after : "", end: printed > MOST_PRINTED ? "died" : how, detail, line, sent: Uint8Array.from(sent.match(/../g) ?? [], (pair) => parseInt(pair, 16)) };
}

const args = (c: Case): [string, string, boolean] => [c.stream, chunkEnds(c).join(), c.open];

addEventListener("message", async ({ data, ports: [port] }: MessageEvent<Start>) => {
  const answer = (a: Answer) => port!.postMessage(a);
  lost = (line) => answer({ lost: line });
  const python = await start(data);
  const load = (source: string) => {
    try {
      python.load(source);
      return null;
    } catch (err) {
      const { detail, line } = reason((err as Error).message);
      return { text: detail, line };
    }
  };
  port!.onmessage = ({ data }: MessageEvent<Order>) => {
    if ("cases" in data) for (const c of data.cases) answer({ tried: outcome(c.id, () => python.attempt(...args(c))) });
    else if ("watch" in data) {
      load(data.traced);
      watched = [];
      const tried = outcome(data.watch.id, () => python.watch(...args(data.watch), data.most));
      answer({ watched, tried });
    } else answer({ ready: load(data.source) });
  };
  answer({ ready: null });
}, { once: true });
