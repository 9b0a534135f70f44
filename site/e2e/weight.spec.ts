import type { Response } from "@playwright/test";
import { brotliCompressSync } from "node:zlib";
import { PAGES } from "./pages.ts";
import { expect, open, test } from "./server.ts";

/** A response's body, for whoever waits for it: one that comes after the end is nobody's. */
function body(response: Response): Promise<Buffer> {
  const body = response.body();
  body.catch(() => undefined);
  return body;
}

/** What a page weighs before the module: all that it fetched of HTML, CSS and JavaScript, in bytes of brotli. */
for (const path of PAGES) {
  test(`/${path} weighs at most 40 KB before the module`, async ({ page, server }) => {
    const parts = new Map<string, Promise<Buffer>>();
    page.on("response", (r) => {
      const kind = r.request().resourceType();
      if (r.ok() && (kind === "document" || kind === "stylesheet" || kind === "script")) parts.set(r.url(), body(r));
    });
    await page.goto(server.home + path);
    await page.waitForFunction(() => [...document.querySelectorAll("stream-figure")].every((figure) => figure.querySelector(".controls")));
    await page.waitForLoadState("networkidle");
    let total = 0;
    for (const [url, body] of parts) if (!url.endsWith("worker.js")) total += brotliCompressSync(await body).length;
    console.log(`/${path}: ${(total / 1024).toFixed(1)} KB in ${parts.size} files`);
    expect(total).toBeLessThanOrEqual(40 * 1024);
  });
}

test("no page fetches the module unasked, and it comes compressed", async ({ page, server }) => {
  const asked: string[] = [];
  page.on("request", (r) => r.url().endsWith(".wasm") && asked.push(r.url()));
  await open(page, server.home);
  await page.keyboard.press("ArrowRight");
  await page.waitForLoadState("networkidle");
  expect(asked).toEqual([]);
  const answer = await page.request.get(`${server.home}assets/core.wasm`, { headers: { "Accept-Encoding": "br" } });
  expect(answer.headers()["content-encoding"]).toBe("br");
});
