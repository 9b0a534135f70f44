import { CHAPTERS } from "./pages.ts";
import { expect, test } from "./server.ts";

// With scripts off.

test.use({ javaScriptEnabled: false });

test("the playground is a readable table of the trace", async ({ page, server }) => {
  await page.goto(server.url);
  await expect(page.getByRole("row")).toHaveCount(6);
  await expect(page.getByRole("row").nth(2)).toContainText("The header is complete: it says 22.");
});

test("every chapter is complete", async ({ page, server }) => {
  for (const name of CHAPTERS) {
    await page.goto(`${server.home}${name}/`);
    const figures = page.locator("stream-figure");
    for (let i = 0; i < (await figures.count()); i++) await expect(figures.nth(i).getByRole("row").nth(1)).toContainText("Nothing has arrived yet.");
    for (const summary of await page.getByText("The answer", { exact: true }).all()) {
      await summary.click();
      await expect(summary.locator("xpath=..").locator(".see")).toBeVisible();
    }
  }
  await page.goto(`${server.home}8-hostile/#1/at/closed/3`);
  await expect(page.locator("tr:target")).toBeInViewport();
});

test("a link to a step of one of several figures leads to what is said of that one", async ({ page, server }) => {
  await page.goto(`${server.home}symptoms/`);
  await page.locator('a[href*="#1/at/hello-int/"]').click();
  const row = page.locator("tr", { has: page.locator(":target") });
  await expect(row).toContainText("1_0, by int()");
  await expect(row).toBeInViewport();
});
