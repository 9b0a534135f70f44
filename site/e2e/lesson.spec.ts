import { axeClean, openAll } from "./axe.ts";
import { AROUND, CHAPTERS } from "./pages.ts";
import { expect, open, showAll, skipQuestions, test } from "./server.ts";
import type { Locator, Page } from "@playwright/test";

/** A figure of the page, and where it stands. */
const figure = (page: Page, id: string) => page.locator(`stream-figure[id="${id}"]`);
const count = (within: Locator) => within.locator(".count");
const step = (page: Page, id: string) => count(figure(page, id));
const prediction = (page: Page, ask: string | RegExp) => page.locator("lesson-prediction", { hasText: ask });

for (const name of CHAPTERS) {
  test(`chapter ${name}: stepped by keyboard, nothing from elsewhere, axe clean`, async ({ page, server, complaints }) => {
    test.slow();
    const hosts = new Set<string>();
    page.on("request", (r) => hosts.add(new URL(r.url()).host));
    await open(page, `${server.home}${name}/`);
    await skipQuestions(page);
    const first = page.locator("stream-figure").first();
    await first.locator(".go").focus();
    await page.keyboard.press("ArrowRight");
    await expect(count(first)).toHaveText(/^1 of /);
    await page.keyboard.press("End");
    await expect(count(first)).toHaveText(/^(\d+) of \1$/);
    await page.keyboard.press("Home");
    await expect(count(first)).toHaveText(/^0 of /);
    await expect(page).toHaveURL(/#1\/at\//);
    expect([...hosts]).toEqual([new URL(server.home).host]);
    await axeClean(page);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(complaints).toEqual([]);
  });
}

for (const name of CHAPTERS) {
  test(`chapter ${name} with everything open is axe clean, wide and narrow`, { tag: "@long" }, async ({ page, server }) => {
    await open(page, `${server.home}${name}/`);
    await openAll(page);
    await axeClean(page);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const figure of await page.locator("stream-figure").all()) await expect(figure.locator("stream-rows").first()).toBeVisible();
    await axeClean(page);
  });
}

