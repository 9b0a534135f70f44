import type { Page } from "@playwright/test";
import { expect, open, say, skipQuestions, test, title } from "./server.ts";

const figure = (page: Page, id: string) => page.locator(`stream-figure[id="${id}"]`);

/** Presses a figure's button, and returns what the clipboard then holds, where it had held nothing. */
async function copied(page: Page, within = page.locator("stream-figure")): Promise<string> {
  const held = () => page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await within.getByRole("button", { name: "Copy a link to this step" }).click();
  await expect.poll(held).not.toBe("");
  await expect(within.getByText("Link copied.")).toBeVisible();
  return held();
}

test.beforeEach(({ context }) => context.grantPermissions(["clipboard-read", "clipboard-write"]));

test("each figure of a chapter gives the link to its own step", async ({ page, server }) => {
  const at = `${server.home}6-machine/`;
  await open(page, at);
  await skipQuestions(page);
  expect(await copied(page, figure(page, "carry"))).toBe(`${at}#1/at/carry/0`); // nothing was stepped
  await figure(page, "repair").locator(".go").click(); // another figure is stepped last
  await expect(page).toHaveURL(/#1\/at\//);
  await figure(page, "carry").getByRole("slider", { name: "Step", exact: true }).fill("3");
  await figure(page, "repair").locator(".go").click();
  await expect(page).not.toHaveURL(/carry/);
  expect(await copied(page, figure(page, "carry"))).toBe(`${at}#1/at/carry/3`);
});

test("while live, the link holds what was recorded", async ({ page, own }) => {
  const server = await own("-interval", "1h"); // a figure that follows would leave the first message behind
  await open(page, server.url);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.locator(".axis")).toContainText("Welcome to the server!");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("n");
  await expect(say(page)).toContainText("Message 1 is complete: 22 bytes.");
  const link = await copied(page);
  await page.goto("about:blank");
  await open(page, link);
  await expect(say(page)).toContainText("Message 1 is complete: 22 bytes.");
});

test("what no link can hold is told", async ({ page, server }) => {
  await open(page, server.url);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, `Long\n\n-- stream --\n${Array.from({ length: 4000 }, (_, i) => `send "5         ${10000 + i * 7}"`).join("\n")}\n`);
  await expect(title(page)).toHaveText("Long");
  await page.getByRole("button", { name: "Copy a link to this step" }).click();
  await expect(page.locator("stream-figure .note")).toContainText("too much for a link; copy it as a corpus file");
});
