import { count, expect, open, paste, test, title } from "./server.ts";
import type { Page } from "@playwright/test";

const editor = async (page: Page) => {
  await page.locator("summary", { hasText: "Change the messages" }).click();
  await page.locator("stream-editor .sends").waitFor();
};

test("a gap chosen for cutting may lose its bytes, to a paste or to a removal", async ({ page, server, complaints }) => {
  for (const [bytes, send] of [[15, "5         hello"], [1, "5"], [0, ""]] as const) {
    await open(page, server.url);
    await page.getByRole("slider", { name: "Gap between bytes" }).focus();
    await page.keyboard.press("End");
    await expect(page.locator(".gap.chosen")).toHaveAttribute("aria-valuenow", "31");
    await paste(page, `${bytes} bytes\n\n-- stream --\nsend "${send}"\n`);
    await expect(title(page)).toHaveText(`${bytes} bytes`);
    await expect(page.locator("stream-axis .glyphs > *")).toHaveCount(bytes);
    await expect(page.locator(".gap.chosen")).toHaveCount(bytes > 1 ? 1 : 0);
  }
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

/** What stands at a field about what was refused. */
const wrong = async (page: Page, label: string) => {
  const field = page.getByLabel(label);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  const said = page.locator(`[id="${await field.getAttribute("aria-describedby")}"]`);
  const [at, box] = [(await said.boundingBox())!, (await field.boundingBox())!];
  expect(at.y - box.y - box.height).toBeLessThan(16); // right below it
  return said;
};

test("what is refused stays in its field, with the reason below it, until it is put right or undone", async ({ page, server }) => {
  await open(page, server.url);
  await editor(page);
  await page.getByRole("button", { name: "Add a message" }).click();
  for (const [label, text, reason] of [
    ["Schedule: what", "every now and then", /now and then/],
    ["Layout: how", "decimal eleventy", /eleventy/],
    ["Limit, in bytes", "", /0 to 2147483647/],
    ["Limit, in bytes", "1e9", /in digits/],
    ["Limit, in bytes", "99999999999", /0 to 2147483647/],
  ] as const) {
    await page.getByLabel(label).fill(text);
    await page.getByLabel(label).press("Enter");
    const said = await wrong(page, label);
    await expect(said).toHaveText(reason);
    await expect(said).not.toContainText(/corpus file|line \d/);
    await expect(page.getByLabel(label)).toHaveValue(text);
    await expect(page.locator("stream-figure figure > .problem")).toHaveCount(0); // it is said once
  }
  await page.getByLabel("Another beside it").selectOption("delimiter");
  await expect(await wrong(page, "Another beside it")).toHaveText(/^decoder delimiter reads .*, not decimal 10/);
  await expect(page.locator("stream-figure figure > .problem")).toHaveCount(0);
  await page.getByRole("button", { name: "Hex" }).click();
  await page.getByLabel("1 · message").fill("616");
  await page.getByLabel("1 · message").press("Enter");
  await expect(page.locator("stream-editor .wrong")).toHaveCount(5);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("stream-editor .wrong")).toHaveCount(0);
  await expect(page.getByLabel("1 · message")).not.toHaveValue("616");
  await expect(page.getByLabel("Another beside it")).toHaveValue("");
  await expect(page.getByLabel("Limit, in bytes")).toHaveValue("1000000000");
  await expect(page.getByLabel("Layout: how")).toHaveValue("decimal 10");
});

test("what is no hexadecimal is told by its first wrong digit, and not repeated", async ({ page, server }) => {
  await open(page, server.url);
  await editor(page);
  await page.getByRole("button", { name: "Hex" }).click();
  await page.getByLabel("1 · message").fill("0".repeat(50_000) + "g".repeat(50_000));
  await page.getByLabel("1 · message").press("Enter");
  const said = await wrong(page, "1 · message");
  await expect(said).toHaveText("“g”, character 50001, is no hexadecimal digit: write two, 0 to 9 and a to f, for each byte.");
  await page.getByLabel("1 · message").fill("616");
  await page.getByLabel("1 · message").press("Enter");
  await expect(said).toHaveText("These are 3 digits, and each byte takes two.");
});

test("marks of direction and control characters are shown as what they are", async ({ page, server }) => {
  await open(page, server.url);
  await editor(page);
  for (const [text, hex, message, letters] of [
    ["user\u202egnp\u2066.exe", /e2 80 ae .* e2 81 a6/, "user\\u202egnp\\u2066.exe", ["U+202E", "U+2066"]],
    ["a\x1b[2J\x07\x85\x00b", /61 1b 5b 32 4a 07 c2 85 00 62/, "61 1b 5b 32 4a 07 c2 85 00 62", []], // no text any more
  ] as const) {
    await page.getByLabel("1 · message").fill(text);
    await page.getByLabel("1 · message").press("Enter");
    await expect(page.getByLabel("1 · message, as hex")).toHaveValue(hex);
    await page.locator("stream-figure .go").focus();
    await page.keyboard.press("End");
    await expect(page.locator("stream-axis .bar.payload title")).toHaveText(message);
    await expect(page.locator("stream-axis .letter")).toHaveText(letters);
    expect(await page.locator("stream-figure").evaluate((e) => /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/.exec(e.outerHTML)?.[0])).toBeUndefined();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.locator("stream-axis .bar.payload title")).not.toHaveText(message);
  }
});

test("a message is edited without what frames it, and one that its frame spells otherwise is edited as bytes", async ({ page, server }) => {
  await open(page, `${server.url}#1/corpus/wire-chunked/0`);
  await editor(page);
  await expect(page.getByLabel(/^2 · message/)).toHaveValue('ve"}'); // the line end that closes a chunk is not the message's
  await page.getByLabel("Example").selectOption("wire-events");
  await expect(page.getByLabel(/^2 · bytes/)).toHaveValue(/^65 76 65 6e 74 3a/); // event:
});
