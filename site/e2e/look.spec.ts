import { PAGES } from "./pages.ts";
import { expect, open, test } from "./server.ts";

test("a dark choice on a light system is dark from the first paint", async ({ page, server }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${server.home}glossary/`);
  await page.getByRole("combobox", { name: "Look of the pages" }).selectOption("dark");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  let go = () => {};
  const gone = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/assets/site.js", async (route) => {
    await gone;
    await route.continue();
  });
  await page.goto(`${server.home}teachers/`, { waitUntil: "commit" });
  // While the scripts are still on their way. What is not painted yet has no style: its sheet may be on its way, too.
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  expect(await ground()).toBe(dark);
  go();
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 360, height: 740 }]) {
  test(`${viewport.width} px: what a reader sees does not jump while a page comes to life`, { tag: "@long" }, async ({ page, server }) => {
    await page.setViewportSize(viewport);
    await page.addInitScript(() => {
      const shifts = ((window as never as { shifts: number[] }).shifts = []) as number[];
      new PerformanceObserver((list) => {
        for (const e of list.getEntries()) shifts.push((e as never as { value: number }).value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    const jumps: string[] = [];
    for (const path of PAGES) {
      await page.goto(server.home + path);
      await page.waitForFunction(() => [...document.querySelectorAll("stream-code")].every((code) => code.querySelector("pre")));
      const sum = await page.evaluate(async () => {
        for (let i = 0; i < 10; i++) await new Promise(requestAnimationFrame);
        return (window as never as { shifts: number[] }).shifts.reduce((a, b) => a + b, 0);
      });
      if (sum > 0.05) jumps.push(`/${path}: ${sum.toFixed(3)}`);
    }
    expect(jumps).toEqual([]);
  });
}

test("one right answer “was” right", async ({ page, server }) => {
  await open(page, `${server.home}2-delimiter/`);
  const asked = page.locator("lesson-prediction").first();
  const right = Number(await asked.getAttribute("data-right"));
  await asked.locator("fieldset").first().locator("label").nth(right).click();
  await asked.getByRole("button", { name: "That is my answer" }).first().click();
  await page.goto(server.home);
  await expect(page.getByText("You have made 1 of")).toContainText("; 1 was right at the first try.");
});

test("a question stands beside its figure where there is room, and above it elsewhere; a note stands beside the text", async ({ page, server }) => {
  await open(page, `${server.home}6-machine/`);
  const places = () =>
    page.evaluate(() => {
      const at = (name: string) => document.querySelector(`.lesson ${name}`)!.getBoundingClientRect();
      const [question, figure, note, text] = [at(".prediction"), at("stream-figure"), at("blockquote"), at("> p")];
      return [question.right < figure.left ? "beside" : question.bottom < figure.top ? "above" : "over", text.right < note.left ? "beside" : "below"];
    });
  for (const [width, want] of [[1440, ["beside", "beside"]], [1280, ["above", "below"]], [360, ["above", "below"]]] as const) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(places, `${width} px`).toEqual(want);
  }
});
