import type { AxeResults } from "axe-core";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import { skipQuestions } from "./server.ts";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe looks at: CSS selectors; all, where none is given. */
type Part = { include?: string[] };

/** Rules that axe has, but does not follow unasked. */
const ALSO = { "label-content-name-mismatch": { enabled: true }, "duplicate-id": { enabled: true }, "duplicate-id-active": { enabled: true } };

/**
 * Axe finds nothing; in the dark only colours can be wrong that were right in the light. It runs right in the page:
 * @axe-core/playwright opens another for each report, which takes longer than the report.
 */
export async function axeClean(page: Page, part: Part = {}): Promise<void> {
  await page.evaluate(source);
  for (const [colorScheme, options] of [
    ["light", { rules: ALSO }],
    ["dark", { runOnly: ["color-contrast"] }],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    const { passes, violations } = await page.evaluate(
      ([part, options]) => {
        const { axe } = window as never as { axe: { run(context: object, options: object): Promise<AxeResults> } };
        return axe.run(part.include ? part : document, { resultTypes: ["violations"], ...options });
      },
      [part, options] as const,
    );
    expect(passes.length, "axe looked at something").toBeGreaterThan(0);
    expect(violations.map((v) => `${colorScheme}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" ")}`)).toEqual([]);
  }
}

/** Opens all that can be opened: each part of each figure, each table, each answer. */
export async function openAll(page: Page): Promise<void> {
  await skipQuestions(page); // while one is open, its figure has less
  await page.evaluate(() => {
    for (const part of document.querySelectorAll<HTMLElement>("[data-part][aria-pressed=false]")) part.click();
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await page.waitForFunction(() => [...document.querySelectorAll("stream-figure")].every((figure) => figure.querySelector(".axis") && figure.querySelector(".panels stream-code pre") && figure.querySelector(".trace table")));
}
