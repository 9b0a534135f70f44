import type { Page } from "@playwright/test";
import { expect, open, test } from "./server.ts";

/** Every page that can be reached from the first one, and every address in them that names a place in a page. */
async function survey(page: Page, home: string): Promise<{ pages: string[]; places: string[] }> {
  const pages = [home];
  const places = new Set<string>();
  for (const from of pages) {
    const html = await (await page.request.get(from)).text();
    for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
      const to = new URL(href!, from);
      if (!to.href.startsWith(home)) continue;
      if (to.hash) places.add(to.href);
      to.hash = "";
      if (to.pathname.endsWith("/") && !pages.includes(to.href)) pages.push(to.href);
    }
  }
  return { pages, places: [...places] };
}

/** Waits until nothing moves any more: all code is there, and the page stands still for a sixth of a second. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => [...document.querySelectorAll("stream-code")].every((code) => code.querySelector("pre")));
  await page.evaluate(async () => {
    await document.fonts.ready;
    let last = "";
    for (let still = 0; still < 10; still++) {
      await new Promise(requestAnimationFrame);
      const now = `${scrollY} ${document.documentElement.scrollHeight}`;
      if (now !== last) still = 0;
      last = now;
    }
  });
}

/** The figure that shows what has a name: that of its own, or of one to choose. */
const holder = (page: Page, name: string) => page.evaluate((name) => document.querySelector<HTMLElement>(`lesson-choice:has([data-name="${name}"])`)?.dataset.figure ?? name, name);

/** What a reader who was sent to a figure does not see of it: its heading, its sentence, or the recv that it is at. */
const unseen = (page: Page, id: string) =>
  page.evaluate((id) => {
    const figure = document.getElementById(id)!;
    const seen = (e: Element) => {
      const { left, right, top, bottom } = e.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) return false;
      const over = document.elementFromPoint(Math.max(4, Math.min((left + right) / 2, innerWidth - 4)), (top + bottom) / 2);
      return over !== null && (e.contains(over) || over.contains(e));
    };
    const parts: [string, Element | null][] = [
      ["heading", figure.querySelector("figcaption h2")],
      ["sentence", figure.querySelector(".say")],
      ["recv", figure.querySelector(".row.now .label, .bar.recv.now")],
    ];
    return parts.filter(([, e]) => e && !seen(e)).map(([name, e]) => `${name} at ${Math.round(e!.getBoundingClientRect().top)} of ${innerHeight}`);
  }, id);

for (const viewport of [{ width: 1280, height: 800 }, { width: 360, height: 740 }]) {
  test(`${viewport.width} px: every link to a place leads there`, { tag: "@long" }, async ({ page, server }) => {
    await page.setViewportSize(viewport);
    const { places } = await survey(page, server.home);
    expect(places.filter((at) => at.includes("#1/at/")).length).toBeGreaterThan(20);
    const lost: string[] = [];
    for (const place of places) {
      const hash = decodeURIComponent(new URL(place).hash.slice(1));
      const [, id, step] = /^1\/at\/([^/]+)\/(\d+)/.exec(hash) ?? [];
      if (id) await page.goto("about:blank"); // its page is opened anew, as from elsewhere
      await page.goto(place);
      await settled(page);
      if (id) {
        const shown = await holder(page, id);
        await expect(page.locator(`[id="${shown}"] .count`), place).toHaveText(new RegExp(`^(${step} of |step ${step}$)`)); // a question about the next one may be open
        lost.push(...(await unseen(page, shown)).map((what) => `${place}: ${what}`));
      } else if (hash !== "live" && !hash.startsWith("1/")) { // settings of a page that is no lesson
        await expect.soft(page.locator(`[id="${hash}"]`), place).toBeInViewport();
      }
    }
    expect(lost).toEqual([]);
  });

  test(`${viewport.width} px: after a wrong guess “Look at the figure” does`, { tag: "@long" }, async ({ page, server }) => {
    await page.setViewportSize(viewport);
    const lost: string[] = [];
    let guesses = 0;
    for (const at of (await survey(page, server.home)).pages) {
      const html = await (await page.request.get(at)).text();
      if (!html.includes("<lesson-prediction")) continue;
      await open(page, at);
      for (const asked of await page.locator("lesson-prediction").all()) {
        const { right, figure } = (await asked.evaluate((e) => ({ ...(e as HTMLElement).dataset }))) as { right: string; figure: string };
        await asked.locator("fieldset").first().locator("label").nth(right === "0" ? 1 : 0).click();
        await asked.getByRole("button", { name: "That is my answer" }).first().click();
        const look = asked.getByRole("link", { name: "Look at the figure" });
        const to = (await look.getAttribute("href"))!;
        await expect(page).toHaveURL((url) => url.hash === to); // the figure went there already, unseen
        await look.click();
        await settled(page);
        lost.push(...(await unseen(page, await holder(page, figure))).map((what) => `${at}${to}: ${what}`));
        guesses++;
      }
    }
    expect(guesses).toBeGreaterThan(20);
    expect(lost).toEqual([]);
  });
}

test("Back from the glossary finds the place where one was", async ({ page, server }) => {
  await open(page, `${server.home}5-breaking/`);
  await settled(page);
  await page.locator("stream-figure .go").first().click(); // the address names a step now
  await expect(page).toHaveURL(/#1\/at\//);
  const word = page.locator('.lesson a[href*="glossary/#"]').last();
  await word.evaluate((e) => scrollBy(0, e.getBoundingClientRect().top - 300));
  await word.click();
  await expect(page).toHaveURL(/glossary/);
  await page.goBack();
  await page.locator("stream-figure .controls").first().waitFor();
  await settled(page);
  const top = await word.evaluate((e) => e.getBoundingClientRect().top);
  expect(Math.abs(top - 300), `it stood at 300, and stands at ${top}`).toBeLessThan(3);
});
