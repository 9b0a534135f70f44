/** The worker's side of bridge.ts: it runs the module that it is named after, off the page's thread. */
import "../build/wasm_exec.js";
import type { Call, Reply } from "./bridge.ts";

/** What Go offers: functions, and values beside them. A function that fails returns an Error. */
type Offered = Record<string, unknown>;

declare const globalThis: { core?: Offered; name: string; Go: new () => { importObject: WebAssembly.Imports; run(i: WebAssembly.Instance): Promise<void> } };
declare function postMessage(reply: Reply): void;
declare function addEventListener(type: "message", listener: (e: MessageEvent<Call>) => void): void;

const core: Promise<Offered> = (async () => {
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch(new URL(`./${globalThis.name || "core"}.wasm`, import.meta.url)), go.importObject);
  void go.run(instance); // core sets globalThis.core and then waits for calls
  if (!globalThis.core) throw new Error("the module started, but offers nothing");
  return globalThis.core;
})();
const words = (err: unknown) => (err instanceof Error ? err.message : String(err));
core.then(() => postMessage({ id: 0 }), (err: unknown) => postMessage({ id: 0, error: words(err) }));

/** Objects that were not released, by the call that made them. */
const held = new Map<number, Offered>();

addEventListener("message", async ({ data: call }) => {
  const { id } = call;
  const ready = await core.catch(() => null);
  if (!ready) return; // that is told already
  try {
    postMessage({ id, ...answer(ready, call) });
  } catch (err) {
    postMessage({ id, error: words(err), cause: (err as Error).cause });
  }
});

function answer(core: Offered, { id, on, method, args }: Call): Pick<Reply, "value" | "methods"> {
  const object = on === 0 ? core : held.get(on);
  const call = object?.[method];
  if (!isFunction(call)) throw new Error(object ? `the module offers no ${method}` : `${method} was called on what was released`);
  const value = call(...args);
  if (method === "release") held.delete(on);
  if (value instanceof Error) throw value;
  if (!isHeld(value)) return { value };
  held.set(id, value);
  const [methods, values] = [Object.keys(value).filter((name) => isFunction(value[name])), Object.entries(value).filter(([, v]) => !isFunction(v))];
  return { value: Object.fromEntries(values), methods };
}

const isFunction = (f: unknown): f is (...args: unknown[]) => unknown => typeof f === "function";
/** Whether an answer is an object that holds a state, rather than a value. */
const isHeld = (value: unknown): value is Offered => isFunction((value as Offered | null | undefined)?.release);
