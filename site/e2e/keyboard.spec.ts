import { count, expect, open, test } from "./server.ts";
import type { Locator, Page } from "@playwright/test";

const figure = (page: Page, id: string) => page.locator(`stream-figure[id="${id}"]`);
const scrolled = (e: Locator) => e.evaluate((e) => [e.scrollLeft > 0, e.scrollTop > 0]);

test("code that has the focus is read by the arrows, and the figure stays", async ({ page, server }) => {
  await page.setViewportSize({ width: 800, height: 700 });
  await open(page, server.url);
  await page.getByRole("button", { name: "Code", exact: true }).click();
  await page.getByRole("button", { name: "Go", exact: true }).click();
  const code = page.getByRole("group", { name: "Go code" });
  await code.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => scrolled(code)).toEqual([false, true]); // its lines are wrapped
  await page.keyboard.press("End");
  await expect(count(page)).toHaveText(/^0 of/);
  await page.keyboard.press("n"); // other keys are the figure's, as everywhere in it
  await expect(count(page)).not.toHaveText(/^0 of/);
});

test("a gap in the focus moves nothing, and adds no stops", async ({ page, server }) => {
  await open(page, server.url);
  await page.locator("stream-axis").evaluate((axis) => axis.scrollIntoView({ block: "center" }));
  const step = page.locator("stream-figure .go");
  const before = await step.boundingBox();
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".gap.chosen")).toBeFocused();
  expect(await step.boundingBox()).toEqual(before);
  await page.keyboard.press("Tab");
  await expect(page.locator("stream-figure .controls :focus")).toHaveCount(1);
});

for (const width of [1280, 360]) {
  test(`at ${width} px Tab goes through the controls as one reads`, async ({ page, server }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page, `${server.url}#1/corpus/failure-malformed-header/1`);
    if (width < 400) await page.getByRole("button", { name: "More controls" }).click();
    const places = await page.locator(".controls :is(button, input, select)").evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect()).map(({ x, y, height }) => ({ x, y: y + height / 2 })));
    expect(places.length).toBeGreaterThan(8);
    const read = [...places].sort((a, b) => (Math.abs(a.y - b.y) > 8 ? a.y - b.y : a.x - b.x));
    expect(places).toEqual(read);
  });
}

test("the head of a page can be skipped", async ({ page, server }) => {
  for (const path of ["4-buffer-by-buffer/", "playground/"]) {
    await open(page, server.home + path);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the text" })).toBeInViewport();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.querySelector("main")!.contains(document.activeElement))).toBe(true);
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
  }
});

test("a byte is asked for in the figure: it says so, has the focus, and lets go on Esc", async ({ page, server }) => {
  await open(page, `${server.home}2-delimiter/`);
  const asked = page.locator("lesson-prediction", { hasText: "Click the byte that completes the first delimiter" });
  const offer = asked.getByRole("button", { name: "Click it in the figure" });
  const within = figure(page, "poem");
  await offer.click();
  const byte = within.getByRole("slider", { name: "Byte" });
  await expect(byte).toBeFocused();
  await expect(byte).toBeInViewport();
  await expect(within.getByText("Which byte?")).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(within.getByText("Which byte?")).toBeHidden();
  await expect(offer).toBeFocused();
  await expect(offer).toBeInViewport();

  await page.keyboard.press("Enter");
  await expect(byte).toBeFocused();
  for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowRight");
  await expect(byte).toHaveAttribute("aria-valuetext", "byte 9: >, hex 3e");
  await page.keyboard.press("Space");
  await expect(asked.getByRole("radio", { name: "byte 9: >" })).toBeChecked();
  await expect(asked.getByRole("button", { name: "That is my answer" }).first()).toBeFocused();
});
