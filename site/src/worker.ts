/** The worker's side of module.ts: it runs core, compiled to WebAssembly, off the page's thread. */
import "../build/wasm_exec.js";
import type { Call, Core, Live, Reply } from "./module.ts";

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
core.catch(() => undefined); // reported with the first call

const lives = new Map<number, Live>();

addEventListener("message", async ({ data: call }) => {
  const { id } = call;
  let started = false;
  try {
    const ready = await core;
    started = true;
    postMessage({ id, started, result: run(ready, call) });
  } catch (err) {
    postMessage({ id, started, error: err instanceof Error ? err.message : String(err) });
  }
});

function run(core: Core, call: Call): string | Uint8Array {
  const live = () => lives.get(call.live)!;
  switch (call.name) {
    case "figure":
      return core.figure(call.text);
    case "trace":
      return core.trace(call.text);
    case "live": {
      const live = core.live(call.text);
      if (typeof live === "string") return live; // an error
      lives.set(call.live, live);
      return live.start;
    }
    case "feed":
      return live().feed(call.chunk, call.text);
    case "close":
      return live().close(call.text);
    case "record":
      return live().text();
    case "text":
      return core.text(call.text);
    case "frame":
      return core.frame(call.text, call.chunk);
    case "decoders":
      return core.decoders();
    case "layouts":
      return core.layouts();
  }
}
