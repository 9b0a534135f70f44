import { count, expect, open, say, test } from "./server.ts";
import type { Page } from "@playwright/test";

/** The sizes of the recvs that the axis shows. */
const recvs = (page: Page) => page.locator("stream-axis .bar.recv title").allTextContents().then((all) => all.map((t) => Number(/(\d+) bytes?/.exec(t)![1])));

/** The middle of the handle row above a gap. */
async function over(page: Page, gap: number) {
  await page.locator("stream-axis").scrollIntoViewIfNeeded();
  const strip = (await page.locator("stream-axis .strip").boundingBox())!;
  const cut = (await page.locator("stream-axis [data-cut-at]").first().boundingBox())!;
  const at = Number(await page.locator("stream-axis [data-cut-at]").first().getAttribute("data-cut-at"));
  const cell = (cut.x + cut.width / 2 - strip.x - 6) / at;
  return { x: strip.x + 6 + gap * cell, y: cut.y + cut.height / 2 };
}

test("a cut is dragged, made by a click and taken away by another", async ({ page, server }) => {
  await open(page, server.url);
  expect(await recvs(page)).toEqual([16, 16]);
  const from = await over(page, 16);
  const to = await over(page, 4);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, from.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => recvs(page)).toEqual([4, 28]);
  await page.keyboard.press("ArrowRight");
  await expect(say(page)).toContainText("Four of its ten bytes are here.");

  const click = await over(page, 20);
  await page.mouse.click(click.x, click.y);
  await expect.poll(() => recvs(page)).toEqual([4, 16, 12]);
  await page.mouse.click(click.x, click.y);
  await expect.poll(() => recvs(page)).toEqual([4, 28]);

  // A drag is one change: two undos lead back past both clicks, a third past the drag.
  await page.locator("stream-figure .go").focus();
  for (const [key, want] of [["z", [4, 16, 12]], ["z", [4, 28]], ["z", [16, 16]], ["y", [4, 28]]] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => recvs(page)).toEqual(want);
  }
});

test("cuts by keyboard: the step stays at its byte", async ({ page, server }) => {
  await open(page, server.url);
  await page.keyboard.press("ArrowRight");
  await expect(say(page)).toContainText("it says 22");
  const gap = page.getByRole("slider", { name: "Gap between bytes" });
  await gap.focus();
  await expect(gap).toHaveAttribute("aria-valuenow", "1");
  await page.keyboard.press("PageDown");
  await expect(gap).toHaveAttribute("aria-valuetext", "cut between bytes 15 and 16: letter m (payload) and letter e (not yet arrived)");
  await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => recvs(page)).toEqual([17, 15]);
  await expect(gap).toHaveAttribute("aria-valuenow", "17");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press(" ");
  await expect.poll(() => recvs(page)).toEqual([3, 14, 15]);
  await expect(say(page)).toContainText("it says 22"); // though it is another step now
  await expect(count(page)).toHaveText("2 of 5");
  await page.keyboard.press("Delete");
  await expect.poll(() => recvs(page)).toEqual([17, 15]);
  await expect(gap).toBeFocused();
});

test.describe(() => {
  test.use({ viewport: { width: 1024, height: 760 }, hasTouch: true });

  test("a finger drags a cut, and does not scroll meanwhile", async ({ page, server }) => {
    await open(page, server.url);
    await page.locator("stream-axis").evaluate((axis) => axis.scrollIntoView({ block: "center" }));
    const from = await over(page, 16);
    const to = await over(page, 4);
    const scrolled = await page.evaluate(() => scrollY);
    const touch = await page.context().newCDPSession(page);
    const finger = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number }[]) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
    // Not quite on the handle, as fingers are; and not in a straight line.
    await finger("touchStart", { x: from.x + 15, y: from.y - 15 });
    for (let i = 1; i <= 8; i++) await finger("touchMove", { x: from.x + 15 + ((to.x - from.x - 15) * i) / 8, y: from.y + 6 * i });
    await finger("touchEnd");
    await expect.poll(() => recvs(page)).toEqual([4, 28]);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  });
});
