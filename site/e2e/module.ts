import type { Page } from "@playwright/test";
import type { Call, Reply } from "../src/bridge.ts";

/** Asks the module in a worker of its own, one call after the other; the first of them is 1. */
export const ask = (page: Page, calls: Omit<Call, "id">[]): Promise<Reply[]> =>
  page.evaluate(async (calls) => {
    const worker = new Worker("assets/worker.js", { type: "module" });
    const replies = calls.map((call, i) => {
      worker.postMessage({ ...call, id: i + 1 });
      return new Promise<Reply>((resolve) => worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => data.id === i + 1 && resolve(data)));
    });
    return Promise.all(replies).finally(() => worker.terminate());
  }, calls);
