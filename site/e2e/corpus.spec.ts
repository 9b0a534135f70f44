import { expect, open, test } from "./server.ts";

test("the module in Chromium makes the trace that every corpus file holds", async ({ page, server }) => {
  await open(page, server.home);
  const { answers, names } = await page.evaluate(async () => {
    const names = (await (await fetch("corpus/index.json")).json()).map((e: { name: string }) => e.name) as string[];
    const worker = new Worker("assets/worker.js", { type: "module" });
    const answers = [];
    for (const [id, name] of names.entries()) {
      const text = await (await fetch(`corpus/${name}.txt`)).text();
      const [stream, trace] = text.split("\n-- trace --\n");
      const reply = new Promise<{ result: string; error?: string }>((resolve) => worker.addEventListener("message", (e) => resolve(e.data), { once: true }));
      worker.postMessage({ id, name: "text", text: stream + "\n" }); // the stream only: the trace is computed anew
      const { result, error } = await reply;
      answers.push({ name, trace, result: error ?? result.split("\n-- trace --\n")[1] });
    }
    return { answers, names };
  });
  expect(names.length).toBeGreaterThanOrEqual(16);
  for (const { name, trace, result } of answers) expect(result, name).toBe(trace);
});

test("the module and the server draw the same figure of every corpus file", async ({ page, server }) => {
  await open(page, server.home);
  const figures = await page.evaluate(async () => {
    const names = (await (await fetch("corpus/index.json")).json()).map((e: { name: string }) => e.name) as string[];
    const worker = new Worker("assets/worker.js", { type: "module" });
    const out = [];
    for (const [id, name] of names.entries()) {
      const text = await (await fetch(`corpus/${name}.txt`)).text();
      const reply = new Promise<{ result: string }>((resolve) => worker.addEventListener("message", (e) => resolve(e.data), { once: true }));
      worker.postMessage({ id, handle: id, name: "open", text });
      out.push({ name, module: JSON.parse((await reply).result), server: await (await fetch(`corpus/${name}.json`)).json() });
    }
    return out;
  });
  for (const f of figures) expect(f.module, f.name).toEqual({ ...f.server, steps: f.server.steps.slice(0, f.module.steps.length) });
});
