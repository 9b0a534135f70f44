// A contact sheet, to be looked at: every page, and each way a stage can look at three moments, at four widths, in
// light and dark, for a projector and on paper; every decoder that breaks where there is least room: bin/looks/index.html.
// Words behind the command choose pages and figures by name.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";

const OUT = "../bin/looks";
const WIDTHS = [[1440, 900], [1280, 900], [768, 1024], [360, 760]];
const chapters = readdirSync("../docs/lesson").map((file) => file.replace(/\.md$/, "")).filter((name) => name !== "lost");
const pages = ["playground", "workshop", "journey", "tap", ...chapters].map((name) => ({ name, path: name === "home" ? "" : `${name}/` }));
/** Corpus files that look different from each other on the stage. */
const FIGURES = ["coalesced-carry-over", "contrast-tutorial", "contrast-no-carry-over-header", "contrast-trusted-length", "failure-truncated-payload", "wire-lines", "wire-http2"];
const BREAKING = readdirSync("../core/corpus").filter((file) => file.startsWith("contrast-")).map((file) => file.replace(/\.txt$/, "")).filter((name) => !FIGURES.includes(name));

const server = spawn("../bin/native", ["serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const [out] = await once(server.stdout, "data").then(async ([first]) => [/http:/.test(first) ? first : first + (await once(server.stdout, "data"))]);
const home = /http:\S+/.exec(out)[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const wanted = process.argv.slice(2);
const chosen = (name) => !wanted.length || wanted.some((word) => name.includes(word));
mkdirSync(OUT, { recursive: true });

const sheet = [];
const shoot = async (page, name, options) => {
  await page.screenshot({ path: `${OUT}/${name}.png`, ...options });
  sheet.push(name);
};

for (const [width, height] of WIDTHS) {
  for (const look of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: look, reducedMotion: "reduce" });
    page.setDefaultTimeout(300_000); // a machine may be busy with other things
    await page.goto(home, { waitUntil: "networkidle" }); // the letters are here from now on: no page waits for them
    const open = async (path) => {
      await page.goto("about:blank");
      await page.goto(home + path);
      await page.waitForFunction(() => [...document.querySelectorAll("stream-figure")].every((figure) => figure.querySelector("stream-stage .box, stream-rows .line")) && [...document.querySelectorAll("stream-journey")].every((journey) => journey.querySelector(".view")));
    };
    for (const { name, path } of pages.filter(({ name }) => chosen(name))) {
      await open(path);
      await shoot(page, `${name}-${width}-${look}`, { fullPage: true });
      if (width === 1280 && look === "light") {
        await page.evaluate(() => (document.documentElement.dataset.look = "projector"));
        await shoot(page, `${name}-projector`, { fullPage: true });
        await page.evaluate(() => (delete document.documentElement.dataset.look, dispatchEvent(new Event("beforeprint"))));
        await page.emulateMedia({ media: "print" });
        await shoot(page, `${name}-print`, { fullPage: true });
        await page.emulateMedia({ media: "screen" });
      }
    }
    const narrowest = width === 360 && look === "light";
    for (const name of [...FIGURES, ...(narrowest ? BREAKING : [])].filter(chosen)) {
      await open(`playground/#1/corpus/${name}/0`);
      await page.waitForFunction((name) => document.querySelector("stream-figure").bench.origin.name === name, name);
      const map = page.getByRole("button", { name: "Show all", pressed: true });
      if (width === 360 && (await map.count())) await map.click(); // it has the stage's place; that it is closed is remembered
      const last = await page.locator("stream-figure").evaluate((figure) => figure.model.last);
      for (const step of new Set([1, Math.ceil(last / 2), last])) {
        await page.locator("stream-figure").evaluate((figure, step) => figure.model.go(step), step);
        await shoot(page.locator("stream-stage"), `${name}-at-${step}-${width}-${look}`);
      }
    }
    await page.close();
  }
}
await browser.close();
server.kill();

const shown = sheet.map((name) => `<figure><a href="${name}.png"><img src="${name}.png" alt=""></a><figcaption>${name}</figcaption></figure>`);
writeFileSync(`${OUT}/index.html`, `<!doctype html><meta charset="utf-8"><title>Looks</title><style>body{font:14px system-ui;display:flex;flex-wrap:wrap;gap:16px}figure{margin:0}img{max-width:380px;max-height:500px;object-fit:cover;object-position:top;border:1px solid #999}</style>${shown.join("\n")}`);
console.log(`${sheet.length} pictures: bin/looks/index.html`);
