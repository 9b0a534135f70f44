import type { Page } from "@playwright/test";
import { axeClean } from "./axe.ts";
import { expect, test } from "./server.ts";

const figure = (page: Page) => page.locator("stream-journey");
const say = (page: Page) => figure(page).locator(".say");
const field = (page: Page, name: string) => page.locator(".form").getByLabel(name);
/** What each recv returned. */
const returned = (page: Page) => figure(page).locator(".call .size").filter({ hasText: "returned" });
/** What stands far down is fetched when it is about to be seen. */
const settings = (page: Page) => page.locator(".settings").evaluate((below) => below.scrollIntoView());
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
/** Where a question is chosen already, or there is less room, they are not a list. */
const choose = (page: Page, question: string) => page.locator("select.titles").selectOption(question);
const lost = "#1/message:+'Welcome+to+the+server!'~message:+'hello'~lose:+2~mss:+8~recv:+1024";

test.beforeEach(async ({ page, server }) => {
  await page.goto(`${server.home}journey/`);
  await figure(page).locator(".view").waitFor();
});

test("a question shows nothing of its answer; a guess plays it, and then it is told", async ({ page, complaints }) => {
  await press(page, "Lose the second segment: which recv waits?");
  await expect(say(page)).toContainText("Nothing has been sent yet.");
  await expect(figure(page).locator(".segment")).toHaveCount(0);
  await press(page, "none: the third comes first");
  await expect(figure(page).getByRole("button", { name: "Pause" })).toBeVisible();
  await page.keyboard.press("End");
  await expect(page.locator(".question")).toContainText("No: the second one. A stream has an order.");
  await expect(returned(page)).toHaveText(["returned 8", "returned 39"]);
  expect(complaints).toEqual([]);
});

test("before a question is answered, or skipped, nothing in sight tells of the run that it is about", async ({ page, server }) => {
  await page.setViewportSize({ width: 1000, height: 800 });
  await settings(page);
  await page.locator(".settings .came").waitFor();
  const questions = await page.locator(".scenes li:has(.choices)").evaluateAll((all) =>
    all.map((li) => ({ name: (li as HTMLElement).dataset.scene!, right: li.querySelectorAll(".choices li")[Number((li as HTMLElement).dataset.answer)]!.textContent! })),
  );
  expect(questions.length).toBeGreaterThan(4);
  for (const { name, right } of questions) {
    const run = (await (await fetch(`${server.home}journeys/${name}.json`)).json()) as { recvs: { at: number }[]; steps: { say: [string, string] }[]; ways: { say: string }[] };
    const told = [...run.steps.slice(1).flatMap(({ say }) => say), ...run.ways.map(({ say }) => say), "step 0 of", `${run.recvs.at(-1)!.at} ms`].filter((sentence) => sentence);
    await choose(page, name);
    await expect(figure(page).locator(".count")).toHaveText("step 0");
    await expect(page.locator(".settings .came")).toHaveText("What comes of it is said when you have answered.");
    /** What one can read, or hear, in an element. */
    const sight = (of: string) => page.locator(of).evaluate((e: HTMLElement) => [e, ...e.querySelectorAll("[aria-label], [aria-valuetext]")].map((e) => `${e.ariaLabel} ${e.ariaValueText}`).join("\n") + e.innerText);
    const options = await page.locator(".picks").innerText();
    const [all, around] = [(await sight("journey-page")).replace(options, ""), (await Promise.all([sight("stream-journey"), sight(".settings")])).join("\n")];
    expect(told.filter((sentence) => all.includes(sentence)), name).toEqual([]);
    expect(around, name).not.toMatch(new RegExp(`\\b${right}\\b`));
  }
  // Who steps does not guess; at the end it is told, and not taken for done.
  await figure(page).getByRole("button", { name: "Step back" }).focus();
  await page.keyboard.press("End");
  await expect(page.locator(".question")).toContainText("The answer: one message, whole.");
  await expect(page.locator(".settings .came")).toContainText("Three sends");
  await expect(page.locator(".ask")).not.toContainText("You have done");
});

