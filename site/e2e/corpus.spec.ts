import type { Figure } from "../src/figure.ts";
import { ask } from "./module.ts";
import { expect, open, test } from "./server.ts";

const corpus = async (home: string) => {
  const get = async (path: string) => (await fetch(`${home}corpus/${path}`)).text();
  const names = (JSON.parse(await get("index.json")) as { name: string }[]).map((e) => e.name);
  return Promise.all(names.map(async (name) => ({ name, text: await get(`${name}.txt`), figure: JSON.parse(await get(`${name}.json`)) })));
};

test("the module in Chromium makes the trace that every corpus file holds", async ({ page, server }) => {
  await open(page, server.home);
  const files = await corpus(server.home);
  expect(files.length).toBeGreaterThanOrEqual(16);
  const parts = files.map(({ text }) => text.split("\n-- trace --\n"));
  const replies = await ask(page, parts.map(([stream]) => ({ on: 0, method: "text", args: [stream + "\n"] }))); // the trace is computed anew
  for (const [i, { value, error }] of replies.entries()) expect(error ?? (value as string).split("\n-- trace --\n")[1], files[i]!.name).toBe(parts[i]![1]);
});

test("the module and the server draw the same figure of every corpus file", async ({ page, server }) => {
  await open(page, server.home);
  const files = await corpus(server.home);
  const replies = await ask(page, files.map(({ text }) => ({ on: 0, method: "open", args: [text] })));
  for (const [i, { name, figure }] of files.entries()) {
    const ours = (replies[i]!.value as { figure: Figure }).figure;
    expect(ours, name).toEqual({ ...figure, steps: figure.steps.slice(0, ours.steps.length) });
  }
});
