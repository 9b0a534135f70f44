import type { Page } from "@playwright/test";
import { execFile } from "node:child_process";
import { readFileSync, readdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { axeClean } from "./axe.ts";
import { expect, test, type Server } from "./server.ts";

type Language = "python" | "javascript";

const root = join(import.meta.dirname, "../..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

async function enter(page: Page, server: Server, task: string, hash = ""): Promise<void> {
  await page.goto(`${server.home}workshop/#${hash || task}`);
  await expect(page.locator(".ladder button").first()).toBeVisible();
}

/** Chooses a task and a language, and writes a program. */
async function write(page: Page, task: string, language: Language, source: string): Promise<void> {
  await page.locator(`.tasks li#${task} button`).click();
  await page.locator(".write .segmented button").nth(language === "python" ? 0 : 1).click();
  await retype(page, source);
}

/** Writes another program in the same task, as it would have been typed: into the plain field, which stands behind the editor. */
const retype = (page: Page, source: string): Promise<void> =>
  page.evaluate((source) => {
    const field = document.querySelector<HTMLTextAreaElement>(".paper textarea")!;
    field.value = source;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }, source);

/** Runs what is there, and returns what it has come to. */
async function run(page: Page): Promise<{ score: string; verdict: string; problem: string; breaks: string; printed: string }> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeVisible({ timeout: 60_000 });
  const text = async (selector: string) => ((await page.locator(selector).count()) ? await page.locator(selector).first().innerText() : "");
  return { score: await text(".score b"), verdict: await text(".result .verdict"), problem: await text(".result .problem"), breaks: await text(".breaker > p b"), printed: await text(".both > div:last-child") };
}

test("the tutorial's client, unedited, survives as many schedules as core's model of it, and breaks at the same", async ({ page, server, complaints }) => {
  await enter(page, server, "byte-by-byte");
  for (const line of read("core/workshop/testdata/tutorial.txt").trim().split("\n").slice(0, 2)) {
    const [, task, score, cut] = /^(\S+): (.*?)\. (.*)\.$/.exec(line)!;
    await write(page, task!, "python", read("site/workshop/client.py"));
    const said = await run(page);
    expect(`${task}: ${said.score}`).toBe(`${task}: ${score}`);
    expect(said.breaks).toContain(`${cut}, `);
  }
  await expect(page.locator(".breaker stream-figure .controls")).toBeVisible();
  await expect(page.locator(".watch .problem")).toContainText(/Line \d+ goes on for more bytes|Here it ends/);
  await expect(page.locator(".watch .line.wrong")).toContainText("recv(16)");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await expect(page.locator(".watch .line.wrong")).toHaveCount(0);
  await page.getByRole("button", { name: "First wrong step" }).click();
  await expect(page.locator(".watch .line.wrong")).toBeVisible();
  expect(complaints).toEqual([]);
});

const connect = 'import socket\ns = socket.create_connection(("localhost", 1243))\n';
type Hostile = [Language, string, RegExp];
const hostile: Hostile[] = [
  ["python", `${connect}while True:\n    pass\n`, /line [34]: it goes round and round, and was stopped/],
  ["python", `${connect}while True:\n    print("x" * 1000)\n`, /line 4: it printed more than 64 KB/],
  ["python", `${connect}x = b"a" * 100_000_000\n`, /line 3: MemoryError/],
  ["python", "import asyncio, pickle\n", /line 1: ImportError: no module named 'pickle'/],
  ["python", `${connect}def f():\n    raise KeyError("no")\nf()\n`, /line 4: KeyError: no/],
  ["python", "while True print(1)\n", /Line 1: SyntaxError/],
  ["python", `${connect}while True:\n    s.recv(16)\n`, /gives no message as it was sent/],
  ["javascript", "const net = require('net');\nfor (;;) {\n  net.x = 1;\n}\n", /line [23]: it goes round and round/],
  ["javascript", "const net = require('net');\nnet.connect(1243).on('data', (c) => {\n  for (;;) console.log('x'.repeat(1000));\n});\n", /line 3: it printed more than 64 KB/],
  ["javascript", "const net = require('net');\nconst room = Buffer.alloc(100_000_000);\n", /line 2: it asked for more than 48 MiB of memory at once/],
  ["javascript", "console.log('x'.repeat(1_000_000_000));\n", /line 1: it asked for more than 48 MiB of memory at once/],
  ["javascript", "const tls = require('tls');\n", /line 1: Error: Cannot find module 'tls'/],
  ["javascript", "const net = require('net')\nnet.connect(1243).on('data', (c) => {\n  c.nothing();\n});\n", /line 3: TypeError: c.nothing is not a function/],
  ["javascript", "const net = require('net');\nif (net {\n", /Line 2: SyntaxError/],
];
/** Each of these may take the two seconds that a program has. */
const stubborn: Hostile[] = [
  ["python", `${connect}x = []\nwhile True:\n    x.append(b"a" * 1_000_000)\n`, /line 5: MemoryError|line [45]: it goes round/],
  ["python", `${connect}while True:\n    try:\n        while True:\n            print("x" * 1000)\n    except:\n        pass\n`, /line \d: it goes round and round/],
  ["javascript", "const list = [];\nfor (;;) {\n  list.push('x'.repeat(1_000_000));\n}\n", /line 3: it asked for more than 192 MiB of memory in all/],
  ["javascript", "const list = [];\nfor (let i = 0; ; i++) {\n  list[i] = { i };\n}\n", /line [23]: it goes round and round/],
];
for (const [tag, programs] of [["", hostile], [" @long", stubborn]] as const) {
  test(`what never ends, prints without end, takes all memory or does not run is stopped with its line, and the next run works${tag}`, async ({ page, server }) => {
    await enter(page, server, "byte-by-byte");
    await run(page); // everything is fetched
    for (const [language, source, wanted] of programs) {
      await write(page, "byte-by-byte", language, source);
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await expect(page.locator(".result")).toContainText(new RegExp(wanted.source, "i"));
      await expect(page.getByRole("button", { name: "Run", exact: true })).toBeVisible();
    }
    await write(page, "byte-by-byte", "python", read("site/workshop/byte-by-byte.solution.py"));
    expect((await run(page)).verdict).toBe("However the stream is cut, it does what is asked.");
  });
}

test("nothing leads out of a program: not the network, storage, other pages, workers, nor a word to the page", async ({ page, server, complaints }) => {
  for (const script of ["python.js", "javascript.js"]) {
    const policy = (await page.request.get(`${server.home}assets/${script}`)).headers()["content-security-policy"]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/connect-src|worker-src|'self'/);
  }
  const ways = "fetch XMLHttpRequest WebSocket EventSource WebTransport importScripts indexedDB caches BroadcastChannel postMessage navigator location Worker SharedWorker self addEventListener onmessage close eval Function WebAssembly localStorage cookieStore";
  await enter(page, server, "byte-by-byte");
  await write(page, "byte-by-byte", "javascript", `console.log("left:", "${ways}".split(" ").filter((name) => globalThis[name] !== undefined).join(" ") || "nothing");
for (const f of [() => 0, async () => 0, function* () {}]) console.log(typeof f.constructor);
console.log(Object.getOwnPropertyNames(Object.getPrototypeOf(globalThis)).join());
`);
  const printed = (await run(page)).printed;
  expect(printed).toContain('"left: nothing"');
  expect(printed).not.toContain('"function"');
  await write(page, "byte-by-byte", "javascript", `im\u0070ort("${server.home}");\n`);
  expect((await run(page)).problem).toBe("Line 1: there is no import here, not even the word: write require");
  const asked: string[] = [];
  page.on("request", (r) => asked.push(r.url()));
  await write(page, "byte-by-byte", "python", `import js, jsffi, _page
print([n for m in (js, jsffi, _page) for n in dir(m) if not n.startswith("__")])
`);
  expect((await run(page)).printed).toContain('"[]"');
  expect(asked.filter((url) => !/\/assets\//.test(url))).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a link opens the program in a fresh browser, judges it alike, and leaves one's own alone; what is written survives a reload", async ({ page, context, browser, server }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(page, server, "coalesced");
  const source = `${read("site/workshop/client.py")}# “mine”, ünchanged\n`;
  await write(page, "coalesced", "python", source);
  const said = await run(page);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.locator(".write .status")).toContainText("Link copied.");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.reload();
  await expect(page.locator(".paper textarea")).toHaveValue(source);
  const fresh = await browser.newContext();
  try {
    const other = await fresh.newPage();
    await other.goto(link);
    await expect(other.locator(".breaker > p b")).toHaveText(said.breaks, { timeout: 60_000 });
    await expect(other.locator(".score b")).toHaveText(said.score);
    await expect(other.locator(".paper textarea")).toHaveValue(source);
    await expect(other.locator(".watch .line.wrong")).toBeVisible();
    await other.getByRole("button", { name: "Back to my own" }).click();
    await expect(other.locator(".paper textarea")).toHaveValue(read("site/workshop/client.py"));
  } finally {
    await fresh.close();
  }
});

/** Repairs that people try, and that fail as they do in life. */
const REPAIRS: [name: string, change: (client: string) => string, breaks: RegExp][] = [
  ["a bigger buffer", (c) => c.replace("recv(16)", "recv(65536)"), /All in one chunk/],
  [">= for ==", (c) => c.replace("== msglen", ">= msglen"), /All in one chunk/],
  ["sleep", (c) => c.replace("    msg = s.recv", "    import time; time.sleep(0.1)\n    msg = s.recv"), /All in one chunk/],
  ["no Nagle", (c) => c.replace("s.connect", "s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)\ns.connect"), /All in one chunk/],
  ["one recv(length)", () => "import socket\ns = socket.create_connection(('localhost', 1243))\nwhile True:\n    header = s.recv(10)\n    if not header:\n        break\n    print(s.recv(int(header)).decode())\n", /Cut after byte 1,/],
  ["a cleared buffer", (c) => c.replace("== msglen:", ">= msglen:").replace("print(full_msg[HEADERSIZE:])", "print(full_msg[HEADERSIZE:HEADERSIZE + msglen])"), /All in one chunk/],
];

test("repairs that people try fail here as they do in life @long", async ({ page, server }) => {
  await enter(page, server, "coalesced");
  for (const [name, change, breaks] of REPAIRS) {
    await write(page, "coalesced", "python", change(read("site/workshop/client.py")));
    expect((await run(page)).breaks, name).toMatch(breaks);
  }
  await write(page, "character", "python", read("site/workshop/character.solution.py").replace("buffer = b''", "buffer = ''").replace("buffer += chunk", 'buffer += chunk.decode("utf-8", errors="ignore")').replace("int(buffer[:HEADERSIZE])", "int(buffer[:HEADERSIZE])").replace('.decode("utf-8"))', ")"));
  expect((await run(page)).verdict, 'decode(errors="ignore")').toMatch(/^Not yet/);
});

test("a task's solution passes it, in both languages", async ({ page, server }) => {
  await enter(page, server, "from-nothing");
  for (const [task, language] of [["from-nothing", "python"], ["lines", "javascript"]] as const) {
    await write(page, task, language, read(`site/workshop/${task}.solution.${language === "python" ? "py" : "js"}`));
    expect((await run(page)).verdict, task).toBe("However the stream is cut, it does what is asked.");
  }
  await expect(page.locator(".ladder button.done")).toHaveCount(2);
});

test("all solutions pass their tasks @long", async ({ page, server }) => {
  await enter(page, server, "from-nothing");
  for (const file of readdirSync(join(root, "site/workshop")).filter((name) => name.includes(".solution."))) {
    const [task, , ext] = file.split(".") as [string, string, string];
    await write(page, task, ext === "py" ? "python" : "javascript", read("site/workshop", file));
    expect((await run(page)).verdict, file).toBe("However the stream is cut, it does what is asked.");
  }
});

test("the jury's loops get the same verdict as from native judge @long", async ({ page, server }) => {
  const dir = mkdtempSync(join(tmpdir(), "workshop-"));
  const [texts, objects] = [join(dir, "texts"), join(dir, "objects")];
  writeFileSync(texts, "hello\nGrüße, 世界\nbye for now\n");
  writeFileSync(objects, '{"message": "hello"}\n{"message": "Grüße, 世界"}\n{"message": "bye for now"}\n');
  // Most loops read the tutorial's layout.
  const others: Record<string, [task: string, layout: string, messages: string]> = { separator: ["netstrings", "netstring", texts], until_it_parses: ["json-lines", 'delimiter "\\n"', objects] };
  await enter(page, server, "from-nothing");
  for (const [language, ext, command, loops] of [
    ["python", "py", "python3", ["one_recv", "two_recvs", "short_header", "equals", "short_read", "separator", "until_it_parses", "sleep", "decode_chunks", "spin", "exact", "carry_over", "makefile", "streams"]],
    ["javascript", "js", "node", ["one_recv", "short_header", "equals", "separator", "until_it_parses", "sleep", "decode_chunks", "carry_over", "exact"]],
  ] as const) {
    const jury = join(root, "cmd/native/testdata/jury/jury") + `.${ext}`;
    for (const loop of loops) {
      const [task, layout, messages] = others[loop] ?? ["from-nothing", "decimal 10", texts];
      const args = ["judge", "-json", "-layout", layout, "-messages", messages, "-schedules", "40", "-ends", "2", "-for", "5m", "--", command, jury, loop, "{host}", "{port}"];
      const { stdout } = await promisify(execFile)(process.env.NATIVE!, args).catch((failed: { stdout: string }) => failed);
      const { chunking } = JSON.parse(stdout) as { chunking: { decision: string; broken: { cuts: number[] | null }[] } };
      const cuts = chunking.broken[0]?.cuts ?? [];
      const native = chunking.decision === "breaks" ? (cuts.length === 0 ? "All in one chunk," : cuts.length === 1 ? `Cut after byte ${cuts[0]},` : "Cut ") : "";
      const source = readFileSync(jury, "utf8");
      const called = language === "python"
        ? source.replace(/^loop, host[^]*/m, `${loop}(socket.create_connection(("localhost", 1243)))\n`)
        : source.replace(/^const \[loop[^]*/m, `loops.${loop}(net.connect(1243));\n`);
      await write(page, task, language, called);
      await run(page);
      const cut = await page.locator(".findings > li").first().innerText();
      if (native) expect(`${loop}: ${cut.split("\n")[1]?.trim()}`).toContain(`${loop}: ${native.slice(0, -1)}`);
      else expect(cut, loop).toMatch(/right in ([\d,]+) of \1/);
    }
  }
});

test("once visited it works without a network: programs run and are judged; with one, no page is an old one", async ({ page, context, own }) => {
  const server = await own();
  await enter(page, server, "byte-by-byte");
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active!.state !== "activated") await new Promise((resolve) => active!.addEventListener("statechange", resolve, { once: true }));
  });
  await server.stop();
  await context.setOffline(true);
  try {
    await page.reload();
    await expect(page.locator(".ladder button").first()).toBeVisible();
    for (const [language, ext] of [["python", "py"], ["javascript", "js"]] as const) {
      await write(page, "byte-by-byte", language, read(`site/workshop/client.${ext}`));
      expect((await run(page)).breaks, language).toContain("Cut after byte 1, ");
    }
    await expect(page.locator(".breaker stream-figure .controls")).toBeVisible();
    await page.locator(".paper").hover();
    await expect(page.locator(".rich .cm-editor")).toBeVisible();
  } finally {
    await context.setOffline(false);
  }
  // Other pages are not kept: whoever asks for one hears that nobody answers.
  expect(await page.evaluate((url) => fetch(url).then(() => "an answer", () => "nobody"), `${server.home}playground/`)).toBe("nobody");
});

