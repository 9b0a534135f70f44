import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { PAGES } from "./pages.ts";
import { count, expect, open, say, test, title } from "./server.ts";

const KINDS: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain" };

test("exported as static files the site works under any path", async ({ page, complaints }) => {
  const folder = mkdtempSync(join(tmpdir(), "bufferbybuffer-export-"));
  execFileSync(process.env.NATIVE!, ["export", folder]);
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("index.html"));
  expect(pages.map((file) => file.slice(0, -"index.html".length)).sort()).toEqual([...PAGES].sort());
  const host = createServer((ask, answer) => {
    const path = decodeURI(new URL(ask.url!, "http://host").pathname);
    let file = join(folder, path.replace(/^\/some\/where\//, "/"));
    if (path.endsWith("/")) file = join(file, "index.html");
    if (!path.startsWith("/some/where/") || !statSync(file, { throwIfNoEntry: false })?.isFile()) return void answer.writeHead(404).end();
    answer.writeHead(200, { "Content-Type": KINDS[extname(file)]! });
    createReadStream(file).pipe(answer);
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(host.address() as AddressInfo).port}/some/where/`;

  await open(page, base);
  await page.keyboard.press("ArrowRight");
  await page.getByRole("link", { name: "Playground" }).first().click();
  await expect(page).toHaveURL(`${base}playground/`);
  await page.getByLabel("Example").selectOption("split-header");
  await expect(title(page)).toContainText("header");
  await page.getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("Space"); // through the module
  await expect(page.locator("stream-axis .bar.recv")).toHaveCount(1); // the two that the cut had made
  await page.locator("stream-figure .go").focus();
  await page.keyboard.press("ArrowRight");
  await expect(count(page)).toHaveText(/^1 of/);
  await expect(say(page)).not.toBeEmpty();

  // Where there is no server, the pages say so, and do not look for one: its own code speaks in the page, over the page's TCP.
  await page.getByRole("button", { name: "Live" }).click();
  await expect(page.locator(".source .status")).toContainText("These pages are static files");
  await expect(page.locator("stream-playground stream-figure")).toContainText("Welcome to the server!");
  await page.goto(`${base}7-live/`);
  const live = page.locator("lesson-live");
  await expect(live).toContainText("It is no real connection");
  await live.getByRole("button", { name: "Let the server speak" }).click();
  await expect(live.locator("stream-figure")).toContainText("Welcome to the server!");
  await live.getByRole("button", { name: "Draw it in time" }).click();
  await expect(live.locator("stream-journey .message").first()).toContainText("Welcome to the ser");

  await page.goto(`${base}journey/#live`);
  await expect(page.locator(".live")).toContainText("It is no real connection");
  await page.getByRole("button", { name: "Let it speak" }).click();
  await expect(page.locator("stream-journey h2")).toHaveText("The time server, over a TCP in this page");
  await expect(page.locator("stream-journey .message").first()).toContainText("Welcome to the server!");

  // The workshop judges there, too.
  await page.goto(`${base}workshop/#byte-by-byte`);
  const go = page.getByRole("button", { name: "Run", exact: true });
  for (const language of ["Python", "JavaScript"]) {
    await page.locator(".segmented").getByRole("button", { name: language }).click();
    await go.click();
    await expect(page.locator(".breaker > p b"), language).toContainText("Cut after byte 1, ", { timeout: 60_000 });
    await expect(go).toBeVisible();
  }

  // What has changed there is seen at the next visit; with the host gone, what was kept still judges.
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active!.state !== "activated") await new Promise((resolve) => active!.addEventListener("statechange", resolve, { once: true }));
  });
  const workshop = join(folder, "workshop/index.html");
  writeFileSync(workshop, readFileSync(workshop, "utf8").replace("<h1>Write your own loop</h1>", "<h1>Changed since</h1>"));
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Changed since");
  expect(complaints).toEqual([]);
  host.closeAllConnections();
  await new Promise((closed) => host.close(closed));
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Write your own loop");
  await go.click();
  await expect(page.locator(".breaker > p b")).toContainText("Cut after byte 1, ", { timeout: 60_000 });
  rmSync(folder, { recursive: true });
});
