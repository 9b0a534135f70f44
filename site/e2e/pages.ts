import { readdirSync } from "node:fs";
import { join } from "node:path";

// Which pages there are: one for each file of the lesson, the playground, the tap and the workshop. A new chapter is tested as soon as it
// is there; export.spec.ts checks that no page is missing here.

const names = readdirSync(join(import.meta.dirname, "../../docs/lesson"))
  .filter((file) => file.endsWith(".md"))
  .map((file) => file.slice(0, -".md".length));

/** The chapters' names, in their order. */
export const CHAPTERS = names.filter((name) => /^\d/.test(name)).sort((a, b) => parseInt(a) - parseInt(b));

/** The addresses of the pages around the chapters; one of them is lost. */
export const AROUND = names.filter((name) => !/^\d/.test(name)).map((name) => ({ home: "", lost: "nowhere/" })[name] ?? `${name}/`);

/** Every address that holds a page. */
export const PAGES = [...CHAPTERS.map((name) => `${name}/`), ...AROUND.filter((path) => path !== "nowhere/"), "playground/", "journey/", "tap/", "workshop/"];