test("a guess is marked, and the right one; the second click of a double click guesses nothing", async ({ page }) => {
  await press(page, "Header and payload, a send for each");
  const option = page.getByRole("button", { name: "after 15 ms" });
  const { x, y } = (await option.boundingBox())!;
  await page.mouse.move(x + 9, y + 9);
  await page.mouse.down({ clickCount: 2 });
  await page.mouse.up({ clickCount: 2 });
  await expect(page.locator(".question")).toContainText("Say what you expect");
  await option.click();
  await figure(page).getByRole("button", { name: "Pause" }).focus();
  await page.keyboard.press("End");
  await expect(page.locator(".question")).toContainText("No: after 55 ms.");
  await expect(page.getByRole("button", { name: "after 15 ms ✗ not so" })).toBeVisible();
  await expect(page.getByRole("button", { name: "after 55 ms ✓ right" })).toBeVisible();
  await expect(page.locator("[data-mark]")).toHaveCount(2);
});

test("tasks are ticked by what the TCP did, and that is remembered", async ({ page, complaints }) => {
  await press(page, "Make three sends arrive in one recv");
  await expect(page.locator(".question")).toContainText("So far: Three sends, three segments, three recvs, three messages");
  await field(page, "ms after each recv").fill("20");
  await expect(page).toHaveURL(/pause:\+20/); // not enough
  await expect(page.locator(".question")).toContainText("So far: Three sends");
  await field(page, "ms until the first recv").fill("100");
  await expect(page.locator(".question")).toContainText("Done. All three were waiting in one queue.");
  await expect(page.locator(".settings .came")).toContainText("Done. All three"); // beside what was changed
  await choose(page, "lost");
  await press(page, "the second one");
  await page.keyboard.press("End");
  await expect(page.locator(".question")).toContainText("Yes: the second one.");
  await page.reload();
  await expect(page.getByRole("button", { name: "Make three sends arrive in one recv: done" })).toHaveText("✓ Make three sends arrive in one recv");
  await expect(page.locator(".ask")).toContainText("You have done 2 of 8.");
  await press(page, "Forget it");
  await expect(page.getByRole("button", { name: /: done$/ })).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("it is stepped by keys: a lost segment, a gap, and what fills it", async ({ page, server }) => {
  await page.goto(`${server.home}journey/${lost}`);
  await expect(figure(page).locator("h2")).toHaveText("Your own");
  await figure(page).getByRole("button", { name: "Step back" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(say(page)).toContainText("recv(1024) returned the 39 bytes that were waiting.");
  await page.keyboard.press("Home");
  for (const what of ["Send 1 puts 32 bytes", "Segment 1 leaves with eight bytes"]) {
    await page.keyboard.press("ArrowRight");
    await expect(say(page)).toContainText(what);
  }
  await page.goto(`${server.home}journey/${lost}&1`); // as the link to the step before has it
  await expect(figure(page).locator(".count")).toHaveText("1 of 19");
  await page.keyboard.press("r");
  await expect(say(page)).toContainText("recv(1024) returned the eight bytes that were waiting.");
  await expect(figure(page).locator(".cross")).toHaveCount(2); // and in the legend
  await expect(figure(page).locator(".queue .hole").first()).toBeVisible();
  await page.keyboard.press("n");
  await expect(say(page)).toContainText("Messages 1 and 2 are complete.");
  await expect(figure(page).locator(".badge.again text")).toHaveText(["7"]);
});

test("settings run the TCP in the page: a small window, Nagle’s algorithm on and off, and overtaking, each with the recvs that follow", async ({ page, complaints }) => {
  const set = async (values: Record<string, string>, recvs: number[]) => {
    for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
    await expect(returned(page)).toHaveText(recvs.map((n) => `returned ${n}`));
  };
  await settings(page);
  await set({ "segments to lose": "", "recv’s buffer": "1024", "bytes in a segment": "1460" }, [47]);
  await set({ "room in the kernel": "16", "ms until the first recv": "100", "bytes in a segment": "8" }, [16, 16, 15]);
  await set({ "room in the kernel": "65535", "ms until the first recv": "0", "bytes in a segment": "1460" }, [47]);
  await field(page, "a send for").selectOption("header and payload");
  await field(page, "Nagle’s algorithm").check();
  await expect(returned(page)).toHaveText(["returned 10", "returned 37"]);
  await expect(figure(page).locator(".queue text").first()).toHaveText("Nagle");
  await field(page, "Nagle’s algorithm").uncheck();
  await expect(returned(page)).toHaveText(["returned 47"]);
  await set({ "segments to be overtaken": "1", "by so many ms": "30" }, [47]);
  await expect(figure(page).locator(".hole").first()).toBeVisible();
  expect(complaints).toEqual([]);
});

test("the address has the settings; one that somebody forged, and a setting that can’t be, are refused in words", async ({ page, server }) => {
  await settings(page);
  await field(page, "bytes in a segment").fill("10");
  await expect(page).toHaveURL(/#1\/message.*mss:\+10/);
  const address = page.url();
  await field(page, "bytes in a segment").fill("2");
  await expect(page.locator(".wrong")).toHaveText("2 is not between 4 and 1460 bytes.");
  await expect(returned(page).first()).toBeVisible(); // what was shown stays
  await page.goto(`${server.home}journey/#1/mss:+eight`);
  await expect(page.locator(".ask .problem")).toHaveText("This link is broken: mss: \"eight\" is no number.");
  await page.goto(address);
  await settings(page);
  await expect(field(page, "bytes in a segment")).toHaveValue("10");
  await expect(page.locator(".ask .problem")).toBeHidden();
});

for (const [width, height] of [[1280, 800], [1366, 657]] as const) {
  test(`on arrival one sees a segment lost and sent again, and what steps it: ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const above = (await figure(page).locator(".foot").boundingBox())!;
    for (const part of [".cross", ".badge.again rect"]) {
      const seen = (await figure(page).locator(".view").locator(part).first().boundingBox())!;
      expect(seen.y + seen.height, part).toBeLessThan(above.y);
    }
    const step = figure(page).getByRole("button", { name: "Step from the start" });
    const box = (await step.boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    await step.click();
    await expect(say(page)).toContainText("Nothing has been sent yet.");
  });
}

test("a finger lights the byte it taps, or the nearest, and goes on from there; a step leads back to what happens", async ({ browser, server }) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await page.goto(`${server.home}journey/`);
  await figure(page).locator(".view").waitFor();
  const came = figure(page).locator(".call .part").first();
  await came.evaluate((bytes) => bytes.scrollIntoView({ block: "center" }));
  const box = (await came.boundingBox())!;
  await page.touchscreen.tap(box.x + 1, box.y + box.height + 8); // a little below
  await expect(figure(page).locator(".pointed")).toContainText("byte 0 2 Sent with send 1");
  for (const name of ["The byte before", "The next byte"]) expect((await figure(page).getByRole("button", { name }).boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await figure(page).getByRole("button", { name: "The next byte" }).tap();
  await expect(figure(page).locator(".pointed")).toContainText("byte 1 2 Sent with send 1");
  await figure(page).getByRole("button", { name: "Step back" }).tap();
  await expect(figure(page).locator(".pointed")).toHaveCount(0);
  await expect(say(page)).toContainText("recv(16) returned");
  await page.close();
});

test("on paper it is the whole picture, as wide as the paper, and the table of its steps", async ({ page }) => {
  await figure(page).getByRole("button", { name: "Step from the start" }).click();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.setViewportSize({ width: 700, height: 1000 }); // what A4 has between its margins
  await expect(figure(page).locator(".message")).toHaveCount(2);
  const [heads, view, legend, steps] = await Promise.all([".heads", ".view", ".legend", "table"].map(async (part) => (await figure(page).locator(part).boundingBox())!));
  expect(view!.width).toBeLessThanOrEqual(700);
  for (const [above, below] of [[heads!, view!], [view!, legend!], [legend!, steps!]] as const) expect(above.y + above.height).toBeLessThanOrEqual(below.y + 1);
  await expect(figure(page).getByRole("row").filter({ hasText: "fills the gap" })).toBeVisible();
  await expect(page.locator(".foot, .controls, .tools, .ask, .settings").filter({ visible: true })).toHaveCount(0);
});

test("what is pointed at is lit all the way; the table says the same", async ({ page }) => {
  const send = figure(page).locator(".call").first();
  await send.evaluate((bytes) => bytes.scrollIntoView({ block: "center" }));
  await send.locator(".name").hover();
  await expect(figure(page).locator(".pointed")).toHaveText("bytes 0 to 31 22········Welcome·to·the·server!");
  await expect(figure(page).locator(".message.dim")).toHaveCount(1);
  // A single byte, where the mouse is on one: here the last of a send, which lost its first segment.
  const box = (await send.locator(".part").last().boundingBox())!;
  await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2);
  await expect(figure(page).locator(".pointed")).toContainText(/^byte 31 ! Sent with send 1 after 0 ms, here too early with segment 3 after 20 ms, behind a gap until/);
  await page.mouse.move(0, 0);
  await expect(figure(page).locator(".dim")).toHaveCount(0);
  // And by keyboard.
  await figure(page).getByRole("slider", { name: "Byte" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(figure(page).locator(".pointed")).toContainText("byte 1 2 Sent with send 1");
  await expect(figure(page).getByRole("slider", { name: "Byte" })).toHaveAttribute("aria-valuetext", /^1, 2\. Sent with send 1 after 0 ms, .*, in the header of message 1\.$/);
  await page.keyboard.press("Tab");
  await expect(figure(page).locator(".dim")).toHaveCount(0);
  await press(page, "As a table");
  await expect(figure(page).getByRole("row").filter({ hasText: "fills the gap" })).toBeVisible();
  await axeClean(page);
});

test("a real connection is drawn as it happens, and no more of it than the kernel says", async ({ page, server, complaints }) => {
  await page.goto(`${server.home}journey/#live`);
  await page.getByLabel("The server tells the time every").selectOption("100ms");
  await press(page, "Connect");
  await expect(returned(page).nth(3)).toHaveText("returned 16");
  await expect(figure(page).locator(".message").first()).toContainText("Welcome to the server!");
  await expect(figure(page).locator(".queue text").filter({ hasText: "segment" }).first()).toBeVisible();
  await expect(figure(page).locator(".segment")).toHaveCount(0);
  await expect(figure(page).locator(".legend")).toContainText("the kernel does not say");
  await press(page, "Disconnect");
  await expect(page.locator(".live")).toContainText("What was recorded stays here.");
  await axeClean(page);
  await choose(page, "nagle"); // leads back to the TCP of the page
  await expect(page.locator(".form")).toBeVisible();
  expect(complaints).toEqual([]);
});

test("axe finds nothing, at 360 pixels either, where nothing is wider than the page", async ({ page }) => {
  await press(page, "Header and payload, a send for each");
  await press(page, "after 55 ms");
  await page.keyboard.press("End");
  await axeClean(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(figure(page).locator(".scrub .narrow")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await axeClean(page);
});

test("with scripts off it is a table, and the questions have their answers", async ({ server }) => {
  const text = await (await fetch(`${server.home}journey/`)).text();
  expect(text).toContain("<b>Segment 2 is lost on its way.</b>");
  expect(text).toContain("<b>the second one.</b>");
});

test("chapter 1 opens with one, drawn before any script; who asks goes through it", async ({ page, server, complaints }) => {
  await page.goto(`${server.home}1-stream/`);
  const small = page.locator("lesson-journey");
  await expect(small.getByRole("img", { name: "Two sends, four segments, three recvs, two messages" })).toBeVisible();
  await small.getByText("In words").click();
  await expect(small.getByRole("listitem").filter({ hasText: "recv(1024) returned the 23 bytes that were waiting." })).toContainText("They are the end of message 1 and the beginning of message 2.");
  await axeClean(page);
  await press(page, "Go through it step by step");
  await expect(small.getByRole("button", { name: "Step", exact: true })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(say(page)).toContainText("Send 1 puts 23 bytes");
  await page.keyboard.press("End");
  await expect(returned(page)).toHaveText(["returned 12", "returned 23", "returned 2"]);
  expect(complaints).toEqual([]);
});
