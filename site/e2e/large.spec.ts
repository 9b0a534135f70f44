import { expect, open, test } from "./server.ts";
import type { Page } from "@playwright/test";

// Machines differ too much for a bound in milliseconds: a step is held against a step of a short stream in the same run.

/** How much more a step may cost where the stream is 3,000 times as long. */
const MOST = 3;

/** Frames of 20 bytes, read ten bytes at a time: four steps each. */
const stream = (frames: number) => `A long stream

schedule: every 10

-- stream --
${Array.from({ length: frames }, (_, i) => `send "10        message${String(i % 1000).padStart(3, "0")}"`).join("\n")}
`;

/** Gives the playground a corpus file as a paste does. */
const paste = (page: Page, text: string) =>
  page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, text);

/**
 * Presses keys in turn, many times, each at the beginning of a frame, and reports in milliseconds what a press costs: all
 * that the page does until it is laid out; and until it is painted.
 */
const timings = (page: Page, keys: string[], times: number) =>
  page.evaluate(
    async ([keys, times]) => {
      const target = document.querySelector<HTMLElement>("stream-figure .go")!;
      const done = (selector: string) => document.querySelector<HTMLElement & { updateComplete: Promise<unknown> }>(selector)!.updateComplete;
      const work: number[] = [];
      const paint: number[] = [];
      for (let i = 0; i < times; i++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const start = performance.now();
        target.dispatchEvent(new KeyboardEvent("keydown", { key: keys[i % keys.length]!, bubbles: true, cancelable: true }));
        await done("stream-figure");
        await done("stream-stage");
        document.body.getBoundingClientRect();
        work.push(performance.now() - start);
        const painted = new MessageChannel(); // a message comes after what is left to do for this frame
        painted.port2.postMessage(null);
        await new Promise((resolve) => (painted.port1.onmessage = resolve));
        paint.push(performance.now() - start);
      }
      const at = (list: number[], q: number) => Number(list.sort((a, b) => a - b)[Math.floor(q * (list.length - 1))]!.toFixed(1));
      return { least: at(work, 0), work: [at(work, 0.5), at(work, 0.95)], paint: [at(paint, 0.5), at(paint, 0.95)] };
    },
    [keys, times] as const,
  );

/** The time between two frames while a figure plays fast on a slow machine, median and 95 %. */
async function playing(page: Page): Promise<number[]> {
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.getByRole("combobox", { name: "Speed of play" }).selectOption("2");
  await page.getByRole("button", { name: "Play" }).click();
  const gaps = await page.evaluate(async () => {
    const times: number[] = [];
    for (let i = 0; i <= 150; i++) times.push(await new Promise(requestAnimationFrame));
    return times.slice(1).map((t, i) => t - times[i]!).sort((a, b) => a - b);
  });
  await page.getByRole("button", { name: "Pause" }).click();
  await client.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await client.detach();
  return [0.5, 0.95].map((q) => Number(gaps[Math.floor(q * (gaps.length - 1))]!.toFixed(1)));
}

test("a figure of 100,000 bytes and 20,000 steps", { tag: "@long" }, async ({ page, server, complaints }) => {
  await open(page, server.url);
  const short = await timings(page, ["ArrowRight", "ArrowLeft"], 100);
  await paste(page, stream(500));
  await expect(page.locator("stream-figure .count")).toHaveText("0 of 2000");
  const middle = await timings(page, ["ArrowRight"], 100);
  const frames = await playing(page);
  await paste(page, stream(5000));
  await expect(page.locator("stream-figure .count")).toHaveText("0 of 20000", { timeout: 20_000 });

  const step = await timings(page, ["ArrowRight"], 100);
  const message = await timings(page, ["n"], 100);
  await page.getByRole("slider", { name: "Step", exact: true }).fill("12345");
  await expect(page.locator("stream-stage .out .name span")).toHaveText("3086", { timeout: 5000 });
  const back = await timings(page, ["ArrowLeft"], 100);
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();

  await page.keyboard.press("PageDown");
  await page.evaluate(() => {
    const tasks = ((window as never as { tasks: number[] }).tasks = []) as number[];
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration))).observe({ type: "longtask" });
  });
  const start = Date.now();
  await page.keyboard.press(" ");
  await expect(page.locator("stream-figure .count")).toHaveText(/of 1999\d/, { timeout: 20_000 });
  const recut = Date.now() - start;
  const longest = await page.evaluate(() => Math.max(0, ...(window as never as { tasks: number[] }).tasks));
  expect(await page.locator("stream-axis .glyphs text, stream-axis .glyphs circle").count()).toBeLessThan(400);
  const both = ([median, most]: number[]) => `${median} / ${most}`;
  console.log(`
median and 95 % in ms of a step, to layout and to paint: in a short stream ${both(short.work)}, ${both(short.paint)}; in 10,000 bytes ${both(middle.work)}, ${both(middle.paint)}
in 100,000 bytes ${both(step.work)}, ${both(step.paint)}; to the next message ${both(message.work)}, ${both(message.paint)}; back ${both(back.work)}, ${both(back.paint)}; at least ${short.least}, ${step.least}, ${back.least}
between two frames of play, 4 times slower: ${both(frames)}; a cut in 100,000 bytes: ${recut} ms, longest task ${longest ? `${longest.toFixed(0)} ms` : "below 50 ms"}`);
  // The least of many, which what else the machine does can't make larger.
  expect(step.least, "a step is as quick as in a short stream").toBeLessThan(MOST * short.least);
  expect(back.least, "a step back is, too").toBeLessThan(MOST * short.least);
  expect(complaints).toEqual([]);
});
