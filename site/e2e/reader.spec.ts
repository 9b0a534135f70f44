import { axeClean, openAll } from "./axe.ts";
import { expect, open, say, settled, test, title } from "./server.ts";

// What a screen reader gets.

test("what plays by itself is not read aloud step by step; where it stops is", async ({ page, own }) => {
  const server = await own("-interval", "200ms");
  await open(page, server.url);
  await expect(say(page)).toHaveAttribute("aria-live", "polite");
  await expect(page.locator("stream-figure .controls :is(output, [role=status], [aria-live])")).toHaveCount(0);
  // Each change of a live region, as a reader would hear it.
  await page.evaluate(() => {
    const heard: string[] = ((window as never as { heard: string[] }).heard = []);
    const said = document.querySelector("stream-figure .say")!;
    new MutationObserver(() => said.getAttribute("aria-live") !== "off" && heard.push(said.textContent!)).observe(said, { subtree: true, characterData: true, childList: true });
  });
  await page.getByRole("combobox", { name: "Speed of play" }).selectOption("10");
  await page.getByRole("button", { name: "Play" }).click();
  await expect(page.locator("stream-figure .count")).toHaveText("4 of 4");
  await settled(page);
  expect(await page.evaluate(() => (window as never as { heard: string[] }).heard)).toEqual([await say(page).textContent()]);

  await page.getByRole("button", { name: "Live" }).click();
  await expect(title(page)).toHaveText(/^Live/);
  await expect(say(page)).toHaveAttribute("aria-live", "off");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(say(page)).toHaveAttribute("aria-live", "polite");
});

test("bytes, their roles and cuts are told in words", async ({ page, server }) => {
  await open(page, `${server.url}#1/corpus/coalesced-carry-over/4`);
  await expect(page.locator("stream-figure .story")).toHaveText("The third recv brings the end of one message and nine of the ten header bytes of the next.");
  const bytes = page.getByRole("list", { name: "Bytes", exact: true });
  await expect(bytes.getByRole("listitem").first()).toHaveText(/^recv \d+, \d+ bytes$/);
  await expect(bytes).toContainText(/header, bytes 0 to 9: \d+ \d spaces/);
  await expect(bytes).toContainText("carry-over, byte");
  const gap = page.getByRole("slider", { name: "Gap between bytes" });
  await gap.focus();
  await expect(gap).toHaveAttribute("aria-valuetext", /^no cut between bytes 0 and 1: digit \d and /);

  await open(page, `${server.url}#1/corpus/failure-malformed-header/1`);
  await page.getByRole("button", { name: "Variables" }).click();
  await expect(page.getByRole("img", { name: "10 of 10: GET / HTTP" })).toBeVisible();

  await open(page, `${server.home}3-counting/`);
  const bare = page.locator(".bytes").first();
  await expect(bare.getByRole("radio", { name: /: space$/ }).first()).toBeAttached();
  await expect(bare.getByRole("radio", { name: "·" })).toHaveCount(0);
});

test("no two parts of a page have one name, with a decoder beside in each of its figures", async ({ page, server }) => {
  await open(page, `${server.home}5-breaking/`);
  await openAll(page);
  const figures = page.locator("stream-figure");
  type Benched = Element & { bench: { document: { decoder: string }; compare(decoder: string): Promise<void> } };
  await figures.evaluateAll((all) => Promise.all(all.map((figure) => (figure as unknown as Benched).bench).map((bench) => bench.compare(bench.document.decoder === "core" ? "tutorial" : "core"))));
  await expect(page.locator(".beside .axis")).toHaveCount(await figures.count());
  await axeClean(page);
});
