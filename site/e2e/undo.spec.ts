import { count, expect, open, paste, say, settled, showAll, skipQuestions, test, title } from "./server.ts";
import type { Page } from "@playwright/test";

// What a person made is never lost: undo leads back to it, and so does the browser's own Back.

const recvs = (page: Page) => page.locator("stream-axis .bar.recv");
const undo = (page: Page) => page.getByRole("button", { name: "Undo" });

/** Cuts the first bytes off, by keyboard. */
async function cut(page: Page, bytes = 1): Promise<void> {
  const before = await recvs(page).count();
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("Home");
  for (let i = 1; i < bytes; i++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await expect(recvs(page)).toHaveCount(before + 1);
}

test("a paste, and another corpus file, are undone, at the step where one was", async ({ page, server, complaints }) => {
  await open(page, server.url);
  await cut(page);
  await page.locator("stream-figure .go").focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await settled(page);
  const said = (await say(page).textContent())!;

  await paste(page, "Pasted\n\n-- stream --\nsend \"5         hello\"\n");
  await expect(title(page)).toHaveText("Pasted");
  await expect(page.getByRole("status").filter({ hasText: "Undo brings back what was there." })).toBeVisible();
  await page.getByLabel("Example").selectOption("split-header");
  await expect(title(page)).toHaveText("A cut inside the header");

  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await undo(page).click();
  await expect(title(page)).toHaveText("Pasted");
  await expect(page.getByLabel("Example")).toHaveValue("your own");
  await undo(page).click();
  await expect(recvs(page)).toHaveCount(3);
  await expect(say(page)).toHaveText(said);
  await expect(count(page)).toHaveText(/^3 of/);
  await undo(page).click();
  await expect(recvs(page)).toHaveCount(2);
  await expect(undo(page)).toHaveAttribute("aria-disabled", "true");
  for (let i = 0; i < 3; i++) await page.getByRole("button", { name: "Redo" }).click();
  await expect(page.getByLabel("Example")).toHaveValue("split-header");
  expect(complaints).toEqual([]);
});

test("Back and Forward go through what was shown, and do not leave the page", async ({ page, server }) => {
  await open(page, server.url);
  await cut(page);
  await page.getByLabel("Example").selectOption("split-header");
  await expect(page).toHaveURL(/#1\/corpus\/split-header\/0$/);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page).toHaveURL(/#live$/);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Recorded" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByLabel("Example")).toHaveValue("split-header");
  await page.goBack();
  await expect(recvs(page)).toHaveCount(3);
  await expect(page).toHaveURL(/#1\/s\//);
  await page.goForward();
  await expect(page.getByLabel("Example")).toHaveValue("split-header");
});

test("edits outlive a look at Live, and a recording a look at what is recorded, and another connection", async ({ page, own }) => {
  const server = await own("-interval", "1h"); // it says nothing but what it is asked for: nothing moves meanwhile
  await open(page, server.url);
  await cut(page);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.locator(".axis")).toContainText("Welcome to the server!");
  await page.getByLabel("Send a message of your own").fill("mine");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.locator(".axis")).toContainText("mine");
  await page.getByRole("button", { name: "Recorded" }).click();
  await expect(title(page)).not.toContainText("Live");
  await expect(recvs(page)).toHaveCount(3);

  await page.getByRole("button", { name: "Live", exact: true }).click();
  await expect(page.locator(".axis")).toContainText("mine");
  await page.getByRole("button", { name: "Connect again" }).click();
  await expect(page.locator(".status.open")).toBeVisible();
  await expect(page.locator(".axis")).not.toContainText("mine");
  await expect(page.locator(".axis")).toContainText("Welcome to the server!");
  await page.getByRole("button", { name: "Disconnect" }).click();
  await undo(page).click();
  await expect(page.locator(".axis")).toContainText("mine");
  await expect(page.locator(".axis")).toContainText("segment"); // as it was recorded, with what the kernel knew
});

test("what is forked in chapter 7 outlives the next connection", async ({ page, own, complaints }) => {
  const server = await own("-interval", "1h");
  await open(page, `${server.home}7-live/`);
  await page.getByRole("button", { name: "Connect to the server" }).click();
  const parts = page.locator("lesson-live stream-figure");
  await expect(parts.first().locator(".axis").first()).toContainText("Welcome to the server!");
  await page.getByRole("button", { name: "Fork at this step" }).click();
  await expect(parts).toHaveCount(2);
  await expect(parts.nth(1).locator("figcaption h2")).toContainText("recv(16), from step");
  // A session may be longer than the axis shows at once: the figure's last step counts them all.
  const step = parts.nth(1).getByRole("slider", { name: "Step", exact: true });
  const before = Number(await step.getAttribute("max"));
  await parts.nth(1).getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("Space");
  await expect(step).toHaveAttribute("max", `${before + 1}`);
  await page.getByRole("combobox", { name: "Buffer" }).selectOption("recv(64)");
  await page.getByRole("button", { name: "Connect again" }).click();
  await expect(page.locator("lesson-live .status.open")).toBeVisible();
  await page.getByRole("button", { name: "Fork at this step" }).click();
  await expect(parts.nth(1).locator("figcaption h2")).toContainText("recv(64)");
  await parts.nth(1).getByRole("button", { name: "Undo" }).click();
  await expect(parts.nth(1).locator("figcaption h2")).toContainText("recv(16)");
  await expect(step).toHaveAttribute("max", `${before + 1}`);
  expect(complaints).toEqual([]);
});

test("cuts outlive another choice, and a link or a question that names one: undo brings back what was cut, under its own name", async ({ page, server, complaints }) => {
  await open(page, `${server.home}4-buffer-by-buffer/`);
  await skipQuestions(page);
  const figure = page.locator("stream-figure#greeting");
  const button = (name: string) => figure.getByRole("button", { name });
  const chosen = page.locator('lesson-choice[data-figure="greeting"] [aria-pressed=true]');
  await showAll(figure);
  await cut(page);
  await cut(page, 3);
  const address = /#1\/at\/greeting\/\d+\/1\/s\/.*:\+1,\+2,\+13,/;
  await expect(page).toHaveURL(address);

  const ways: [name: string, go: () => Promise<unknown>][] = [
    ["recv(8)", () => page.getByRole("button", { name: "recv(8)" }).click()],
    ["recv(1)", () => page.evaluate(() => (location.hash = "#1/at/greeting-one/1"))],
    ["recv(8)", () => page.locator("lesson-prediction", { hasText: "The client reads the greeting with" }).getByRole("radio").first().focus()],
    ["recv(16)", () => page.evaluate(() => (location.hash = "#1/at/greeting/1"))],
  ];
  for (const [name, go] of ways) {
    await go();
    await expect(chosen).toHaveText(name);
    await expect(page).toHaveURL(/#1\/at\/greeting[a-z-]*\/\d+$/);
    await button("Undo").click();
    await expect(recvs(page)).toHaveCount(4);
    await expect(chosen).toHaveText("recv(16)");
    await expect(page).toHaveURL(address);
  }
  // Further back, and all the way on again.
  await button("Undo").click();
  await expect(recvs(page)).toHaveCount(3);
  await button("Redo").click();
  await button("Redo").click();
  await expect(page).toHaveURL(/#1\/at\/greeting\/\d+$/);
  await expect(recvs(page)).toHaveCount(2);

  // Another choice after an undo: that is what undo takes back then, and there is nothing to redo.
  await cut(page);
  await button("Undo").click();
  await expect(recvs(page)).toHaveCount(2);
  await page.getByRole("button", { name: "recv(8)" }).click();
  await expect(chosen).toHaveText("recv(8)");
  await expect(button("Redo")).toHaveAttribute("aria-disabled", "true");
  await button("Undo").click();
  await expect(chosen).toHaveText("recv(16)");
  await expect(recvs(page)).toHaveCount(2);

  // A cut that is still being computed when another is chosen.
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("Home");
  await page.getByRole("button", { name: "recv(8)" }).evaluate((choice) => {
    document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true }));
    (choice as HTMLElement).click();
  });
  await expect(chosen).toHaveText("recv(8)");
  await button("Undo").click();
  await expect(chosen).toHaveText("recv(16)");
  await expect(recvs(page)).toHaveCount(3);
  expect(complaints).toEqual([]);
});
