import { axeClean } from "./axe.ts";
import { count, expect, open, say, test, title } from "./server.ts";

test("keys step, jump and go back", async ({ page, server, complaints }) => {
  await open(page, server.url);
  const at = (step: number) => expect(count(page)).toHaveText(`${step} of 4`);
  await at(0);
  await expect(say(page)).toContainText("Nothing has arrived yet.");
  await page.keyboard.press("ArrowRight"); // nothing has the focus
  await at(1);
  await expect(say(page)).toContainText("it says 22");
  await page.locator("stream-figure .go").focus();
  for (const [key, step] of [["n", 3], ["ArrowLeft", 2], ["Home", 0], ["r", 1], ["r", 3], ["End", 4], ["ArrowRight", 4]] as const) {
    await page.keyboard.press(key);
    await at(step);
  }
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("next message");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(complaints).toEqual([]);
});

test("buttons step, the scrubber goes anywhere, play plays", async ({ page, server }) => {
  await open(page, server.url);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(count(page)).toHaveText("1 of 4");
  await page.getByRole("slider", { name: "Step" }).fill("3");
  await expect(say(page)).toContainText("Message 1 is complete");
  await page.getByRole("button", { name: "Step back" }).click();
  await expect(count(page)).toHaveText("2 of 4");
  await page.getByRole("button", { name: "Play" }).click();
  await expect(count(page)).toHaveText("4 of 4");
  await expect(page.getByRole("button", { name: "Play" })).toHaveAttribute("aria-disabled", "true");
});

test("the list comes from the corpus, and the address names the step", async ({ page, server, context }) => {
  await open(page, server.url);
  await page.getByLabel("Example").selectOption("coalesced-carry-over");
  await expect(title(page)).toHaveText("Carry-over that ends inside a header");
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("n");
  await expect(say(page)).toContainText("Message 1 is complete");
  await expect(page).toHaveURL(/#1\/corpus\/coalesced-carry-over\/4$/);

  const again = await context.newPage();
  await open(again, page.url());
  await expect(say(again)).toHaveText((await say(page).textContent())!);
});

for (const [hash, words] of [
  ["#1/corpus/../secret/1", "cut short"],
  ["#1/corpus/no-such-file/1", "no corpus file of that name"],
  ["#99/whatever", "of a version that this page does not know"],
  ["#1/s/2/layout:+nonsense~~--+stream+--~send+'x'", "This link is broken"],
  [`#1/s/0/${"x".repeat(20_000)}`, "too long to be one of ours"],
] as const) {
  test(`a forged link ${hash.slice(0, 40)} is told, and the page works`, async ({ page, server }) => {
    await open(page, server.url + hash);
    await expect(page.getByRole("alert")).toContainText(words);
    await page.keyboard.press("ArrowRight");
    await expect(count(page)).toHaveText("1 of 4");
  });
}

for (const width of [1280, 360]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 800 }, contextOptions: { reducedMotion: "reduce" } });
    for (const hash of ["", "#1/corpus/coalesced-carry-over/5", "#1/corpus/failure-malformed-header/1", "#1/corpus/split-character/2"]) {
      test(`${hash || "at the start"}: no overflow, and axe finds nothing in light and dark`, async ({ page, server }) => {
        await open(page, server.url + hash);
        await page.getByText("The same as a table").click();
        await expect(page.locator("tr[aria-current=step]")).toHaveCount(1);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await axeClean(page, hash ? { include: ["stream-figure"] } : {}); // the rest of the page is the same
      });
    }
  });
}
