import { count, expect, open, say, test, title } from "./server.ts";

test("the whole way: page, WebSocket, kernel TCP, recv, decoder, words on the page", async ({ page, server, complaints }) => {
  await open(page, server.url);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Connected" })).toBeVisible();
  await expect(page.locator(".axis")).toContainText(/The time is \d{10}/);

  // Pause, and step back and forth through what was recorded, while more arrives.
  await page.getByRole("button", { name: "Pause" }).click();
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("Home");
  await expect(say(page)).toContainText("Nothing has arrived yet.");
  await page.keyboard.press("n");
  await expect(say(page)).toContainText("Message 1 is complete: 22 bytes.");
  await expect(page.locator(".axis")).toContainText("Welcome to the server!");
  const before = Number((await count(page).textContent())!.split(" ")[2]);
  await expect.poll(async () => Number((await count(page).textContent())!.split(" ")[2])).toBeGreaterThan(before);
  await expect(say(page)).toContainText("Message 1 is complete: 22 bytes.");
  await page.keyboard.press("ArrowLeft");
  await expect(say(page)).not.toContainText("Message 1 is complete");
  await page.getByRole("button", { name: "Follow" }).click();
  await expect.poll(async () => (await count(page).textContent())!.replace(/ of.*/, "")).not.toBe(String(before));
  expect(complaints).toEqual([]);
});

test("the queue in the kernel is a level, and a recv takes a gulp out of it", async ({ page, server }) => {
  await open(page, server.url);
  await page.getByRole("button", { name: "Live" }).click();
  const levels = await page.evaluate(async () => {
    const levels: number[] = [];
    for (let stage: Element | null; levels.length < 2; ) {
      await new Promise(requestAnimationFrame);
      stage = document.querySelector("stream-stage");
      const gulp = stage?.querySelector(".tap.on");
      const tank = stage?.querySelector<HTMLElement>(".tank.moves");
      if (!tank || !!gulp !== (levels.length === 0) || stage!.getAnimations({ subtree: true }).length === 0) continue;
      levels.push(Number(tank.style.getPropertyValue("--level")));
    }
    return levels;
  });
  expect(levels[0]).toBeGreaterThan(levels[1]!);
  await expect(page.locator("stream-stage .tap")).toHaveText("recv(16)");
});

test("one recv(4) brings at most four bytes", async ({ page, server }) => {
  await open(page, server.url);
  await page.getByRole("button", { name: "Live" }).click();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByLabel("Buffer").selectOption("4");
  await page.getByRole("button", { name: "Connect again" }).click();
  await expect(title(page)).toHaveText("Live, read with recv(4)");
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect(say(page)).toContainText("Four of its ten bytes are here.");
});

test("when the server goes, the page says so and keeps the recording", async ({ page, own }) => {
  const server = await own();
  await open(page, server.url);
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.locator(".axis")).toContainText(/The time is \d{10}/);
  await server.stop();
  await expect(page.locator(".source .status")).toContainText("What was recorded stays here.");
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("n");
  await expect(say(page)).toContainText("Message 1 is complete: 22 bytes.");

  await page.getByRole("button", { name: "Connect again" }).click();
  await expect(page.locator(".source .status")).toContainText("The server can't be reached.");
  await page.getByRole("button", { name: "Recorded" }).click();
  await page.getByLabel("Example").selectOption("split-header");
  await expect(page.getByRole("alert")).toContainText("can't be shown: the server does not answer.");
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(say(page)).not.toContainText("Message 1 is complete");
});

test("without the module, recorded figures step on and Live says what is missing", async ({ page, server }) => {
  await page.route("**/core.wasm", (route) => route.abort());
  await open(page, server.url);
  await page.keyboard.press("ArrowRight");
  await expect(count(page)).toHaveText("1 of 4");
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.locator(".source .status")).toContainText("The decoder's module can't be loaded");
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Recorded" }).click();
  await page.getByLabel("Example").selectOption("split-header");
  await expect(title(page)).toContainText("header");
});
