import type { Page } from "@playwright/test";
import { expect, open, test } from "./server.ts";

// What a page says while it waits, and where what it waits for does not come.

/** Holds what is asked for until it is let go. */
async function held(page: Page, url: string): Promise<{ asked: Promise<void>; go: () => void }> {
  let go = () => {};
  let ask = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  const asked = new Promise<void>((resolve) => (ask = resolve));
  await page.route(url, async (route) => {
    ask();
    await gone;
    await route.continue();
  });
  return { asked, go };
}

test("the code is being fetched until it is there, or cannot be had", async ({ page, server }) => {
  const code = await held(page, "**/code/*.json");
  await open(page, server.url);
  await page.getByRole("button", { name: "Code", exact: true }).click();
  const panel = page.locator("stream-code");
  await expect(panel).toContainText("is being fetched");
  await expect(panel).not.toContainText("can't");
  code.go();
  await expect(panel.locator("pre")).toBeVisible();

  await page.route("**/code/*.json", (route) => route.abort());
  await page.reload();
  await expect(panel).toContainText("The code can't be fetched: the server does not answer.");
});

test("the module is fetched as soon as a figure has the focus; a cut that waits for it says so", async ({ page, server }) => {
  const module = await held(page, "**/core.wasm");
  await open(page, server.url);
  const figure = page.locator("stream-figure figure");
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();
  await module.asked; // before anything is to be computed
  await expect(figure).toHaveAttribute("aria-busy", "false");
  await page.keyboard.press("Space");
  await expect(figure).toHaveAttribute("aria-busy", "true");
  await expect(page.getByText("Fetching the decoder…")).toBeVisible();
  module.go();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expect(figure).toHaveAttribute("aria-busy", "false");
  await expect(page.getByText("Fetching the decoder…")).toBeHidden();
});

test("a module that could not be fetched is asked for again", async ({ page, server }) => {
  await page.route("**/core.wasm", (route) => route.abort());
  await open(page, server.url);
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("Space");
  await expect(page.locator("stream-figure .problem")).toContainText("The decoder's module can't be loaded");
  await page.unroute("**/core.wasm");
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
});

test("with the server gone, chapter 7 says that it can't connect, and lets one try again", async ({ page, server }) => {
  await open(page, `${server.home}7-live/`);
  await page.waitForLoadState("networkidle");
  const live = page.locator("lesson-live");
  await page.route("**/assets/part-*.js", (route) => route.abort());
  await live.getByRole("button", { name: "Connect to the server" }).click();
  await expect(live.getByRole("status")).toContainText("The server can't be reached.");
  await page.unroute("**/assets/part-*.js");
  await live.getByRole("button", { name: "Connect to the server" }).click();
  await expect(live.getByRole("status").filter({ hasText: "Connected" })).toBeVisible();
});
