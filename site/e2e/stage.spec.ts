import { axeClean } from "./axe.ts";
import { count, expect, open, say, settled, showAll, test } from "./server.ts";
import type { Page } from "@playwright/test";

// The stage: what a receiver sees, and no more.

interface Shown {
  /** The stream's bytes that are drawn, by their offsets. */
  drawn: number[];
  text: string;
  height: number;
  arrived: number;
}

const shown = (page: Page) =>
  page.locator("stream-figure").first().evaluate((figure): Shown => {
    const stage = figure.querySelector("stream-stage")!;
    const { moment } = (figure as unknown as { model: { moment: { step: { arrived: number } } } }).model;
    return {
      drawn: [...stage.querySelectorAll<HTMLElement>("i[data-key]")].map((e) => Number(e.dataset.key)),
      text: figure.textContent!.replace(/\s+/g, " "),
      height: stage.getBoundingClientRect().height,
      arrived: moment.step.arrived,
    };
  });

/** How many animations run in the stage. */
const moving = (page: Page) => page.locator("stream-stage").first().evaluate((stage) => stage.getAnimations({ subtree: true }).filter((a) => a.playState === "running").length);

test.describe("the curtain", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  for (const width of [1280, 768, 360]) {
    test(`${width} px: no text and no shape tells what is to come`, async ({ page, server }) => {
      await page.setViewportSize({ width, height: 800 });
      await open(page, `${server.home}#1/at/two-messages/0`);
      const figure = page.locator("stream-figure").first();
      const chunks = await figure.evaluate((f) => (f as unknown as { model: { figure: { chunks: { end: number }[] } } }).model.figure.chunks.map((c, i, all) => c.end - (all[i - 1]?.end ?? 0)));
      const first = await shown(page);
      expect(first.drawn).toEqual([]);
      const last = await figure.evaluate((f) => (f as unknown as { model: { last: number } }).model.last);
      for (let n = 0; n <= last; n++) {
        await expect(count(page).first()).toHaveText(`${n} of ${last}`);
        const { drawn, text, height, arrived } = await shown(page);
        expect(Math.max(-1, ...drawn), `step ${n} draws a byte that has not come`).toBeLessThan(arrived);
        expect(height, `step ${n}: the stage is as high as ever`).toBe(first.height);
        if (arrived < 32) expect(text).not.toContain("server!");
        if (arrived < 47) expect(text).not.toContain("hello");
        const to = chunks.findIndex((_, i) => chunks.slice(0, i + 1).reduce((a, b) => a + b, 0) > arrived);
        if (to > 0) expect(text, `step ${n} tells the size of recv ${to + 1}`).not.toContain(`recv ${to + 1}`);
        if (n < last) await page.keyboard.press("ArrowRight");
      }
    });
  }

  test("the map is a press away, and remembered", async ({ page, server }) => {
    await open(page, `${server.home}#1/at/two-messages/0`);
    await expect(page.locator(".axis")).toHaveCount(0);
    await showAll(page);
    await expect(page.locator("stream-axis").first()).toContainText("recv 4");
    await page.reload();
    await expect(page.locator("stream-axis").first()).toContainText("recv 4");
    await page.getByRole("button", { name: "Show all" }).first().click();
    await page.reload();
    await page.locator("stream-stage").first().waitFor();
    await expect(page.locator(".axis")).toHaveCount(0);
  });

  test("nothing moves, and what has changed is marked", async ({ page, server }) => {
    await open(page, `${server.home}#1/at/two-messages/0`);
    await page.locator("stream-figure .go").first().focus();
    for (let n = 1; n <= 4; n++) {
      await page.keyboard.press("ArrowRight");
      await expect(count(page).first()).toHaveText(`${n} of 9`);
      expect(await moving(page)).toBe(0);
    }
    await expect(page.locator("stream-stage").first().locator(".msg.moved")).toHaveText("Welcome to the server!");
  });
});

