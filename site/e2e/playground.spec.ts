import { axeClean } from "./axe.ts";
import { count, expect, open, say, test, title } from "./server.ts";
import type { Page } from "@playwright/test";

const editor = async (page: Page) => {
  await page.locator("summary", { hasText: "Change the messages" }).click();
  await page.locator("stream-editor .sends").waitFor();
};

const words = (page: Page) => page.locator("stream-figure > .figure > figure > .axis");

test("messages, layout, schedule and end are changed by hand, and undone", async ({ page, server, complaints }) => {
  await open(page, server.url);
  await editor(page);
  await page.getByLabel("1 · message").fill("héllo");
  await page.getByLabel("1 · message").press("Enter");
  await page.getByRole("button", { name: "Add a message" }).click();
  await expect(page.getByLabel("2 · message")).toHaveValue("hello");
  await page.getByRole("button", { name: "a message each" }).click();
  await page.getByLabel("How the stream ends").selectOption("closed");
  await expect(count(page)).toHaveText(/ of 7$/); // it has been done
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("End");
  await page.getByRole("button", { name: "State machine" }).click();
  await expect(page.locator(".state.closed.on")).toBeVisible();
  await expect(words(page)).toContainText("héllo");
  await expect(words(page)).toContainText("recv 1 · 16 bytes");

  await page.getByLabel("Layout").fill("uint16");
  await page.getByLabel("Layout").press("Enter");
  await expect(words(page)).toContainText("length 6");
  await expect(page.getByLabel("1 · message")).toHaveValue("héllo"); // its header is another, its words are not

  await page.getByLabel("Layout").fill("decimal eleventy");
  await page.getByLabel("Layout").press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "eleventy" })).toBeVisible();
  await expect(words(page)).toContainText("length 6"); // nothing was lost

  await page.getByRole("button", { name: "Reset" }).click();
  await expect(words(page)).toContainText("length 22");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(words(page)).toContainText("length 6");
  expect(complaints).toEqual([]);
});

test("every corpus file's link leads back to it", { tag: "@long" }, async ({ page, server, context }) => {
  await open(page, server.url);
  const names = await page.locator(".shelf a").evaluateAll((all) => all.map((a) => (a as HTMLElement).dataset.corpus!));
  expect(names.length).toBeGreaterThan(30);
  const again = await context.newPage();
  for (const name of names) {
    await page.goto(`${server.url}#1/corpus/${name}/1`);
    await expect(page.getByLabel("Example")).toHaveValue(name);
    await expect(count(page)).toHaveText(/^1 of/);
    // Cut anew: now the link must hold everything.
    await page.evaluate(() => document.querySelector<HTMLElement & { bench: { edit(d: object): Promise<void> } }>("stream-figure")!.bench.edit({ schedule: "every 3" }));
    await expect(page).toHaveURL(/#1\/s\/\d+\//);
    await again.goto("about:blank");
    await open(again, page.url());
    await expect(count(again)).toHaveText((await count(page).textContent())!);
    await expect(say(again)).toHaveText((await say(page).textContent())!);
    await expect(words(again)).toHaveText((await words(page).textContent())!);
  }
});

test("a corpus file comes in by paste, by drop and from the disk, and goes out by copy", async ({ page, server, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, server.url);
  await page.getByLabel("Example").selectOption("split-header");
  await expect(title(page)).toHaveText("A cut inside the header");
  await page.getByRole("button", { name: "Copy as corpus file" }).click();
  await expect(page.getByText("Copied as a corpus file")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await (await page.request.get(`${server.home}corpus/split-header.txt`)).text());

  const give = (event: string, text: string) =>
    page.evaluate(
      ([event, text]) => {
        const data = new DataTransfer();
        data.setData("text/plain", text!);
        const target = document.querySelector("stream-playground")!;
        target.dispatchEvent(event === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true }) : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [event, text],
    );
  await give("paste", copied.replace(/^.*/, "Pasted"));
  await expect(title(page)).toHaveText("Pasted");
  await give("drop", copied.replace(/^.*/, "Dropped"));
  await expect(title(page)).toHaveText("Dropped");
  await page.getByLabel("Open a file").setInputFiles({ name: "own.txt", mimeType: "text/plain", buffer: Buffer.from(copied.replace(/^.*/, "From disk")) });
  await expect(title(page)).toHaveText("From disk");
  await give("paste", "layout: nonsense\n");
  await expect(page.getByRole("alert")).toContainText("This can't be shown as a corpus file");
  await expect(title(page)).toHaveText("From disk");
});

test("each decoder runs beside ours, the first difference told, and axe finds nothing", async ({ page, server, complaints }) => {
  await open(page, `${server.url}#1/corpus/coalesced-carry-over/0`);
  await editor(page);
  const beside = page.getByLabel("Another beside it");
  await beside.locator("option").nth(14).waitFor({ state: "attached" });
  const names = await beside.locator("option:not([disabled])").evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value).filter(Boolean));
  expect(names.length).toBeGreaterThanOrEqual(15);
  for (const name of names) {
    await beside.selectOption(name);
    const label = (await beside.locator("option:checked").textContent())!;
    if (name === "delimiter" || name === "until-parsed") { // it reads no header
      await expect(page.getByRole("alert").filter({ hasText: `decoder ${name} reads ` })).toBeVisible();
      continue;
    }
    await expect(page.locator(".beside h3")).toHaveText(label);
    await expect(page.locator(".difference")).not.toBeEmpty();
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveCount(0);
    await page.locator("stream-figure .go").focus();
    await page.keyboard.press("End");
    await expect(page.locator(".beside .say")).not.toBeEmpty();
  }
  await beside.selectOption("tutorial");
  await page.getByRole("button", { name: "Show where they part" }).click();
  await expect(page.locator(".difference.apart")).toBeVisible();
  await axeClean(page);
  expect(complaints).toEqual([]);
});