test("a second run stands beside the first, and its result becomes a picture", async ({ page, context, server, complaints }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(page, server, "byte-by-byte");
  await write(page, "byte-by-byte", "python", read("site/workshop/client.py"));
  const first = await run(page);
  await page.getByRole("button", { name: "A hint" }).click();
  await expect(page.locator(".help ol li").first()).toContainText("That is 1 of the 10 bytes of the header of message 1.");
  await retype(page, read("site/workshop/byte-by-byte.solution.py"));
  const second = await run(page);
  await expect(page.locator(".score")).toContainText(first.score);
  await expect(page.locator("p.since")).toHaveText(/^\d+ schedules more than before\.$/);
  await expect(page.locator("dl.since dd")).toHaveText([first.breaks, "nothing"]);
  expect(second.score).toBe("1,432 of 1,432");
  await page.getByRole("button", { name: "A picture of it" }).click();
  await expect(page.locator(".post img")).toHaveJSProperty("naturalWidth", 1200);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download PNG" }).click()]);
  const png = readFileSync(await file.path());
  expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(["PNG", 1200, 630]);
  await page.getByRole("button", { name: "Copy picture" }).click();
  await expect(page.locator(".write .status")).toHaveText("The picture is copied.");
  expect(await page.evaluate(async () => (await navigator.clipboard.read())[0]!.types)).toEqual(["image/png"]);
  expect(complaints).toEqual([]);
});