test("bytes move into their places, by transform and opacity, and who presses again is there at once", async ({ page, server, complaints }) => {
  await open(page, `${server.home}#1/at/two-messages/0`);
  const stage = page.locator("stream-stage").first();
  await stage.scrollIntoViewIfNeeded();
  await page.locator("stream-figure .go").first().focus();
  const [properties, said] = await page.evaluate(async () => {
    const stage = document.querySelector("stream-stage") as HTMLElement & { updateComplete: Promise<unknown> };
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
    await (document.querySelector("stream-figure") as typeof stage).updateComplete;
    await stage.updateComplete;
    const properties = [...new Set(stage.getAnimations({ subtree: true }).flatMap((a) => (a.effect as KeyframeEffect).getKeyframes().flatMap((k) => Object.keys(k))))];
    return [properties, document.querySelector("stream-figure .say")!.textContent] as const;
  });
  expect(said, "while bytes move, nothing is said of where they will lie").toContain("Nothing has arrived yet.");
  expect(properties).toContain("transform");
  expect(properties.filter((p) => !["offset", "computedOffset", "easing", "composite", "transform", "opacity"].includes(p))).toEqual([]);
  await settled(page);
  await expect(stage.locator("i.by.header")).toHaveText([..."22········"]);
  await expect(say(page).first()).toContainText("The header is complete: it says 22.");

  // A second press while the first one's bytes still fly: the end of both, whatever the clock says.
  const { runs, said: told } = await page.evaluate(async () => {
    const stage = document.querySelector("stream-stage") as HTMLElement & { updateComplete: Promise<unknown> };
    const runs: number[] = [];
    const said: (string | null)[] = [];
    for (const key of ["Home", "ArrowRight", "ArrowRight"]) {
      document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await (document.querySelector("stream-figure") as typeof stage).updateComplete;
      await stage.updateComplete;
      runs.push(stage.getAnimations({ subtree: true }).length);
      said.push(document.querySelector("stream-figure .say")!.textContent!.replace(/\..*/, "."));
    }
    return { runs, said };
  });
  expect(told).toEqual(["Nothing has arrived yet.", "Nothing has arrived yet.", "Six of 22 bytes of payload are here, and the chunk is used up."]);
  expect(runs).toEqual([0, expect.any(Number), 0]);
  expect(runs[1]).toBeGreaterThan(0);
  await expect(count(page).first()).toHaveText("2 of 9");
  await expect(stage.locator("i.by.payload")).toHaveText([..."Welcom"]);
  expect(complaints).toEqual([]);
});

test("the first page plays by itself, and then asks for a key", async ({ page, server, complaints }) => {
  await page.setViewportSize({ width: 1366, height: 657 });
  await open(page, server.home);
  for (const part of ["stream-stage", ".say", ".controls"]) await expect(page.locator(part)).toBeInViewport({ ratio: 1 });
  // The words that stand on the stage are explained there.
  await expect(page.locator(".cap em")).toHaveText(["what recv gave", "says how long", "the message"]);
  await expect(page.locator(".tank")).toContainText("in the operating system");
  // What is said, and what lies on the stage by then.
  await page.evaluate(() => {
    const told = ((window as never as { told: string[] }).told = [] as string[]);
    const say = document.querySelector("stream-figure .say")!;
    const stage = document.querySelector("stream-stage")!;
    const lie = (what: string) => stage.querySelectorAll(what).length;
    new MutationObserver(() => {
      const moves = stage.getAnimations({ subtree: true }).some((a) => a.playState === "running");
      told.push(`${say.querySelector("b")!.textContent} ${lie("i.by.header")} in the header, ${lie("i.by.payload")} in the box, ${lie(".msg")} out, ${moves ? "moving" : "at rest"}`);
    }).observe(say, { subtree: true, characterData: true, childList: true });
  });
  await expect(page.getByText("Now you: press →")).toBeVisible();
  expect(await page.evaluate(() => (window as never as { told: string[] }).told)).toEqual([
    "The header is complete: it says 22. 10 in the header, 0 in the box, 0 out, at rest",
    "Six of 22 bytes of payload are here, and the chunk is used up. 10 in the header, 6 in the box, 0 out, at rest",
    "16 of 22 bytes of payload are here, and the chunk is used up. 10 in the header, 16 in the box, 0 out, at rest",
    "Message 1 is complete: 22 bytes. 0 in the header, 0 in the box, 1 out, at rest",
  ]);
  await expect(page.locator("stream-stage .msg")).toHaveText("Welcome to the server!");
  await expect(page.locator("stream-stage i.carry")).toHaveCount(9);
  expect(new URL(page.url()).hash).toBe("");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("Now you: press →")).toBeHidden();
  await page.getByRole("slider", { name: "Step", exact: true }).press("End");
  await expect(page.getByText("Go on with chapter 1, below.")).toBeInViewport();
  expect(complaints).toEqual([]);
});

