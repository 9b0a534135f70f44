import { expect, open, test } from "./server.ts";

test("on paper a figure is all of its bytes, and the table of all its steps", async ({ page, server }) => {
  await page.setViewportSize({ width: 700, height: 1000 }); // what A4 has between its margins
  let printedFigures = 0;
  for (const name of ["8-hostile", "10-streams"]) {
    await open(page, `${server.home}${name}/`);
    await page.setViewportSize({ width: 1280, height: 800 }); // as it stood on the screen
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.setViewportSize({ width: 700, height: 1000 });
    const figures = await page.evaluate(() =>
      [...document.querySelectorAll("stream-figure")].map((e) => {
        const { figure } = (e as unknown as { model: { figure: { hex: string; length: number; title: string } } }).model;
        const visible = (part: Element) => part.getBoundingClientRect().height > 0;
        const bytes = [...e.querySelectorAll(".paper:not(.beside *) svg.line")].filter(visible);
        return {
          title: figure.title,
          bytes: figure.hex.length / 2,
          steps: figure.length,
          printed: bytes.reduce((sum, line) => sum + Math.round(line.getBoundingClientRect().width / 20), 0),
          rows: [...e.querySelectorAll("figure > .scroll tbody tr")].filter(visible).length,
          wide: Math.max(...[...e.querySelectorAll("figure *")].filter(visible).map((part) => part.getBoundingClientRect().right)),
        };
      }),
    );
    printedFigures += figures.length;
    for (const { title, bytes, steps, printed, rows, wide } of figures) {
      expect.soft({ title, printed, rows, fits: wide <= 700 }).toEqual({ title, printed: bytes, rows: steps, fits: true });
    }
    // Each question has its answer, and nothing that only a screen has a use for.
    const asked = await page.evaluate(() =>
      [...document.querySelectorAll(".prediction")].map((q) => [".options, .bytes", ".said", ".see", ".reasons, .refuted, .verdict"].map((part) => [...q.querySelectorAll(part)].some((e) => e.checkVisibility()))),
    );
    expect(asked.length).toBeGreaterThan(2);
    expect.soft(asked).toEqual(asked.map(() => [true, true, true, false]));
    // A heading stays with what follows it.
    const stranded = await page.evaluate(() => [...document.querySelectorAll("h1, h2, h3, figcaption")].filter((e) => getComputedStyle(e).breakAfter !== "avoid").map((e) => e.textContent!.trim().slice(0, 40)));
    expect.soft(stranded).toEqual([]);
    expect.soft(await page.evaluate(() => [...document.querySelectorAll("button:not([role])")].filter((e) => e.checkVisibility()).map((e) => e.textContent)), "paper has no buttons").toEqual([]);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect(page.locator("stream-stage").first()).toBeVisible();
    await expect(page.locator("stream-figure table").first()).toBeHidden();
  }
  expect(printedFigures).toBeGreaterThan(3);
});
