import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Page } from "@playwright/test";
import { axeClean } from "./axe.ts";
import { expect, test, type Server } from "./server.ts";

const captured = (name: string) => readFileSync(join(import.meta.dirname, "../../core/capture/testdata", name));

/** Drops a file on the page, as a hand would. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const data = await page.evaluateHandle(
    ([name, base64]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return transfer;
    },
    [name, bytes.toString("base64")] as const,
  );
  await page.dispatchEvent("h1", "dragover", { dataTransfer: data });
  await page.dispatchEvent("h1", "drop", { dataTransfer: data });
}

const connections = (page: Page) => page.locator(".connections li");
const figures = (page: Page) => page.locator(".direction stream-figure");
const problem = (page: Page) => page.locator(".drop .problem");

test.beforeEach(async ({ page, server }) => {
  await page.goto(`${server.home}tap/`);
  await page.locator(".drop").waitFor();
});

for (const name of ["lo.pcap", "lo.pcapng", "any.pcap"]) {
  test(`${name}, dropped, shows its connections, and both directions of one`, async ({ page, complaints }) => {
    await drop(page, name, captured(name));
    await expect(connections(page)).toHaveCount(4);
    await expect(page.locator(".connections")).toContainText("Four TCP connections");
    await connections(page).nth(2).getByRole("button").click();
    await expect(figures(page)).toHaveCount(2);
    await expect(page.locator(".connection select").first()).toContainText("guessed: decimal 10, ");
    await expect(page.locator(".direction").first()).toContainText("15 bytes in 1 segment: 1 message, in step; closed.");
    const first = figures(page).first();
    await expect(first.locator(".key").nth(0)).toHaveText("segments");
    await first.getByRole("button", { name: "Step", exact: true }).click();
    await expect(first.locator(".say")).toContainText("header");
    await first.getByRole("button", { name: "Next message" }).click();
    await expect(first).toContainText("hello");
    expect(complaints).toEqual([]);
  });
}

test("a file is picked with the keyboard, packed with gzip, and has the same connections", async ({ page }) => {
  await page.locator("input[type=file]").focus();
  await expect(page.locator("input[type=file]")).toBeFocused();
  await page.setInputFiles("input[type=file]", { name: "lo.pcapng.gz", mimeType: "application/gzip", buffer: gzipSync(captured("lo.pcapng")) });
  await expect(connections(page)).toHaveCount(4);
  await expect(figures(page)).toHaveCount(1);
});

test("who has no capture is shown one, where a stream goes out of step", async ({ page, complaints }) => {
  await page.getByRole("button", { name: "Show an example" }).click();
  await expect(page.locator(".connections")).toContainText("2 messages, then out of step at byte 46");
  const direction = page.locator(".direction").first();
  await expect(page.getByRole("heading", { name: "example.pcapng" })).toBeInViewport();
  await expect(direction.locator("stream-stage")).toBeInViewport();
  await direction.getByRole("button", { name: "Show where" }).click();
  await expect(direction.locator("stream-figure .say")).toContainText("does not spell a length");
  await expect(page.getByRole("button", { name: "Show an example" })).toBeHidden();
  expect(complaints).toEqual([]);
});

test("what is no capture, or ends in the middle, is told beside where it was dropped, and loses nothing", async ({ page }) => {
  await drop(page, "notes.txt", Buffer.from("GET / HTTP/1.1\r\n\r\n"));
  await expect(problem(page)).toContainText("notes.txt: Capture: at byte 0: not a capture file");
  await drop(page, "lo.pcap", captured("lo.pcap"));
  await expect(connections(page)).toHaveCount(4);
  await expect(problem(page)).toBeHidden();
  await drop(page, "empty", Buffer.alloc(0));
  await expect(problem(page)).toContainText("What was shown stays.");
  await expect(connections(page)).toHaveCount(4);
  await drop(page, "half.pcap", captured("lo.pcap").subarray(0, 3000));
  await expect(problem(page)).toContainText("the file ends inside a packet. What came before is shown.");
  await expect(page.getByRole("heading", { name: "half.pcap" })).toBeVisible();
});

test("another layout shows where the stream is out of step, with the header, and the guess leads back", async ({ page }) => {
  await drop(page, "lo.pcap", captured("lo.pcap"));
  const direction = page.locator(".direction").nth(1);
  await expect(direction).toContainText("7 messages, in step");
  await page.locator(".connection select").first().selectOption("uint32");
  await expect(direction.locator(".problem")).toContainText("Frame 1 at byte 0");
  await direction.getByRole("button", { name: "Show where" }).click();
  await expect(direction.locator("stream-figure .say")).toContainText(/[0-9]/);
  await expect(connections(page).first()).toContainText("out of step at byte 0");
  await page.locator("input[name=layout]").fill("no such layout");
  await page.locator("input[name=layout]").press("Enter");
  await expect(problem(page)).toContainText("no such layout");
  await page.locator("input[name=layout]").fill("decimal 10 zero");
  await page.locator("input[name=layout]").press("Enter");
  await expect(page.locator(".connection select").first()).toHaveValue("decimal 10 zero");
  await page.locator(".connection select").first().selectOption("");
  await expect(direction).toContainText("7 messages, in step");
});

test("one click makes a corpus file of a direction, or opens it in the playground", async ({ page, context, server }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await drop(page, "lo.pcap", captured("lo.pcap"));
  const direction = page.locator(".direction").nth(1);
  await direction.getByRole("button", { name: "Copy as corpus file" }).click();
  await expect(direction).toContainText("Copied as a corpus file.");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain("schedule: 32, 32, 32, 32, 32, 32, then the rest");
  expect(text).toContain("Welcome to the server!");
  const download = page.waitForEvent("download");
  await direction.getByRole("button", { name: "Save as corpus file" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toBe(text);
  await direction.getByRole("button", { name: "Open in the playground" }).click();
  await page.waitForURL(`${server.url}#**`);
  await expect(page.locator("stream-figure .count")).toContainText("of 22");
});

test("a capture is drawn in time: a segment that was lost, what waits behind its gap, what came twice, a closed window, and no more than was captured", async ({ page, complaints }) => {
  const fetched: string[] = [];
  page.on("request", (r) => r.url().endsWith(".wasm") && fetched.push(r.url().split("/").at(-1)!));
  await drop(page, "lost.pcap", captured("lost.pcap"));
  await expect(figures(page)).toHaveCount(1);
  expect(fetched).not.toContain("captured.wasm");
  await page.getByRole("button", { name: "Draw it in time" }).click();
  const drawn = page.locator(".direction stream-journey");
  const say = drawn.locator(".say");
  await expect(say).toContainText("Eleven segments, four too early, two with what had passed before, 92 bytes in order, four messages");
  await expect(page.getByRole("button", { name: "Draw it in time" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Put the picture in time away" })).toHaveCount(1);
  await expect(drawn.locator("h2")).toHaveText("10.0.0.1:1024 to 10.0.0.2:1243, in time");
  await expect(drawn.locator(".legend")).toContainText("When the programs called send and recv, how long a segment was under way, and what waited in a kernel’s queue, a capture does not tell.");
  await expect(drawn.locator(".call")).toHaveCount(0);
  await expect(drawn.locator("g.segment")).toHaveCount(11);
  await expect(drawn.locator(".view .badge.again text")).toHaveText(["5", "6"]);
  await expect(drawn.locator(".view .closed")).toHaveCount(1);
  await axeClean(page, { include: ["stream-journey"] });

  // The same keys and the same table; a byte is lit by itself, with its way.
  await drawn.getByRole("button", { name: "Next segment" }).focus();
  await page.keyboard.press("Home");
  await expect(say).toContainText("Nothing has passed yet.");
  for (const told of ["Segment 1 passes with twelve bytes", "Segment 2 passes too early"]) {
    await page.keyboard.press("r");
    await expect(say).toContainText(told);
  }
  await page.keyboard.press("ArrowRight");
  await expect(say).toContainText("The receiver asks for byte 12 once more.");
  await page.keyboard.press("n");
  await expect(say).toContainText("Segment 4 fills the gap. With its twelve bytes, the 23 that waited behind it are in order.");
  await expect(drawn.locator(".view .hole").first()).toBeVisible();
  await drawn.getByRole("slider", { name: "Byte" }).fill("24");
  await expect(drawn.locator(".pointed")).toContainText("Passed too early with segment 2");
  await drawn.getByRole("button", { name: "As a table" }).click();
  await expect(drawn.locator("tbody tr").nth(5)).toContainText("23");

  // Another layout, other messages; the segments stay as they were.
  await page.locator(".connection select").first().selectOption("uint32");
  await expect(drawn.locator("tbody tr").last()).toContainText("no messages, and out of step from byte 0 on");
  await drawn.getByRole("button", { name: "As a picture" }).click();
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(drawn.locator(".heads")).toContainText("behind a gap");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByRole("button", { name: "Put the picture in time away" }).click();
  await expect(drawn).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Draw it in time" })).toHaveCount(1);
  expect(complaints).toEqual([]);
});

test("a recording of native tap is drawn in time as chunks", async ({ page, complaints }) => {
  await page.getByRole("button", { name: "Show an example" }).click();
  await page.getByRole("button", { name: "Draw it in time" }).first().click();
  const drawn = page.locator(".direction stream-journey");
  await expect(drawn.locator(".legend")).toContainText("A chunk is what one recv of the tap returned");
  await expect(drawn.locator(".say")).toContainText("and out of step from byte 46 on");
  await expect(drawn.locator(".view .part.none").first()).toBeVisible();
  await expect(drawn.locator(".view .rip")).toHaveCount(2);
  await expect(drawn.getByRole("button", { name: "Next chunk" })).toBeVisible();
  expect(complaints).toEqual([]);
});

test("axe finds nothing in a capture, at 360 pixels either, where nothing is wider than the page", async ({ page }) => {
  await drop(page, "lo.pcap", captured("lo.pcap"));
  await connections(page).nth(2).getByRole("button").click();
  await expect(figures(page)).toHaveCount(2);
  await axeClean(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(page.locator("stream-rows").first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await axeClean(page);
});

/** native tap, in front of the server; what it says before it forwards. */
async function startTap(server: Server): Promise<{ page: string; port: number; stop(): Promise<void> }> {
  const child = spawn(process.env.NATIVE!, ["tap", "-listen", "127.0.0.1:0", "-http", "127.0.0.1:0", "-to", `${server.tcp.host}:${server.tcp.port}`], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  await new Promise<void>((resolve) => child.stdout.on("data", (part) => /http:\/\/\S+\s/.test((out += part)) && resolve()));
  return {
    page: /http:\/\/\S+/.exec(out)![0],
    port: Number(/^tap\s+\S+:(\d+)/m.exec(out)![1]),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGINT");
      await once(child, "exit");
    },
  };
}

