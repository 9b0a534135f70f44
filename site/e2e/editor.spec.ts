import { count, expect, open, test } from "./server.ts";
import type { Page } from "@playwright/test";

const editor = async (page: Page) => {
  await page.locator("summary", { hasText: "Change the messages" }).click();
  await page.locator("stream-editor .sends").waitFor();
};

test("a gap chosen for cutting may lose its bytes", async ({ page, server, complaints }) => {
  await open(page, server.url);
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("PageDown");
  await editor(page);
  await page.getByRole("button", { name: "Remove send 1" }).click();
  await expect(page.locator("stream-figure > .figure > figure > .axis .bar")).toHaveCount(0);
  await page.getByRole("button", { name: "Add bare bytes" }).click();
  await page.locator("stream-figure .go").click();
  await expect(count(page)).toHaveText(/^1 of/);
  expect(complaints).toEqual([]);
});
