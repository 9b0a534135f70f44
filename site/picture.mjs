// Makes src/pictures/*.png: the picture that stands for a shared link, from a figure as a page draws it, and the icons; and
// the README's, docs/figure.png and docs/journey.png. One that looks as it did is left alone.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { png } from "./png.mjs";

const server = spawn("../bin/native", ["serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => server.kill()); // after an error, too
const [out] = await once(server.stdout, "data").then(async ([first]) => [/http:/.test(first) ? first : first + (await once(server.stdout, "data"))]);
const home = /http:\S+/.exec(out)[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ bypassCSP: true, viewport: { width: 1200, height: 630 }, colorScheme: "light" });

/** A picture's pixels. */
async function pixels(file) {
  const { width, height, text } = await page.evaluate(async (url) => {
    const image = await createImageBitmap(await (await fetch(url)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    let text = "";
    for (let i = 0; i < data.length; i += 32768) text += String.fromCharCode(...data.subarray(i, i + 32768));
    return { width: image.width, height: image.height, text: btoa(text) };
  }, `data:image/png;base64,${file.toString("base64")}`);
  return { width, height, bytes: Buffer.from(text, "base64") };
}

/** Writes a picture, in few colours, where it looks otherwise than the one that is there: what an edge is smoothed with may differ. */
async function keep(path, drawn) {
  const { width, height, bytes } = await pixels(drawn);
  const made = png(width, height, bytes);
  if (existsSync(path)) {
    const [now, then] = [await pixels(made), await pixels(readFileSync(path))];
    if (now.width === then.width && now.height === then.height && now.bytes.every((byte, i) => Math.abs(byte - then.bytes[i]) < 24)) return;
  }
  writeFileSync(path, made);
}

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
  stream-figure { zoom: 1.17; margin-top: 16px; }
  figure { margin: 0 !important; overflow: hidden; }
  .say { min-height: 0 !important; padding-block: 14px !important; }
  .say { font-size: 0 !important; }
  .say b { font-size: 18px; }
` });
await page.getByText("13 are missing").first().waitFor();
await page.evaluate(() => document.fonts.ready);
await keep("src/pictures/picture.png", await page.screenshot({ animations: "disabled" }));

// The figure, for the README: nine bytes of the third chunk begin the next header.
await page.setViewportSize({ width: 1280, height: 1400 });
await page.goto(`${home}playground/#1/corpus/coalesced-carry-over/5`);
await page.reload(); // the same page: what was hidden above is there again
await page.getByText("Nine bytes of this chunk are left over").first().waitFor();
await page.locator("stream-axis .bar.recv").first().waitFor();
await page.addStyleTag({ content: "stream-figure .change, stream-figure .trace { display: none !important; }" });
await page.evaluate(() => document.fonts.ready);
await keep("../docs/figure.png", await page.locator("stream-figure figure").first().screenshot({ animations: "disabled" }));

// One stream in time, for the README: the journey that its page begins with.
await page.goto(`${home}journey/`);
await page.locator("stream-journey .view").waitFor();
await page.addStyleTag({ content: "figcaption, .journey > :not(.heads, .view, .legend) { display: none !important; }" });
await page.evaluate(() => document.fonts.ready);
await keep("../docs/journey.png", await page.locator("stream-journey figure").first().screenshot({ animations: "disabled" }));

const icon = readFileSync("src/pictures/icon.svg", "utf8");
for (const [name, size, ground] of [["icon", 96, "transparent"], ["touch-icon", 180, "#fbfaf7"]]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0; background: ${ground}; } svg { display: block; width: ${size}px; }</style>${icon}`);
  await page.screenshot({ path: `src/pictures/${name}.png`, omitBackground: true });
}
await browser.close();
process.exit();
