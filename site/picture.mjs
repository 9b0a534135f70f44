// Makes src/pictures/*.png: the picture that stands for a shared link, from a figure as a page draws it, and the icons.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const server = spawn("../bin/native", ["serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const [out] = await once(server.stdout, "data").then(async ([first]) => [/http:/.test(first) ? first : first + (await once(server.stdout, "data"))]);
const home = /http:\S+/.exec(out)[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ bypassCSP: true, viewport: { width: 1200, height: 630 }, colorScheme: "light" });

// Two messages in three chunks, at the step where the first is complete, and a part of the second is there.
const stream = "schedule:+8,+12,+then+the+rest~~--+stream+--~send+'5+++++++++hello'~send+'5+++++++++world'~";
await page.goto(`${home}playground/#1/s/3/${stream}`);
await page.locator("stream-axis .strip").waitFor();
await page.addStyleTag({ content: `
  body > :not(main), h1, .prose, .source, .shelf, figcaption, .controls, .parts, .panels, stream-stage, details, .gap, .gap-bar { display: none !important; }
  main { max-width: none; height: 630px; padding: 40px 60px 30px; display: flex; flex-direction: column; }
  main::before { content: "A TCP stream has no messages in it"; font-size: 54px; font-weight: 650; letter-spacing: -0.02em; line-height: 1.1; }
  main::after { content: "Buffer by Buffer"; margin-top: auto; font-size: 28px; font-weight: 650; color: var(--soft); }
  figure { border-radius: 20px; margin: 24px 0 20px; }
  stream-axis { zoom: 1.45; padding-inline: 20px; }
  .view { overflow: hidden !important; }
  .say { font-size: 27px; line-height: 1.4; padding: 4px 30px 20px; max-width: none; min-height: 0; }
` });
await page.getByText("Message 1 is complete").first().waitFor();
await page.screenshot({ path: "src/pictures/picture.png" });

const icon = readFileSync("src/pictures/icon.svg", "utf8");
for (const [name, size, ground] of [["icon", 96, "transparent"], ["touch-icon", 180, "#fbfaf7"]]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0; background: ${ground}; } svg { display: block; width: ${size}px; }</style>${icon}`);
  await page.screenshot({ path: `src/pictures/${name}.png`, omitBackground: true });
}
await browser.close();
server.kill();
