import { axeClean } from "./axe.ts";
import { expect, open, say, test } from "./server.ts";

// On a phone: narrow, and touched.

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test("a tap chooses a gap, and large buttons cut there", async ({ page, server }) => {
  await open(page, server.url);
  const line = page.locator("stream-rows .line").first();
  await line.evaluate((line) => line.scrollIntoView({ block: "center" }));
  const box = (await line.boundingBox())!;
  await page.touchscreen.tap(box.x + (5 / 16) * box.width, box.y + 12);
  await page.getByRole("button", { name: "Cut here" }).tap();
  await expect(page.locator("stream-rows .row")).toHaveCount(3);
  await page.getByRole("button", { name: "Move the cut right" }).tap();
  await expect(page.locator("stream-rows .label").first()).toContainText("6 bytes");
  await page.getByRole("button", { name: "Remove the cut" }).tap();
  await expect(page.locator("stream-rows .row")).toHaveCount(2);
});

test("the controls that are seldom needed are a tap away", async ({ page, server }) => {
  await open(page, `${server.url}#1/corpus/failure-malformed-header/0`);
  const error = page.getByRole("button", { name: "To the error" });
  await expect(error).toBeHidden();
  await page.getByRole("button", { name: "More controls" }).tap();
  await error.tap();
  await expect(say(page)).toContainText("does not spell a length");
  await expect(page.getByRole("combobox", { name: "Speed of play" })).toBeVisible();
  await axeClean(page);
});

test("figure, sentence and controls fit a phone beside each other, and a tap brings them into view", async ({ page, server }) => {
  for (const path of ["", "5-breaking/", "7-live/"]) {
    await open(page, server.home + path);
    const figure = page.locator("stream-figure").first();
    const step = figure.getByRole("button", { name: "Step", exact: true });
    await step.evaluate((e) => scrollBy(0, e.getBoundingClientRect().top - 60)); // all of it is above the window
    await step.tap();
    const boxes = await figure.evaluate((e) => ["stream-stage, .axis", ".say", ".controls"].map((part) => e.querySelector(part)!.getBoundingClientRect()).map(({ top, bottom }) => [Math.round(top), Math.round(bottom)]));
    expect(boxes.flat(), path).toEqual(boxes.flat().sort((a, b) => a - b));
    expect(boxes[0]![0], path).toBeGreaterThanOrEqual(0);
    expect(boxes[2]![1], path).toBeLessThanOrEqual(740);
  }
});

test("the first page shows bytes that move, what is said of them, and the button that it asks for, as one arrives", async ({ page, server }) => {
  await page.setViewportSize({ width: 360, height: 760 });
  await open(page, server.home);
  const seen = ["stream-stage", ".say", ".controls .go"];
  for (const part of seen) await expect(page.locator(part)).toBeInViewport({ ratio: 1 });
  const said = page.locator(".cap em");
  await expect(said).toHaveText(["what recv gave", "says how long", "the message"]);
  expect(await page.locator("stream-stage .cap > *").evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)), "nothing on the stage is cut off").toEqual([]);
  const ask = page.getByText("Now you: tap Step");
  for (const part of [...seen.map((part) => page.locator(part)), ask]) await expect(part).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.getByRole("button", { name: "Step", exact: true }).tap();
  await expect(ask).toBeHidden();
});

test("Live begins with bytes, and what can be set is a tap away", async ({ page, own }) => {
  const server = await own("-interval", "1h"); // a figure that follows leaves its first message behind
  await open(page, server.url);
  await page.getByRole("button", { name: "Live" }).tap();
  await expect(page.locator("stream-stage .msg").first()).toHaveText("Welcome to the server!");
  await expect(page.locator("stream-stage .box")).toBeInViewport();
  const buffer = page.getByLabel("Buffer");
  await expect(buffer).toBeHidden();
  await page.getByText("Settings, and a message of your own").tap();
  await expect(buffer).toBeVisible();
});
