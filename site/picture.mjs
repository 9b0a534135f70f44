// Makes src/pictures/*.png: the pictures that stand for shared links, of which pictures.json tells, and the icons; and the
// README's, docs/figure.png and docs/journey.png. One that looks as it did is left alone.
import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { card } from "./card.mjs";
import { png } from "./png.mjs";

const server = spawn("../bin/native", ["serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
process.on("exit", () => server.kill()); // after an error, too
const [out] = await once(server.stdout, "data").then(async ([first]) => [/http:/.test(first) ? first : first + (await once(server.stdout, "data"))]);
const home = /http:\S+/.exec(out)[0];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ bypassCSP: true, colorScheme: "light", reducedMotion: "reduce", serviceWorkers: "block" });

// Nothing is drawn without the letters that belong to it, however late they come.
await page.route("**/*.css", async (route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, body: (await answer.text()).replaceAll("font-display:optional", "font-display:block") });
});

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

for (const [path, picture] of Object.entries(JSON.parse(readFileSync("pictures.json", "utf8")))) {
  await keep(`src/pictures/${["picture", ...path.split("/")].filter(Boolean).join("-")}.png`, await card(page, home + picture.at, picture));
}

// The figure, for the README: nine bytes of the third chunk begin the next header.
await page.setViewportSize({ width: 1280, height: 1400 });
await page.goto(`${home}playground/#1/corpus/coalesced-carry-over/5`);
await page.getByText("Nine bytes of this chunk are left over").first().waitFor();
await page.locator("stream-axis .bar.recv").first().waitFor();
await page.addStyleTag({ content: "stream-figure .change, stream-figure .trace { display: none !important; }" });
await page.evaluate(() => document.fonts.ready);
await keep("../docs/figure.png", await page.locator("stream-figure figure").first().screenshot({ animations: "disabled" }));

// One stream in time, for the README: the journey that its page begins with, as wide as where no questions stand beside it.
await page.setViewportSize({ width: 1180, height: 1400 });
await page.goto(`${home}journey/`);
await page.locator("stream-journey .view").waitFor();
await page.addStyleTag({ content: "figcaption, .journey > :not(.heads, .view, .legend) { display: none !important; } .legend { margin-bottom: 0.75rem !important; }" });
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
