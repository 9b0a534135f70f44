import { nothing, svg, type SVGTemplateResult } from "lit";
import { firstIndex, runs, type Moment, type Run } from "../model.ts";

/** Height of a row of bytes, in CSS pixels. */
export const CELL_HEIGHT = 38;

/** The patterns by which roles differ in shape, too. `uid` keeps two figures on one page apart. */
export function patterns(uid: string): SVGTemplateResult {
  return svg`<defs>
    <pattern id="${uid}-carry" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="fill-carry" width="4" height="8"></rect></pattern>
    <pattern id="${uid}-later" width="5" height="8" patternUnits="userSpaceOnUse"><rect class="fill-later" x="3" width="2" height="8"></rect></pattern>
    <pattern id="${uid}-error" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="fill-error" d="M0 0h8M0 0v8"></path></pattern>
  </defs>`;
}

/**
 * The bytes [from, to) in one row whose first cell starts at x = 0, y = 0. What
 * is to cross them, a cut, goes between their ground and their glyphs.
 */
export function cells(m: Moment, from: number, to: number, cell: number, uid: string, between: unknown = nothing): SVGTemplateResult {
  const all = runs(m, from, to);
  return svg`${all.map((r) => ground(r, from, cell, uid))}${between}${characters(m, from, to, cell)}${all.map((r) => glyphs(m, r, from, cell))}`;
}

const H = CELL_HEIGHT;

/** A run's colour and its shape: a bar above, a double line below, a bar below, stripes and dashes, hairlines, a zigzag. */
function ground({ start, end, role }: Run, from: number, cell: number, uid: string): SVGTemplateResult {
  const x = (start - from) * cell;
  const w = (end - start) * cell;
  const fill = role === "carry" || role === "later" || role === "error" ? `url(#${uid}-${role})` : nothing;
  return svg`<g class="run ${role}" transform="translate(${x} 0)">
    <rect class="ground" width=${w} height=${H}></rect>
    ${fill === nothing ? nothing : svg`<rect width=${w} height=${H} fill=${fill}></rect>`}
    <path class="hair" d="M0 .5H${w}M0 ${H - 0.5}H${w}"></path>
    ${mark(role, w)}
  </g>`;
}

function mark(role: Run["role"], w: number): SVGTemplateResult | typeof nothing {
  switch (role) {
    case "header":
      return svg`<rect class="mark" width=${w} height="3"></rect>`;
    case "trailer":
      return svg`<rect class="mark" y=${H - 3} width=${w} height="3"></rect>`;
    case "payload":
      return svg`<path class="line" d="M0 ${H - 0.75}H${w}M0 ${H - 3.75}H${w}"></path>`;
    case "carry":
      return svg`<path class="dashes" d="M0 ${H - 1.5}H${w}"></path>`;
    case "error": {
      let d = `M0 ${H - 1}`;
      for (let x = 0; x < w; x += 8) d += `L${Math.min(x + 4, w)} ${H - 5}L${Math.min(x + 8, w)} ${H - 1}`;
      return svg`<path class="line" d=${d}></path>`;
    }
    default:
      return nothing;
  }
}

/** A character of several bytes is one thing: a bracket over its cells, the character between them. */
function characters(m: Moment, from: number, to: number, cell: number) {
  const { chars } = m.figure;
  const out: SVGTemplateResult[] = [];
  for (let i = firstIndex(chars.length, (k) => chars[k]![0] + chars[k]![1] > from); i < chars.length && chars[i]![0] < to; i++) {
    const [start, length] = chars[i]!;
    const a = (Math.max(start, from) - from) * cell;
    const b = (Math.min(start + length, to) - from) * cell;
    const text = letter(new TextDecoder().decode(m.bytes.subarray(start, start + length)));
    // Where a row ends inside it, the bracket stays open and the rest of it has no letter.
    const left = start >= from ? `M${a + 2} 17v3` : `M${a} 20`;
    const right = start + length <= to ? `H${b - 2}v-3` : `H${b}`;
    out.push(svg`<path class="char" d=${left + right}></path>${start >= from ? svg`<text class="letter" x=${(a + b) / 2} y="14">${text}</text>` : nothing}`);
  }
  return out;
}

/** A character as it can stand alone; what shows nothing, or moves others, by its number. */
function letter(c: string): string {
  if (/\p{M}/u.test(c)) return `◌${c}`;
  return /\p{C}|\p{Z}/u.test(c) ? `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}` : c;
}

function glyphs(m: Moment, { start, end, role }: Run, from: number, cell: number): SVGTemplateResult {
  const out: SVGTemplateResult[] = [];
  const { chars } = m.figure;
  let c = firstIndex(chars.length, (k) => chars[k]![0] + chars[k]![1] > start);
  for (let i = start; i < end; i++) {
    while (c < chars.length && chars[c]![0] + chars[c]![1] <= i) c++;
    const inChar = c < chars.length && chars[c]![0] <= i;
    const x = (i - from + 0.5) * cell;
    const b = m.bytes[i]!;
    out.push(
      inChar
        ? svg`<text class="hex" x=${x} y="30.5">${hex(b)}</text>`
        : b === 0x20
          ? svg`<circle class="space" cx=${x} cy=${H / 2} r="1.4"></circle>`
          : b > 0x20 && b < 0x7f
            ? svg`<text x=${x} y="24">${String.fromCharCode(b)}</text>`
            : svg`<text class="hex" x=${x} y="23">${hex(b)}</text>`,
    );
  }
  return svg`<g class="glyphs ${role}">${out}</g>`;
}

export const hex = (b: number) => b.toString(16).padStart(2, "0");

/** The roles, as they are read aloud. */
export const ROLES: Record<Run["role"], string> = { header: "header", payload: "payload", trailer: "end of the message", carry: "carry-over", error: "out of step", plain: "arrived", later: "not yet arrived" };

/** A byte in words: a lone sign is easily passed over when it is read aloud. */
export function spoken(b: number): string {
  const c = String.fromCharCode(b);
  if (c === " ") return "space";
  if (/[0-9]/.test(c)) return `digit ${c}`;
  if (/[A-Za-z]/.test(c)) return `${c < "a" ? "capital" : "letter"} ${c}`;
  return b > 0x20 && b < 0x7f ? `${c}, hex ${hex(b)}` : `hex ${hex(b)}`;
}
