import type { AxeResults } from "axe-core";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe looks at: CSS selectors of what to include (all, where none is given) and to leave out. */
export type Part = { include?: string[]; exclude?: string[] };

/**
 * Axe finds nothing; in the dark only colours can be wrong that were right in the light. It runs right in the page:
 * @axe-core/playwright opens another for each report, which takes longer than the report.
 */
export async function axeClean(page: Page, part: Part = {}): Promise<void> {
  await page.evaluate(source);
  for (const [colorScheme, rules] of [
    ["light", undefined],
    ["dark", ["color-contrast"]],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    const { passes, violations } = await page.evaluate(
      ([part, rules]) => {
        const { axe } = window as never as { axe: { run(context: object, options: object): Promise<AxeResults> } };
        return axe.run(part.include || part.exclude ? part : document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : { rules: { "label-content-name-mismatch": { enabled: true } } }) });
      },
      [part, rules] as const,
    );
    expect(passes.length, "axe looked at something").toBeGreaterThan(0);
    expect(violations.map((v) => `${colorScheme}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" ")}`)).toEqual([]);
  }
}
