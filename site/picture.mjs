// Makes src/pictures/*.png: the picture that stands for a shared link, from a figure as a page draws it, and the icons; and
// the README's, docs/figure.png and docs/journey.png.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const server = spawn("../bin/native", ["serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const [out] = await once(server.stdout, "data").then(async ([first]) => [/http:/.test(first) ? first : first + (await once(server.stdout, "data"))]);
const home = /http:\S+/.exec(out)[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ bypassCSP: true, viewport: { width: 1200, height: 630 }, colorScheme: "light" });

await page.goto(home, { waitUntil: "networkidle" }); // the letters are here from now on: no page waits for them

// Two messages in two chunks, at the step where the first is out, and a part of the second lies in its box.
const stream = "schedule:+34,+then+the+rest~~--+stream+--~send+'5+++++++++hello'~send+'22++++++++Welcome+to+the+server!'~";
await page.goto(`${home}playground/#1/s/4/${stream}`);
await page.locator("stream-stage .msg").waitFor();
await page.addStyleTag({ content: `
  body > :not(main), main > :not(stream-playground), .source, .shelf, stream-figure, figcaption, figure > :not(stream-stage, .foot), .foot > :not(.say) { display: none !important; }
  stream-playground, stream-playground > stream-figure { display: block !important; min-height: 0 !important; }
  main { max-width: none; height: 630px; padding: 36px 60px 26px; display: flex; flex-direction: column; }
  main::before { content: "A TCP stream has no messages in it"; font-size: 58px; font-weight: 650; letter-spacing: -0.02em; line-height: 1.1; }
  main::after { content: "Buffer by Buffer"; margin-top: auto; font-size: 28px; font-weight: 650; color: var(--soft); }
  stream-figure { zoom: 1.31; margin-top: 16px; }
  figure { margin: 0 !important; overflow: hidden; }
  .say { min-height: 0 !important; padding-block: 14px !important; }
  .say { font-size: 0 !important; }
  .say b { font-size: 18px; }
` });
await page.getByText("13 are missing").first().waitFor();
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: "src/pictures/picture.png" });

// The figure, for the README: nine bytes of the third chunk begin the next header.
await page.setViewportSize({ width: 1280, height: 1400 });
await page.goto(`${home}playground/#1/corpus/coalesced-carry-over/5`);
await page.reload(); // the same page: what was hidden above is there again
await page.getByText("Nine bytes of this chunk are left over").first().waitFor();
await page.locator("stream-axis .bar.recv").first().waitFor();
await page.addStyleTag({ content: "stream-figure .change, stream-figure .trace { display: none !important; }" });
await page.evaluate(() => document.fonts.ready);
await page.locator("stream-figure").screenshot({ path: "../docs/figure.png" });

// One stream in time, for the README: the journey that its page begins with.
await page.goto(`${home}journey/`);
await page.locator("stream-journey .view").waitFor();
await page.addStyleTag({ content: "figcaption, .journey > :not(.heads, .view, .legend) { display: none !important; }" });
await page.evaluate(() => document.fonts.ready);
await page.locator("stream-journey").screenshot({ path: "../docs/journey.png" });

const icon = readFileSync("src/pictures/icon.svg", "utf8");
for (const [name, size, ground] of [["icon", 96, "transparent"], ["touch-icon", 180, "#fbfaf7"]]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0; background: ${ground}; } svg { display: block; width: ${size}px; }</style>${icon}`);
  await page.screenshot({ path: `src/pictures/${name}.png`, omitBackground: true });
}
await browser.close();
server.kill();