test("live: what native tap forwards shows as it passes, can be paused and stepped, and stays when the tap ends", async ({ page, server, complaints }) => {
  const tap = await startTap(server);
  const client = connect(tap.port, "127.0.0.1");
  try {
    await page.goto(tap.page);
    await expect(page.locator(".source .status.open")).toContainText("Live");
    await expect(connections(page)).toHaveCount(1);
    await expect(figures(page)).toHaveCount(1); // the client has said nothing
    const down = page.locator(".direction").nth(1);
    await expect(down).toContainText(/[3-9] messages, in step; still open\./);
    await expect(down.locator(".key").first()).toHaveText("chunks");
    client.write("10        echo hello");
    const up = page.locator(".direction").nth(0);
    await expect(up).toContainText("20 bytes in 1 chunk: 1 message, in step; still open.");
    await expect(figures(page)).toHaveCount(2);
    await expect(up.locator(".say")).toContainText("This chunk is used up.");
    await page.getByRole("button", { name: "Pause" }).first().click();
    const paused = await down.locator("p").first().textContent();
    const more = new Promise((resolve) => client.once("data", resolve));
    await more;
    expect(await down.locator("p").first().textContent()).toBe(paused);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(down.locator("p").first()).not.toHaveText(paused!);
    client.write("alive>12345");
    await expect(up.locator(".problem")).toContainText("alive>1234");
    await axeClean(page);
    expect(complaints).toEqual([]);
    await tap.stop();
    await expect(page.locator(".source .status.ended")).toContainText("What it sent stays here.");
    await expect(figures(page)).toHaveCount(2);
    await down.getByRole("button", { name: "Step back" }).click();
  } finally {
    client.destroy();
    await tap.stop();
  }
});

test("with scripts off the page says what it would do, and what one can do instead", async ({ server }) => {
  const answer = await (await fetch(`${server.home}tap/`)).text();
  expect(answer).toContain("In a terminal, <code>native tap</code> shows the same.");
  expect(answer).toContain("native tap -listen 127.0.0.1:1244");
});