test("a live session: another's message, queue and segments; forked by keyboard alone", async ({ page, own, complaints }) => {
  const server = await own("-interval", "1h"); // a figure that follows would leave the first message behind
  await open(page, server.url);
  const to = async (name: string, key = "Tab") => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press(key);
      if (await page.evaluate((name) => document.activeElement?.textContent?.trim() === name || document.activeElement?.getAttribute("aria-label") === name, name)) return;
    }
    throw new Error(`no way to ${name} by ${key}`);
  };
  await to("Live");
  await page.keyboard.press("Enter");
  await expect(page.locator(".status.open")).toBeVisible();
  await expect(words(page)).toContainText("Welcome to the server!");
  await expect(words(page)).toContainText("send 1");
  await expect(words(page)).toContainText(/recv \d+ · 16 bytes/);
  await page.getByLabel("Send a message of your own").focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("grüße");
  await page.keyboard.press("Enter");
  await expect(words(page)).toContainText("grüße");

  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("n");
  await expect(say(page)).toContainText("Message 1 is complete");
  await page.keyboard.press("ArrowLeft");
  await to("Fork at this step", "Shift+Tab"); // it stands above the figure
  await page.keyboard.press("Enter");
  await expect(title(page)).toContainText("from step");
  await to("Gap between bytes");
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("a recording is saved as a corpus file, and opens again", async ({ page, server }) => {
  await open(page, server.url);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(words(page)).toContainText(/The time is \d{10}/);
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(page.locator(".source .status")).toContainText("You disconnected.");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save recording" }).click();
  const path = await (await saving).path();
  await page.getByRole("button", { name: "Recorded" }).click();
  await page.getByLabel("Open a file").setInputFiles(path);
  await expect(title(page)).toHaveText("Live, read with recv(16)");
  await expect(words(page)).toContainText("send 1 · 32 bytes");
  await expect(words(page)).not.toContainText("segment"); // before a recv nobody knows
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("ArrowRight");
  await expect(words(page)).toContainText(/recv 1 · 16 bytes · 1 segment/);
});

test("a link holds the decoder beside, of a corpus file and of a stream of one's own", async ({ page, server, complaints }) => {
  await open(page, `${server.url}#1/corpus/contrast-no-carry-over/2+core`);
  const beside = page.locator(".beside h3");
  await expect(beside).toHaveText("Our decoder");
  await expect(count(page)).toHaveText("2 of 4");
  await editor(page);
  await page.getByRole("button", { name: "header apart" }).click();
  await expect(page).toHaveURL(/#1\/s\/\d+\+core\//);
  const link = page.url();

  await page.goto("about:blank");
  await open(page, link);
  await expect(beside).toHaveText("Our decoder");
  await expect(page.locator("stream-axis").first().locator(".bar.recv")).toHaveCount(4);
  expect(complaints).toEqual([]);

  await page.goto("about:blank");
  await open(page, `${server.url}#1/corpus/coalesced-two/2+nobody`);
  await expect(page.getByRole("alert").filter({ hasText: "no decoder" })).toBeVisible();
  await expect(count(page)).toHaveText(/^2 of/);
});

test("what closes a message is no part of it", async ({ page, server }) => {
  await open(page, `${server.url}#1/corpus/contrast-delimiter/3`);
  await expect(page.locator(".glyphs.trailer text")).toHaveText(["0a", "0a", "0a"]);
});
