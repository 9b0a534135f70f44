import { expect, open, paste, test } from "./server.ts";
import type { Page } from "@playwright/test";

// Machines differ too much for a bound in milliseconds, and other work makes all of it slower: what is printed is the least
// of many, and held against the same in a short stream, in the same run.

/** How much more a step may cost, to layout or to paint, where the stream is 3,000 times as long. */
const MOST = 3;
/** How much more a cut near the beginning may cost where 10 times as many bytes are behind it: the module reads them anew. */
const MOST_OF_CUT = 10;

/** Frames of 20 bytes, read ten bytes at a time: four steps each. */
const stream = (frames: number) => `A long stream

schedule: every 10

-- stream --
${Array.from({ length: frames }, (_, i) => `send "10        message${String(i % 1000).padStart(3, "0")}"`).join("\n")}
`;

/** What a press costs at least, in milliseconds. */
interface Cost {
  layout: number; // all that the page does until it is laid out
  paint: number; // and until it is painted
}

/** Presses keys in turn, many times, each at the beginning of a frame. */
const press = (page: Page, keys: string[], times = 100): Promise<Cost> =>
  page.evaluate(
    async ([keys, times]) => {
      const target = document.querySelector<HTMLElement>("stream-figure .go")!;
      const done = (selector: string) => document.querySelector<HTMLElement & { updateComplete: Promise<unknown> }>(selector)!.updateComplete;
      const least = { layout: Infinity, paint: Infinity };
      for (let i = 0; i < times; i++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const start = performance.now();
        target.dispatchEvent(new KeyboardEvent("keydown", { key: keys[i % keys.length]!, bubbles: true, cancelable: true }));
        await done("stream-figure");
        await done("stream-stage");
        document.body.getBoundingClientRect();
        least.layout = Math.min(least.layout, performance.now() - start);
        const painted = new MessageChannel(); // a message comes after what is left to do for this frame
        painted.port2.postMessage(null);
        await new Promise((resolve) => (painted.port1.onmessage = resolve));
        least.paint = Math.min(least.paint, performance.now() - start);
      }
      return least;
    },
    [keys, times] as const,
  );

/** What a step of fast play takes of the page's processor time, in milliseconds. Most frames of play have no step, so the time between two says nothing. */
async function playing(page: Page): Promise<number> {
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  const now = async () => {
    const { metrics } = await client.send("Performance.getMetrics");
    return { busy: metrics.find(({ name }) => name === "TaskDuration")!.value * 1000, step: parseInt(await page.locator("stream-figure .count").innerText()) };
  };
  await page.getByRole("combobox", { name: "Speed of play" }).selectOption("2");
  const before = await now();
  await page.getByRole("button", { name: "Play" }).click();
  await expect.poll(async () => (await now()).step, { timeout: 120_000 }).toBeGreaterThan(before.step + 15);
  await page.getByRole("button", { name: "Pause" }).click();
  const after = await now();
  await client.detach();
  return (after.busy - before.busy) / (after.step - before.step);
}

/**
 * Cuts the stream at its first gap and joins it again, some times: the least time until the figure shows a change, in
 * milliseconds, and the least of the page's longest tasks meanwhile.
 */
async function cutting(page: Page): Promise<{ shown: number; task: number }> {
  const gap = page.getByRole("slider", { name: "Gap between bytes" });
  await gap.focus();
  await gap.press("Home");
  await expect(gap).toHaveAttribute("aria-valuenow", "1");
  return page.evaluate(async () => {
    const least = { shown: Infinity, task: Infinity };
    const target = document.activeElement!;
    const count = () => document.querySelector("stream-figure .count")!.textContent;
    for (let i = 0; i < 10; i++) {
      const before = count();
      const start = performance.now();
      target.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true }));
      let last = start;
      let task = 0;
      const turn = new MessageChannel();
      do {
        turn.port2.postMessage(null); // its turn comes after each task
        await new Promise((resolve) => (turn.port1.onmessage = resolve));
        task = Math.max(task, performance.now() - last);
        last = performance.now();
      } while (count() === before);
      least.shown = Math.min(least.shown, last - start);
      least.task = Math.min(least.task, task);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return least;
  });
}

test("a figure of 100,000 bytes and 20,000 steps: a step costs what it does in a short stream", { tag: "@long" }, async ({ page, server, complaints }) => {
  const count = page.locator("stream-figure .count");
  await open(page, server.url);
  const short = { step: await press(page, ["ArrowRight", "ArrowLeft"]), message: await press(page, ["n", "Home"]) };

  await paste(page, stream(500));
  await expect(count).toHaveText("0 of 2000");
  const middle = { step: await press(page, ["ArrowRight"]), play: await playing(page), cut: await cutting(page) };

  await paste(page, stream(5000));
  await expect(count).toHaveText("0 of 20000", { timeout: 20_000 });
  const play = await playing(page);
  const step = await press(page, ["ArrowRight"]);
  const message = await press(page, ["n"]);
  await page.getByRole("slider", { name: "Step", exact: true }).fill("12345");
  await expect(page.locator("stream-stage .out .name span")).toHaveText("3086", { timeout: 5000 });
  const back = await press(page, ["ArrowLeft"]);
  const cut = await cutting(page);
  expect(await page.locator("stream-axis .glyphs text, stream-axis .glyphs circle").count()).toBeLessThan(400);

  const ms = (n: number) => `${n.toFixed(1)} ms`;
  /** Prints a figure beside the one that it is held against, and holds it. */
  const holds = (what: string, n: number, against: number, most: number) => {
    console.log(`${what}: ${ms(n)}, ${(n / against).toFixed(1)} times ${ms(against)}; less than ${most}`);
    expect.soft(n, what).toBeLessThan(most * against);
  };
  for (const to of ["layout", "paint"] as const) {
    holds(`a step in 10,000 bytes, to ${to}`, middle.step[to], short.step[to], MOST);
    holds(`a step in 100,000 bytes, to ${to}`, step[to], short.step[to], MOST);
    holds(`a step back there, to ${to}`, back[to], short.step[to], MOST);
    holds(`to the next message there, to ${to}`, message[to], short.message[to], MOST);
  }
  holds("a step of play in 100,000 bytes, of processor time, beside 10,000", play, middle.play, MOST);
  holds("a cut in 100,000 bytes beside 10,000", cut.shown, middle.cut.shown, MOST_OF_CUT);
  holds("the longest task of the page meanwhile, beside 10,000 bytes", cut.task, middle.cut.task, MOST_OF_CUT);
  expect(complaints).toEqual([]);
});