test.describe("without motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  test("the first page waits, and axe finds nothing with all parts open", async ({ page, server }) => {
    await open(page, server.home);
    for (const name of ["Show all", "State machine", "Variables", "Code"]) await page.getByRole("button", { name, exact: true }).click();
    await page.locator("stream-code pre").waitFor();
    await page.keyboard.press("ArrowRight");
    await expect(count(page)).toHaveText("1 of 9");
    await axeClean(page, { include: ["stream-figure"] });
  });
});

for (const [name, hash, sign] of [
  ["a box that will never be full", "contrast-tutorial/2", ".box.never i.error"],
  ["carry-over thrown away", "contrast-no-carry-over-header/4", "i.lost"],
  ["text read as a header", "contrast-no-carry-over-header/5", ".lines:not(.two) i.error"],
  ["ten billion bytes promised by ten", "contrast-trusted-length/2", ".box.reserved i.rest"],
  ["a stream that ends with a box half full", "failure-truncated-payload/4", ".box.short i.slot"],
  ["a message that nobody sent", "contrast-boswatch/8", ".msg.unsent"],
] as const) {
  test(`how it fails: ${name}`, async ({ page, server }) => {
    await open(page, `${server.url}#1/corpus/${hash}`);
    await expect(page.locator("stream-stage").locator(sign).first()).toBeVisible();
    await expect(page.locator("stream-stage i").nth(120)).toHaveCount(0); // bounded in drawing
  });
}

test("what does not fit is cut off, and only what follows the frame is left over", async ({ page, server }) => {
  await open(page, `${server.url}#1/corpus/wire-http2/1`);
  const stage = page.locator("stream-stage");
  await expect(stage.locator(".left")).toHaveText("13 left over");
  await expect(stage.locator(".two i").first()).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click(); // a phone has room for one of them
  for (const name of ["wire-http2", "wire-lines"]) {
    await open(page, `${server.url}#1/corpus/${name}/1`);
    for (const width of [1280, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(() => stage.evaluate((e) => [...e.querySelectorAll(".lines")].every((lines) => lines.scrollHeight <= lines.clientHeight + 1)), `${name} at ${width}`).toBe(true);
    }
  }
  // A message that nobody sent is there to its end, and the word that says so.
  await open(page, `${server.url}#1/corpus/contrast-one-recv/2`);
  const unsent = stage.locator(".msg.unsent");
  await expect(unsent.locator("b")).toHaveText("he");
  await expect(unsent.getByText("nobody sent this")).toBeInViewport({ ratio: 1 });
  expect(await unsent.evaluate((e) => [e, ...e.children].filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0).length)).toBe(0);
});

test("a decoder that breaks shows the variables of its own Python; ours stands in Python, and in Go, as the reader once chose", async ({ page, server }) => {
  await open(page, `${server.url}#1/corpus/contrast-tutorial/2`);
  await page.getByRole("button", { name: "Variables" }).click();
  await expect(page.locator(".registers dt code")).toHaveText(["msg", "new_msg", "msglen", "full_msg"]);
  await expect(page.locator(".registers dd")).toHaveText(["b'5         hello6         world!'", "False", "5", "'5         hello6         world!'"]);
  await page.getByRole("button", { name: "Code", exact: true }).click();
  await expect(page.locator("stream-code .on")).toHaveText("    msg = s.recv(16)");
  await page.goto(`${server.url}#1/corpus/coalesced-carry-over/4`);
  await expect(page.locator("stream-code .on")).toHaveText("        print(buf[HEADERSIZE:end])");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page.locator("stream-code .on")).toContainText("PayloadComplete");
  await page.reload();
  await expect(page.locator("stream-code .on")).toContainText("PayloadComplete");
});