test("a chapter's task is opened, run and passed in the chapter, by keyboard; until then nothing of it is fetched", async ({ page, server, complaints }) => {
  const asked: string[] = [];
  page.on("request", (r) => asked.push(new URL(r.url()).pathname));
  await page.goto(`${server.home}5-breaking/`);
  await page.locator("details.task summary").focus();
  await expect(page.locator("details.task")).toBeInViewport();
  expect(asked.filter((path) => /workshop|desk\.css/.test(path))).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(page.locator("details.task textarea")).toHaveValue(read("site/workshop/client.py"));
  for (const name of ["Python", "JavaScript", "Run"]) {
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name, exact: true })).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await expect(page.locator(".breaker > p b")).toContainText("Cut after byte 1, ", { timeout: 60_000 });
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeFocused();
  await retype(page, read("site/workshop/byte-by-byte.solution.py"));
  expect((await run(page)).verdict).toBe("However the stream is cut, it does what is asked.");
  await expect(page.getByRole("link", { name: "Go on in the workshop: Two messages in one chunk" })).toHaveAttribute("href", `${server.home}workshop/#coalesced`);
  await axeClean(page);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(complaints).toEqual([]);
});

test("axe finds nothing in a result, at 360 pixels either, where nothing is wider than the page; with scripts off the tasks are there", async ({ page, server }) => {
  await enter(page, server, "coalesced");
  await write(page, "coalesced", "python", read("site/workshop/client.py"));
  await page.locator(".write .segmented").hover();
  await run(page);
  await expect(page.locator(".rich .cm-editor")).toBeVisible();
  await axeClean(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(page.locator("stream-rows").first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await axeClean(page);
  const answer = await (await fetch(`${server.home}workshop/`)).text();
  expect(answer).toContain("<code>native judge</code> does the same to a program on your machine");
  expect(answer).toContain("A length that lies");
});

test("you are the network: a decoder is broken by moving its cuts, the best stands on the board, and a link holds the cuts", async ({ page, server, complaints }) => {
  await page.goto(`${server.home}workshop/`);
  await page.locator("#network-hang").getByRole("button", { name: "Break it" }).click();
  const said = page.locator(".play .verdict");
  await expect(said).toHaveText("Nothing is wrong with two cuts.");
  // Both cuts are taken away, by keyboard.
  await page.locator(".play").getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("PageDown");
  await page.keyboard.press(" ");
  await expect(said).toContainText("with one cut");
  await page.keyboard.press("PageDown");
  await page.keyboard.press(" ");
  await expect(said).toContainText("Done with no cuts, and nothing less does it: it hangs before message 1");
  await expect(page.locator("#network-hang .best")).toHaveText("Your best: 0 cuts.");
  await expect(page).toHaveURL(/workshop\/#network\/hang\/$/);
  await page.goto(`${server.home}workshop/#network/lose-one/15`);
  await page.reload();
  await expect(said).toContainText("Done with one cut, and nothing less does it");
  await expect(page.locator("#network-hang .best")).toHaveText("Your best: 0 cuts.");
  expect(complaints).toEqual([]);
});

test("what one did as the network is never lost: undo leads back from a new start, and from another challenge to the one before, with its title", async ({ page, server, complaints }) => {
  await page.goto(`${server.home}workshop/#network/lose-one`);
  const play = page.locator(".play");
  const said = play.locator(".verdict");
  const recvs = play.locator("stream-axis .bar.recv");
  const undo = play.getByRole("button", { name: "Undo" });
  const done = /^Done with one cut/;
  // The cuts that it begins with are nobody's: after a reload, too, there is nothing before them.
  await expect(page).toHaveURL(/#network\/lose-one\/15,37$/);
  await page.reload();
  await expect(said).toHaveText("Nothing is wrong with two cuts.");
  // Where one goes counts, even if the address of what was there is written before that is noticed.
  await page.evaluate(() => {
    const before = location.hash;
    location.hash = "#network/lose-one/15";
    history.replaceState(history.state, "", before);
  });
  await expect(said).toHaveText(done);
  await expect(page).toHaveURL(/#network\/lose-one\/15$/);
  const title = (await play.locator("h3").first().textContent())!;
  await play.getByRole("slider", { name: "Gap between bytes" }).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await expect(recvs).toHaveCount(3);
  await expect(page).toHaveURL(/#network\/lose-one\/1,15$/);
  await play.getByRole("button", { name: "Start over" }).click();
  await expect(said).toHaveText("Nothing is wrong with two cuts.");
  await undo.click();
  await expect(page).toHaveURL(/#network\/lose-one\/1,15$/);

  await page.locator("#network-hang").getByRole("button", { name: "Break it" }).click();
  await expect(play.locator("h3").first()).not.toHaveText(title);
  await expect(page).toHaveURL(/#network\/hang\//);
  await undo.click();
  await expect(play.locator("h3").first()).toHaveText(title);
  await expect(page).toHaveURL(/#network\/lose-one\/1,15$/);
  await undo.click();
  await expect(said).toHaveText(done);
  await expect(page).toHaveURL(/#network\/lose-one\/15$/);
  await undo.click();
  await expect(page).toHaveURL(/#network\/lose-one\/15,37$/);
  await expect(undo).toHaveAttribute("aria-disabled", "true");
  expect(complaints).toEqual([]);
});
