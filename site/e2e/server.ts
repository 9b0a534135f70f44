import { test as base, type Locator, type Page } from "@playwright/test";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** The native program, serving on ports of its own. */
export interface Server {
  /** The first page, and the playground. */
  home: string;
  url: string;
  tcp: { host: string; port: number };
  stop(): Promise<void>;
}

async function start(...flags: string[]): Promise<Server> {
  const child = spawn(process.env.NATIVE!, ["serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0", "-interval", "500ms", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  const out = await addresses(child);
  const tcp = new URL(`tcp://${/^time server\s+(\S+)$/m.exec(out)![1]}`);
  const home = /http:\/\/\S+/.exec(out)![0];
  return {
    home,
    url: `${home}playground/`,
    tcp: { host: tcp.hostname, port: Number(tcp.port) },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function addresses(child: ChildProcess): Promise<string> {
  let out = "";
  let err = "";
  child.stderr!.on("data", (part) => (err += part));
  for await (const part of child.stdout!) {
    out += part;
    if (/http:\/\/\S+\s/.test(out)) return out;
  }
  throw new Error(`the server did not start: ${out}${err}`);
}

/**
 * `server` runs for all tests of a worker: whoever stops one, or needs flags, takes `own`. The page is kept too
 * (playwright.config.ts): it starts empty, and `test.use` says what is special about it. `complaints` has the
 * errors that the page reported.
 */
export const test = base.extend<{ own: (...flags: string[]) => Promise<Server>; complaints: string[] }, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  own: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (...flags) => {
      const server = await start(...flags);
      servers.push(server);
      return server;
    });
    for (const server of servers) await server.stop();
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (e) => complaints.push(e.message));
    page.on("console", (m) => m.type() === "error" && complaints.push(m.text()));
    await use(complaints);
  },
});

export { expect } from "@playwright/test";

/** Opens the page and waits until the figure can be stepped, and the playground, where it is one, takes what is given to it. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator("stream-figure .controls").first().waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll("stream-playground")].every((it) => it.querySelector(".tools")));
}

/** Opens the map of the first figure: the whole stream, and where it is cut. */
export async function showAll(within: Page | Locator): Promise<void> {
  await within.getByRole("button", { name: "Show all" }).first().click();
  await within.locator(".axis").first().waitFor();
}

export const say = (page: Page) => page.locator("stream-figure .say");

/** Waits until all bytes lie where they belong: only then is said what has come of them. */
export const settled = (page: Page) => page.waitForFunction(() => [...document.querySelectorAll("stream-stage")].every((stage) => !(stage as unknown as { settling: unknown }).settling));

/** Pastes a text, with no field in the focus. */
export const paste = (page: Page, text: string) =>
  page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, text);

export const count = (page: Page) => page.locator("stream-figure .count");

export const title = (page: Page) => page.locator("stream-figure figcaption h2");

/** Passes over every open question: their figures hold nothing back any more. */
export const skipQuestions = (page: Page) =>
  page.evaluate(() => {
    type Asked = Element & { guess: { question: { skip(): void } | null } };
    for (const figure of document.querySelectorAll<Asked>("stream-figure")) while (figure.guess.question) figure.guess.question.skip();
  });
