const pen = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();

/** Text cut down, with an ellipsis, to fit a width in the figure's label font; "" when not even that fits. */
export function fit(text: string, width: number): string {
  // A message may be long; what can't fit need not be measured.
  const head = text.slice(0, Math.ceil(width / 2) + 1);
  if (head.length === text.length && measure(text) <= width) return text;
  let n = Math.min(head.length, Math.floor(width / 4));
  while (n > 0 && measure(head.slice(0, n)) + 10 > width) n--;
  return n >= 2 ? `${head.slice(0, n).trimEnd()}…` : "";
}

/** The first of these texts that fits a width whole; "" when none does. */
export function choose(texts: string[], width: number): string {
  return texts.find((text) => measure(text) <= width) ?? "";
}

function measure(text: string): number {
  if (pen.font !== FONT) pen.font = FONT;
  let sum = 0;
  for (const c of text) {
    let w = widths.get(c);
    if (w === undefined) widths.set(c, (w = pen.measureText(c).width));
    sum += w;
  }
  return sum;
}

const FONT = `600 12px ${getComputedStyle(document.documentElement).getPropertyValue("--sans")}`;
