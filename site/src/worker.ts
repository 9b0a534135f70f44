/** The worker's side of module.ts: it runs core, compiled to WebAssembly, off the page's thread. */
import "../build/wasm_exec.js";
import type { Call, Core, Live, Opened, Reply, Survey } from "./module.ts";

declare const globalThis: { core?: Core; Go: new () => { importObject: WebAssembly.Imports; run(i: WebAssembly.Instance): Promise<void> } };
declare function postMessage(reply: Reply): void;
declare function addEventListener(type: "message", listener: (e: MessageEvent<Call>) => void): void;

const core: Promise<Core> = (async () => {
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch(new URL("./core.wasm", import.meta.url)), go.importObject);
  void go.run(instance); // core sets globalThis.core and then waits for calls
  if (!globalThis.core) throw new Error("the module started, but offers nothing");
  return globalThis.core;
})();
const words = (err: unknown) => (err instanceof Error ? err.message : String(err));
core.then(() => postMessage({ id: 0 }), (err: unknown) => postMessage({ id: 0, error: words(err) }));

const lives = new Map<number, Live>();
const figures = new Map<number, Opened>();
const surveys = new Map<number, Survey>();

addEventListener("message", async ({ data: call }) => {
  const { id } = call;
  const ready = await core.catch(() => null);
  if (!ready) return; // that is told already
  try {
    postMessage({ id, result: run(ready, call) });
  } catch (err) {
    postMessage({ id, error: words(err) });
  }
});

function run(core: Core, call: Call): string | number | Uint8Array {
  switch (call.name) {
    case "text":
      return core.text(call.text);
    case "frame":
      return core.frame(call.text, call.chunk);
    case "choices":
      return core.choices();
    case "schedules":
      return core.schedules(call.text);
    case "compare":
      return core.compare(call.text, call.other);
    case "link":
      return core.link(call.text, call.step, call.beside);
    case "unlink":
      return core.unlink(call.text);
    case "open": {
      const opened = core.open(call.text);
      if (typeof opened === "string") return opened; // an error
      figures.set(call.handle, opened);
      return opened.figure;
    }
    case "steps":
      return figures.get(call.handle)!.steps(call.first, call.last);
    case "find":
      return figures.get(call.handle)!.find(call.taken);
    case "drop":
      figures.get(call.handle)?.release();
      figures.delete(call.handle);
      surveys.get(call.handle)?.release();
      surveys.delete(call.handle);
      lives.get(call.handle)?.release();
      lives.delete(call.handle);
      return "";
    case "survey": {
      const survey = core.survey(call.text, call.most);
      if (typeof survey === "string") return survey; // an error
      surveys.set(call.handle, survey);
      return "";
    }
    case "try":
      return surveys.get(call.handle)!.step(call.n);
    case "live": {
      const live = core.live(call.text);
      if (typeof live === "string") return live; // an error
      lives.set(call.handle, live);
      return live.start;
    }
    case "feed":
      return lives.get(call.handle)!.feed(call.chunk, call.text);
    case "close":
      return lives.get(call.handle)!.close(call.text);
    case "record":
      return lives.get(call.handle)!.text();
  }
}
