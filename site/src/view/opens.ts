import { Memory } from "../memory.ts";
import { sheet } from "../sheet.ts";

/** What a figure can show beside its stage. */
export type Part = "map" | "machine" | "variables" | "code";

/** Every part, and what its button says. */
export const PARTS: [part: Part, label: string][] = [
  ["map", "Show all"],
  ["machine", "State machine"],
  ["variables", "Variables"],
  ["code", "Code"],
];

/** What the reader has opened and closed; it holds for every figure from then on. */
export const wanted = new Memory<Record<Part, boolean>>("opens");

/** The parts that a figure opens with: those it names, but for what the reader wants otherwise. */
export function opens(named: string): Set<Part> {
  const own = new Set(named.split(" "));
  const { all } = wanted;
  return new Set(PARTS.map(([part]) => part).filter((part) => all[part] ?? own.has(part)));
}

/** As the style sheet has it: the map is an axis, or rows. */
export const narrow = matchMedia("(width < 48rem)");

/** The scripts of those parts, once they are there. */
export const loaded: { axis?: typeof import("./axis.ts"); rows?: typeof import("./rows.ts"); panels?: typeof import("./panels.ts"); neighbour?: typeof import("./neighbour.ts") } = {};

/** What draws the map at this width, once it is there. */
export const map = () => (narrow.matches ? loaded.rows : loaded.axis);

/** Fetches what some parts need. */
export async function load(parts: Iterable<Part>): Promise<void> {
  const needed = new Set(parts);
  await Promise.all([needed.delete("map") && !map() && loadMap(), needed.size > 0 && !loaded.panels && loadPanels()]);
}

async function loadMap(): Promise<void> {
  const drawing = narrow.matches ? import("./rows.ts").then((rows) => ({ rows })) : import("./axis.ts").then((axis) => ({ axis }));
  Object.assign(loaded, (await Promise.all([drawing, sheet("map")]))[0]);
}

/** Fetches what shows a second decoder beside. */
export async function loadNeighbour(): Promise<void> {
  [loaded.neighbour] = await Promise.all([import("./neighbour.ts"), sheet("neighbour")]);
}

async function loadPanels(): Promise<void> {
  [loaded.panels] = await Promise.all([import("./panels.ts"), sheet("panels")]);
}
