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
