import type { Figure, Step } from "./figure.ts";

/** What a reader can change: everything a figure is computed from. */
export interface Document {
  title: string;
  story: string;
  layout: string;
  limit: number;
  oversized?: "skip" | undefined;
  decoder: string;
  schedule: string;
  end: Figure["end"];
  /** Each send, two hexadecimal digits a byte. */
  sends: string[];
  /** False where it is not known how the sender cut its stream: `sends` is then one piece. */
  sendsKnown: boolean;
}

export function fromFigure(f: Figure): Document {
  const { title, story, layout, limit, oversized, decoder, schedule, end, hex } = f;
  const sends: string[] = [];
  let at = 0;
  for (const to of f.sends) {
    sends.push(hex.slice(2 * at, 2 * to));
    at = to;
  }
  const sendsKnown = f.sends.length > 0 || hex === "";
  if (!sendsKnown) sends.push(hex);
  return { title, story, layout, limit, oversized, decoder, schedule, end, sends, sendsKnown };
}

/** The settings of a corpus file, in the order in which they stand. */
const SETTINGS = ["layout", "limit", "oversized", "decoder", "schedule", "end"] as const;

/** What stands in a corpus file before its stream. */
export function head(d: Partial<Document>): string {
  const settings = SETTINGS.flatMap((name) => (d[name] === undefined || d[name] === "" ? [] : `${name}: ${d[name]}`));
  return [d.title, "", ...(d.story ? [d.story, ""] : []), ...settings, ""].join("\n");
}

/** The document as a corpus file without a trace: the form in which core takes it. */
export function print(d: Document): string {
  return [`${head(d)}\n-- stream --`, ...d.sends.map((hex) => `${d.sendsKnown ? "send" : "bytes"} ${hex || '""'}`), ""].join("\n");
}

/** A schedule that cuts at these offsets, and nowhere else. */
export function cutAt(cuts: number[]): string {
  if (!cuts.length) return "in one chunk";
  const sizes = cuts.map((c, i) => c - (cuts[i - 1] ?? 0));
  return `${sizes.join(", ")}, then the rest`;
}

/** The cuts of a figure: where one recv ends and another begins. */
export function cutsOf(f: Figure): number[] {
  return f.chunks.slice(0, -1).map((c) => c.end);
}

/** The gap of a stream of n bytes that is nearest to another. */
export const clamp = (gap: number, n: number) => Math.max(1, Math.min(n - 1, gap));

/** The document of a recording up to a step: what had arrived by then, as it arrived, to be gone on with. */
export function fork(f: Figure, step: number, { arrived }: Step): Document {
  const sends = f.sends.filter((end) => end < arrived);
  const whole = fromFigure({ ...f, hex: f.hex.slice(0, 2 * arrived), sends: f.sends.length ? [...sends, arrived] : [] });
  const cuts = cutsOf(f).filter((cut) => cut < arrived);
  return { ...whole, title: `${f.title}, from step ${step}`, schedule: cutAt(cuts), end: "open" };
}

export const hexOf = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export const bytesOf = (hex: string) => Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));

/** Whether two documents say the same. */
export function same(a: Document, b: Document): boolean {
  return (["title", "story", ...SETTINGS, "sendsKnown"] as const).every((key) => a[key] === b[key]) && a.sends.length === b.sends.length && a.sends.every((hex, i) => hex === b.sends[i]);
}