for (const name of AROUND) {
  test(`the page "${name}" is axe clean and fits a phone`, async ({ page, server }) => {
    await page.goto(server.home + name);
    await axeClean(page);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
}

test("a wrong guess leads to the step that refutes it; then right, then why; and it is kept", async ({ page, server }) => {
  await open(page, `${server.home}4-buffer-by-buffer/`);
  const asked = prediction(page, "How many messages has it printed?");
  const reason = asked.getByText("The header told it the length, and it counts what has come.", { exact: true });
  await expect(reason).toBeHidden();
  await asked.getByRole("radio", { name: "one", exact: true }).check();
  const check = asked.getByRole("button", { name: "That is my answer" });
  await check.first().click();
  await expect(asked.getByRole("status").first()).toContainText("Not so.");
  await expect(asked.getByRole("status").first()).toContainText("calls recv again");
  await expect(step(page, "greeting")).toHaveText("2 of 4");
  await expect(reason).toBeHidden();

  await asked.getByRole("radio", { name: "none" }).check();
  await check.first().click();
  await expect(asked.getByRole("status").first()).toHaveText("Right.");
  await asked.getByRole("radio", { name: "A chunk of 16 bytes is only a part of a message." }).check();
  await check.nth(1).click();
  await expect(asked.getByRole("status").nth(1)).toContainText("No. The second chunk has 16 bytes as well");
  await asked.getByRole("status").nth(1).getByRole("link").click(); // where one sees it
  await expect(step(page, "greeting")).toHaveText("3 of 4");
  await asked.getByRole("radio", { name: /^The header told it the length/ }).check();
  await check.nth(1).click();
  await expect(asked.getByRole("status").nth(1)).toHaveText("Yes.");
  await axeClean(page, { include: [".prediction"] });

  await page.goto(server.home);
  await expect(page.getByText("1 of 4 predictions made")).toBeVisible();
  await expect(page.getByText("You have made 1 of")).toContainText("0 were right at the first try");
  await page.getByRole("button", { name: "Forget my answers" }).click();
  await expect(page.getByText("1 of 4 predictions made")).toBeHidden();
});

test("the answer can be asked for", async ({ page, server }) => {
  await open(page, `${server.home}2-delimiter/`);
  const asked = prediction(page, "How many messages come out?");
  await asked.getByRole("radio", { name: "three" }).check();
  await asked.getByRole("button", { name: "That is my answer" }).first().click();
  await asked.getByRole("button", { name: "Show me the answer" }).click();
  await expect(asked.getByRole("status").first()).toHaveText("This is the answer.");
  await expect(asked.locator("label.right")).toHaveText("two");
});

test("a byte is answered by keyboard, or in the figure", async ({ page, server }) => {
  await open(page, `${server.home}3-counting/`);
  const bytes = prediction(page, "Click the byte that completes the header");
  await bytes.getByRole("radio").first().focus();
  for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowRight");
  await bytes.getByRole("button", { name: "That is my answer" }).first().click();
  await expect(bytes.getByRole("status").first()).toHaveText("Right.");

  // The same in the figure itself.
  await open(page, `${server.home}2-delimiter/`);
  const mark = prediction(page, "Click the byte that completes the first delimiter");
  await mark.getByRole("button", { name: "Click it in the figure" }).click();
  const strip = (await figure(page, "poem").locator("stream-axis .strip").boundingBox())!;
  const cell = (await figure(page, "poem").locator("stream-axis .bar.send").first().boundingBox())!.width / 10;
  await page.mouse.click(strip.x + 6 + 9.5 * cell, strip.y + 95);
  await expect(mark.getByRole("radio", { name: "byte 9: >" })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(mark.getByRole("status").first()).toHaveText("Right.");
});

test("a link reopens the very step, changed cuts and all; a forged one says so", async ({ page, server, context }) => {
  await open(page, `${server.home}6-machine/`);
  await skipQuestions(page);
  const say = (p: Page) => figure(p, "carry").locator(".say").first();
  await figure(page, "carry").locator(".go").focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/#1\/at\/carry\/3$/);
  await showAll(figure(page, "carry"));
  const gap = figure(page, "carry").getByRole("slider", { name: "Gap between bytes" });
  await gap.focus();
  await page.keyboard.press("PageDown");
  await page.keyboard.press("Delete");
  await expect(page).toHaveURL(/#1\/at\/carry\/\d+\/1\//);
  const said = await say(page).textContent();
  const fresh = await context.newPage();
  await open(fresh, page.url());
  await expect(say(fresh)).toHaveText(said!);
  await expect(figure(fresh, "carry")).toBeInViewport();
  const [, at] = /carry\/(\d+)/.exec(page.url())!;
  await figure(fresh, "carry").getByRole("button", { name: "Step back" }).click();
  await expect(fresh).toHaveURL(new RegExp(`#1/at/carry/${Number(at) - 1}/1/`)); // it is a change of that figure still

  for (const forged of ["#1/at/carry/9999", "#1/at/nobody/1", "#1/at/carry/1/1/s/nonsense", "#1/"]) {
    await fresh.goto("about:blank");
    await open(fresh, `${server.home}6-machine/${forged}`);
    await expect(fresh.getByRole("alert")).toContainText("The page is here all the same.");
  }
  await fresh.evaluate(() => (location.hash = "#1/at/carry/1"));
  await expect(fresh.getByRole("alert")).toHaveCount(0);
});

test("the theorem runs over every schedule, and can be stopped", { tag: "@long" }, async ({ page, server }) => {
  await open(page, `${server.home}6-machine/`);
  const theorem = page.locator("lesson-theorem");
  await theorem.scrollIntoViewIfNeeded();
  await theorem.getByRole("button", { name: "Start" }).click();
  await expect(theorem.getByRole("status")).toContainText(/\d of 1,048,576 schedules tried/);
  await theorem.getByRole("button", { name: "Stop" }).click();
  await expect(theorem.getByRole("status")).toContainText("Stopped.");
  await theorem.getByRole("button", { name: "Start" }).click();
  await expect(theorem.getByRole("status")).toHaveText("All 1,048,576 schedules tried: the messages are always the same.", { timeout: 200_000 });
  await theorem.getByRole("combobox").selectOption("tutorial");
  await theorem.getByRole("button", { name: "Start" }).click();
  await expect(theorem.getByRole("status")).toContainText("The first that breaks it: 1, then the rest.");
});

test("chapter 7 goes live on the real server", async ({ page, own, complaints }) => {
  const server = await own("-interval", "1h");
  await open(page, `${server.home}7-live/`);
  await page.getByRole("button", { name: "Connect to the server" }).click();
  const live = page.locator("lesson-live stream-live");
  const recording = page.locator("lesson-live stream-figure");
  await expect(live.getByRole("status")).toContainText("Connected: every recv(16)");
  // Beside it the tutorial's client reads the same, and is soon out of step.
  await expect(recording.locator(".difference")).toContainText("the tutorial's client", { timeout: 60_000 });
  await expect(recording.locator(".beside .box.never")).toBeVisible();
  // A figure that follows would leave one's own message behind: the server says nothing else.
  await page.getByText("How the sender writes").click();
  await live.getByLabel("The time, every").selectOption("");
  await expect(live.getByRole("status")).toContainText("so this is a new one. Connected: every recv(16)");
  await live.getByRole("textbox").fill("from chapter seven");
  await live.getByRole("button", { name: "Send", exact: true }).click();
  await expect(recording.locator("stream-axis .bar.payload", { hasText: "from chapter seven" }).first()).toBeAttached();
  // What the server does is changed in the session; a buffer takes a new one, and that is said.
  await live.getByLabel("Each write is cut").selectOption("every 7");
  await expect(recording.locator("stream-stage .msg", { hasText: "ok cut every 7" }).first()).toBeAttached();
  await live.getByRole("combobox", { name: "Buffer" }).selectOption("64");
  await expect(live.getByRole("status")).toContainText("so this is a new one. Connected: every recv(64)");
  // With all that can be opened, beside what the page came with.
  await live.getByRole("button", { name: "Fork at this step" }).click();
  await expect(recording).toHaveCount(2);
  await openAll(page);
  await axeClean(page);
  expect(complaints).toEqual([]);
});

test("the look is chosen, and kept", async ({ page, server }) => {
  await page.goto(server.home);
  await page.getByRole("combobox", { name: "Look of the pages" }).selectOption("projector");
  await page.goto(`${server.home}1-stream/`);
  expect(await page.evaluate(() => [getComputedStyle(document.documentElement).colorScheme, getComputedStyle(document.documentElement).fontSize])).toEqual(["light", "22px"]);
  // The bytes are large too, and one is still cut where one clicks.
  await skipQuestions(page);
  await showAll(figure(page, "one-send"));
  const axis = figure(page, "one-send").locator("stream-axis");
  await axis.scrollIntoViewIfNeeded();
  expect((await axis.locator(".strip").boundingBox())!.height).toBeGreaterThan(190);
  const sent = (await axis.locator(".bar.send").boundingBox())!;
  const strip = (await axis.locator(".strip").boundingBox())!;
  await page.mouse.click(sent.x + (sent.width * 10) / 34, strip.y + 95 * 1.375);
  await expect(axis.locator(".bar.recv")).toHaveCount(4);
});

test("the figure moves to where a question is asked when the pointer is up, so that what was clicked is chosen", async ({ page, server }) => {
  await open(page, `${server.home}6-machine/`);
  const asked = page.locator("lesson-prediction", { has: page.locator(".bytes") }).first();
  await asked.locator(".bytes label").first().click();
  await expect(asked.locator(".bytes input").first()).toBeChecked();
  await asked.getByRole("button", { name: "That is my answer" }).first().click();
  await expect(asked.getByRole("link", { name: "Look at the figure" })).toBeVisible();
});

test("the map of the chapters says which section is being read, and leads to each", async ({ page, server }) => {
  await open(page, `${server.home}1-stream/`);
  const map = page.getByRole("navigation", { name: "Chapters" });
  const here = map.locator("[aria-current]");
  await expect(here).toHaveText(["A stream has no messages"]);
  await map.getByRole("link", { name: "What TCP promises" }).click();
  await expect(page.getByRole("heading", { name: "What TCP promises" })).toBeInViewport();
  await expect(here).toHaveText(["A stream has no messages", "What TCP promises"]);
  await map.getByRole("link", { name: "Marking the end" }).click();
  await expect(here).toHaveText(["Marking the end"]);
});

test("while a question is open its figure tells nothing of the answer; who wants to go on is asked to guess, or skips", async ({ page, server }) => {
  await open(page, `${server.home}1-stream/`);
  const sends = figure(page, "two-sends");
  const text = () => sends.evaluate((e) => (e as HTMLElement).innerText);
  expect(await text()).not.toMatch(/Two sends|35|bridge|of 2/);
  await expect(sends.getByRole("button", { name: "Show all" })).toHaveCount(0);
  await sends.locator(".go").focus();
  for (const key of ["ArrowRight", "End", "m"]) {
    await page.keyboard.press(key);
    await expect(sends.locator(".held")).toContainText("Guess first.");
    await expect(step(page, "two-sends")).toHaveText("step 0");
  }
  await axeClean(page, { include: ["#two-sends"] });
  await sends.getByRole("button", { name: "To the question" }).click();
  await expect(prediction(page, "How much does it get?").getByRole("radio").first()).toBeFocused();
  await sends.getByRole("button", { name: "Skip it" }).click();
  await expect(step(page, "two-sends")).toHaveText(/^1 of /);
  await expect(sends.locator("figcaption")).toContainText("Two sends, one recv");
  await expect(prediction(page, "How much does it get?").getByRole("status").first()).toContainText("Skipped.");

  // A guess opens it, too.
  const first = prediction(page, "What does this first call return?");
  await first.getByRole("radio", { name: "The whole line. It was sent as one." }).check();
  await first.getByRole("button", { name: "That is my answer" }).first().click();
  await expect(figure(page, "one-send").locator("figcaption")).toContainText("One line of text");
  await expect(step(page, "one-send")).toHaveText(/^2 of /);
});

test("one of several figures is chosen; each has its own address and its own question", async ({ page, server }) => {
  await open(page, `${server.home}4-buffer-by-buffer/`);
  const choice = page.locator('lesson-choice[data-figure="times"]');
  await choice.getByRole("button", { name: "recv(20)" }).click();
  await expect(figure(page, "times").locator(".say").first()).toContainText("Nothing has arrived yet.");
  await figure(page, "times").locator(".go").click();
  await expect(figure(page, "times").locator(".held")).toBeVisible();
  await figure(page, "times").getByRole("button", { name: "Skip it" }).click();
  await expect(page).toHaveURL(/#1\/at\/times-20\/1$/);
  await page.reload();
  await expect(choice.getByRole("button", { name: "recv(20)" })).toHaveAttribute("aria-pressed", "true");
  await choice.getByRole("button", { name: "recv(16)" }).click();
  await figure(page, "times").locator(".go").focus();
  await page.keyboard.press("End");
  await expect(figure(page, "times").locator(".out .msg")).toHaveCount(3);

  // A question about another choice is answered by that one.
  const small = prediction(page, "It always arrives whole.");
  await small.getByRole("radio", { name: "We", exact: true }).check();
  await small.getByRole("button", { name: "That is my answer" }).first().click();
  await expect(small.getByRole("status").first()).toHaveText("Right.");
  await expect(page.locator('lesson-choice[data-figure="greeting"]').getByRole("button", { name: "recv(1)", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(figure(page, "greeting").locator(".out .msg")).toHaveText(["Wenobody sent this"]);
});

test("chapter 5 is a game: what one brings the client to is noted", async ({ page, server }) => {
  await open(page, `${server.home}5-breaking/`);
  const game = figure(page, "game");
  const goals = page.locator("lesson-goals");
  await expect(goals.locator(".done")).toHaveCount(0);
  await game.evaluate((e) => (e as unknown as { bench: { edit(c: object): Promise<string> } }).bench.edit({ schedule: "in one chunk" }));
  await game.locator(".go").focus();
  await page.keyboard.press("End");
  await expect(goals.locator("li").first()).toHaveClass("done");
  await expect(game.getByText("Goal 1 is reached. 2 to go.")).toBeInViewport();
  await game.evaluate((e) => (e as unknown as { bench: { edit(c: object): Promise<string> } }).bench.edit({ schedule: "1, 10, then the rest" }));
  await page.keyboard.press("End");
  await expect(game.getByText("That was all of it.")).toBeInViewport();
});
