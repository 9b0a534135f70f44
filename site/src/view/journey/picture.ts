import { nothing, svg, type TemplateResult } from "lit";
import type { Entry, Journey, Range, What } from "../../journey.ts";
import { look, type Part, parts } from "./bytes.ts";
import type { Layout, Way } from "./layout.ts";

/** What of it is shown: up to which entry of the log, how far down; and which bytes are lit. */
export interface Shown {
  j: Journey;
  lay: Layout;
  width: number;
  /** Names what is referred to within the page. */
  uid: string;
  entry: number;
  /** How far down it is drawn; the place of the entry, or a little further while it plays. */
  now: number;
  lit: readonly [number, number] | null;
}

/** Where the columns stand. */
export interface Columns {
  narrow: boolean;
  /** Times end here. */
  time: number;
  /** The sender's calls, and its kernel. */
  send: number;
  sendWidth: number;
  a: number;
  /** The receiver's kernel: the queue lies between the two, and its front is at c. */
  b: number;
  c: number;
  recvWidth: number;
  /** Where messages come out, and how wide they may be. */
  out: number;
  outWidth: number;
}

export function columns(width: number): Columns {
  if (width < 760) {
    const sendWidth = Math.round(width * 0.16), recvWidth = Math.round(width * 0.2);
    const a = sendWidth + Math.round(width * 0.11), c = width - recvWidth - 12;
    const b = Math.round(a + (c - a) * 0.52);
    return { narrow: true, time: 0, send: 0, sendWidth, a, b, c, recvWidth, out: c + 12, outWidth: recvWidth };
  }
  const time = 56, sendWidth = 118, recvWidth = 104;
  const a = time + 10 + sendWidth + 76;
  const outWidth = Math.round(Math.min(230, width * 0.21));
  const c = width - outWidth - recvWidth - 36;
  const b = Math.round(a + (c - a) * 0.52);
  return { narrow: false, time, send: time + 10, sendWidth, a, b, c, recvWidth, out: width - outWidth, outWidth };
}

/** How wide a byte is drawn: the same everywhere but in the sender's kernel, so that lengths can be compared. */
function scales(j: Journey, col: Columns): { bw: number; held: number } {
  const queue = Math.max(1, ...j.log.map((e) => Math.max(e.next, ...(e.ahead ?? []).map(([, end]) => end)) - e.taken));
  const calls = Math.max(1, ...[...j.sends, ...j.recvs].map((c) => c.end - c.start));
  const held = Math.max(1, ...j.log.map((e) => e.sent - e.out));
  const bw = Math.min(6, (col.c - col.b - (col.narrow ? 4 : 36)) / queue, (Math.min(col.sendWidth, col.recvWidth) - 2) / calls);
  return { bw, held: Math.min(bw, (col.a - col.send - col.sendWidth - 18) / held) };
}

const ARRIVED = new Set<What>(["came", "waits", "filled", "twice", "refused"]);
const BAND = 9; // how thick a segment is
const GLIMPSE = 13; // how long one sees the queue of a recorded journey
export const STRIP = 9; // how high a call's bytes are

export function picture(s: Shown): TemplateResult {
  const col = columns(s.width);
  const { bw, held } = scales(s.j, col);
  const { lay } = s;
  const bottom = Math.min(lay.height, s.now);
  return svg`
    ${patterns(s.uid)}
    ${ticks(s, col)}
    ${[col.a, col.b, col.c].map((x) => svg`<path class="life" d="M${x} 0V${bottom}"></path>`)}
    <path class="life rest" d="M${col.a} ${bottom}V${lay.height}M${col.b} ${bottom}V${lay.height}M${col.c} ${bottom}V${lay.height}"></path>
    <g class="acks">${s.j.acks.map((_, i) => ack(s, col, lay.acks[i]!))}</g>
    <g class="queue">${s.j.live ? [counts(s, col), glimpses(s, col, bw)] : [holding(s, col, held), queue(s, col, bw)]}</g>
    <g class="waits">${waits(s, col)}${putOff(s, col)}</g>
    <g>${s.j.segments.map((_, i) => segment(s, col, i))}</g>
    <g>${s.j.sends.map((_, i) => send(s, col, bw, i))}</g>
    <g>${s.j.recvs.map((_, i) => recv(s, col, bw, i))}</g>
    ${timers(s, col)}
    ${s.now < lay.height ? svg`<path class="now" d="M${col.narrow ? 0 : col.time + 4} ${s.now}H${s.width}"></path>` : nothing}`;
}

/** Each message has a pattern besides its colour. */
export const patterns = (uid: string) => svg`<defs>
  <pattern id="${uid}-2" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="ink" d="M0 0V6"></path></pattern>
  <pattern id="${uid}-3" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dot" cx="2.5" cy="2.5" r="1"></circle></pattern>
  <pattern id="${uid}-4" width="4" height="4" patternUnits="userSpaceOnUse"><path class="ink" d="M0 2H4"></path></pattern>
  <pattern id="${uid}-5" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><path class="ink" d="M0 0V6M3 0V6"></path></pattern>
  <pattern id="${uid}-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="ink lack" d="M0 0V6"></path></pattern>
</defs>`;

/**
 * Bytes as a shape in the colour and the pattern of their message. Which bytes, it says for whoever points at it; where the
 * first of them is on the right, since it goes ahead, it is said to be ahead.
 */
const shape = (s: Shown, d: string, p: Part, ahead = false) =>
  svg`<path class="part ${p.cls}" data-start=${p.start} data-end=${p.end} ?data-ahead=${ahead} d=${d}></path>${p.look > 1 && !p.cls.includes("dim") ? svg`<path class="over" d=${d} fill="url(#${s.uid}-${p.look})"></path>` : nothing}`;

/** A finger lights what is within so many pixels of its middle, and bytes before what is around them. */
const REACH = [0, 6, 12];

/** What is pointed at: a byte, where one is; otherwise the bytes that something is about; null for none. */
export function pointed({ target, currentTarget, clientX: x, clientY: y, pointerType }: PointerEvent): Range | null {
  const near = pointerType === "mouse" ? [target as Element] : REACH.flatMap((r) => [[x, y - r], [x, y + r], [x - r, y], [x + r, y]].map(([x, y]) => document.elementFromPoint(x!, y!)));
  const found = (what: string) => near.map((e) => e?.closest<SVGElement>(what)).find((e) => (currentTarget as Element).contains(e ?? null));
  const at = found(".part") ?? found("[data-start]");
  if (!at) return null;
  const [start, end] = [Number(at.dataset.start), Number(at.dataset.end)];
  if (!at.matches(".part")) return { start, end };
  const { left, width } = at.getBoundingClientRect();
  const nth = Math.min(end - start - 1, Math.max(0, Math.floor(((x - left) / width) * (end - start))));
  const byte = "ahead" in at.dataset ? end - 1 - nth : start + nth;
  return { start: byte, end: byte + 1 };
}

export const box = (x: number, y: number, w: number, h: number) => `M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${round(-w)}z`;
const round = (n: number) => Math.round(n * 10) / 10;

/** A range in one piece, from left to right. */
export const strip = (s: Shown, r: Range, x: number, y: number, bw: number, height: number) => [
  parts(s.j, r.start, r.end, s.lit).map((p) => shape(s, box(x + (p.start - r.start) * bw, y, (p.end - p.start) * bw, height), p)),
  unknown(s, Math.max(r.start, s.j.total), r.end, x + (Math.max(r.start, s.j.total) - r.start) * bw, y, bw, height),
];

/** Bytes of a recorded journey that have not been received. */
const unknown = (s: Shown, start: number, end: number, x: number, y: number, bw: number, height: number) =>
  end > Math.max(start, s.j.total) ? svg`<path class="unknown" d=${box(x, y, (end - start) * bw, height)}></path>` : nothing;

export const happened = (s: Shown, entry: number) => entry >= 0 && entry <= s.entry;

export function ticks(s: Shown, col: Columns) {
  return s.lay.ticks.map(({ y, at, pause }) => {
    const shown = y <= s.now + 1;
    if (!shown) return nothing;
    const from = col.narrow ? 0 : col.time + 4;
    const rip = pause ? svg`<g class="rip"><path d="M${from} ${y - 24}H${s.width}M${from} ${y - 20}H${s.width}"></path><text x=${(col.a + col.b) / 2} y=${y - 18}>${col.narrow ? "" : "nothing for "}${time(pause)}</text></g>` : nothing;
    // Where it is narrow there is no column for times: they stand where no send does.
    if (col.narrow && [...s.lay.sends, ...s.lay.timed].some((entry) => Math.abs(s.lay.y[entry]! - y) < 34)) return rip;
    return svg`${rip}<text class="when ${col.narrow ? "narrow" : ""}" x=${col.time} y=${col.narrow ? y - 3 : y + 4}>${time(at)}</text>`;
  });
}

const time = (ms: number) => `${ms >= 1000 ? (Math.round(ms / 10) / 100).toString() + " s" : (Math.round(ms * 10) / 10).toString() + " ms"}`;

/** From a kernel to the other, as far as it has come. */
function way(s: Shown, { from, to, y0, y1 }: Way, x0: number, x1: number): { y0: number; x: number; y: number; done: boolean } | null {
  if (!happened(s, from)) return null;
  const end = s.lay.y[to] ?? y0;
  const f = happened(s, to) || end <= y0 ? 1 : Math.min(1, Math.max(0, (s.now - y0) / (end - y0)));
  return { y0, x: x0 + (x1 - x0) * f, y: y0 + (y1 - y0) * f, done: happened(s, to) };
}

function ack(s: Shown, col: Columns, w: Way) {
  const at = way(s, w, col.b, col.a);
  return at && svg`<path class="ack" d="M${col.b} ${round(at.y0)}L${round(at.x)} ${round(at.y)}"></path>`;
}

function segment(s: Shown, col: Columns, i: number) {
  const seg = s.j.segments[i]!;
  const w = s.lay.segments[i]!;
  const at = way(s, w, col.a, seg.lost ? (col.a + col.b) / 2 : col.b);
  if (!at) return nothing;
  // The first byte goes ahead, so it is on the right.
  const n = seg.end - seg.start;
  const dx = at.x - col.a, dy = at.y - at.y0;
  const point = (f: number) => [round(col.a + dx * f), round(at.y0 + dy * f)] as const;
  const h = BAND / 2;
  const fate = at.done ? s.j.log[w.to]!.what : "";
  return svg`<g class="segment ${fate}" data-start=${seg.start} data-end=${seg.end}>
    ${parts(s.j, seg.start, seg.end, s.lit).map((p) => {
      const [x1, y1] = point(1 - (p.start - seg.start) / n), [x0, y0] = point(1 - (p.end - seg.start) / n);
      return shape(s, `M${x0} ${y0 - h}L${x1} ${y1 - h}V${y1 + h}L${x0} ${y0 + h}z`, p, true);
    })}
    ${fate === "gone" ? svg`<path class="cross" d="M${at.x - 8} ${at.y - 8}l16 16m0 -16l-16 16"></path>` : nothing}
    ${fate === "twice" || fate === "refused" ? svg`<path class="thrown" d="M${col.b - 6} ${at.y - 6}l6 6l-6 6"></path>` : nothing}
    <g class="badge ${seg.again ? "again" : ""}"><rect x=${col.a - 12} y=${at.y0 - 8} width="24" height="16" rx="8"></rect><text x=${col.a} y=${at.y0 + 4}>${i + 1}</text></g>
  </g>`;
}

function send(s: Shown, col: Columns, bw: number, i: number) {
  const call = s.j.sends[i]!;
  const entry = s.lay.sends[i]!;
  if (!happened(s, entry)) return nothing;
  const y = s.lay.y[entry]!;
  const right = col.send + col.sendWidth;
  const n = call.end - call.start;
  const w = Math.max(2, n * bw);
  return svg`<g class="call" data-start=${call.start} data-end=${call.end}>
    <path class="hit" d=${box(col.send, y - 24, col.sendWidth, 36)}></path>
    <text class="name" text-anchor="end" x=${right} y=${y - 9}>${col.narrow ? `send ${i + 1}` : `send ${i + 1} · ${bytes(n)}`}</text>
    ${strip(s, call, right - w, y - STRIP / 2, w / n, STRIP)}
    <path class="lead" d="M${right + 2} ${y}H${col.a - 13}"></path>
    ${col.narrow ? svg`<text class="size" text-anchor="end" x=${right} y=${y + 17}>${n}</text>` : nothing}
  </g>`;
}

export const bytes = (n: number) => `${n} ${n === 1 ? "byte" : "bytes"}`;

function recv(s: Shown, col: Columns, bw: number, i: number) {
  const call = s.j.recvs[i]!;
  const entry = s.lay.recvs[i]!;
  if (!happened(s, entry)) return nothing;
  const y = s.lay.y[entry]!;
  const n = call.end - call.start;
  const x = col.c + 14;
  return svg`<g class="call" data-start=${call.start} data-end=${call.end}>
      <path class="hit" d=${box(x, y - 24, col.recvWidth, 36)}></path>
      <path class="lead" d="M${col.c} ${y}H${x - 2}"></path>
      <text class="name" x=${x} y=${y - 9}>${col.narrow ? `recv ${i + 1}` : `recv(${call.asked})`}</text>
      ${strip(s, call, x, y - STRIP / 2, Math.max(2, n * bw) / n, STRIP)}
      <text class="size" x=${x} y=${y + 17}>${col.narrow ? n : `returned ${n}`}</text>
    </g>
    ${s.j.messages.map((m, k) => (m.recv === i ? message(s, col, k, y, x + Math.max(2, n * bw)) : nothing))}`;
}

/** Messages that came out of one recv are below each other, or beside each other where there is no room. */
function message(s: Shown, col: Columns, k: number, y: number, from: number) {
  const m = s.j.messages[k]!;
  const nth = s.j.messages.slice(0, k).filter((other) => other.recv === m.recv).length;
  const dim = s.lit && (s.lit[1] <= m.start || s.lit[0] >= m.end) ? "dim" : "";
  const cls = `message m${look(k)} ${dim}`;
  if (col.narrow) {
    const x = s.width - 18 - nth * 19;
    return svg`<g class=${cls} data-start=${m.start} data-end=${m.end}><rect x=${x} y=${y + 5.5} width="17" height="17" rx="4"></rect><text x=${x + 8.5} y=${y + 18} text-anchor="middle">${k + 1}</text></g>`;
  }
  const top = y - 12 + nth * 26;
  const most = Math.floor((col.outWidth - 34) / 6.6);
  const text = m.text.length > most ? m.text.slice(0, most - 1) + "…" : m.text;
  return svg`<g class=${cls} data-start=${m.start} data-end=${m.end}>
    ${nth ? nothing : svg`<path class="lead" d="M${round(from + 4)} ${y}H${col.out - 4}"></path>`}
    <rect x=${col.out} y=${top} width=${col.outWidth - 1} height="23" rx="5"></rect>
    <text class="number" x=${col.out + 8} y=${top + 16}>${k + 1}</text>
    <text x=${col.out + 24} y=${top + 16}>${text || "(empty)"}</text>
  </g>`;
}

/** Goes through pieces of the log in which nothing changes of what is asked for, with how far down each begins and ends. */
function pieces(s: Shown, of: (e: Entry) => string, draw: (e: Entry, top: number, height: number) => void): void {
  const { j, lay } = s;
  for (let i = 0, k; i <= s.entry; i = k) {
    const e = j.log[i]!;
    for (k = i + 1; k <= s.entry && of(j.log[k]!) === of(e); k++);
    const top = lay.y[i]!;
    const height = (k <= s.entry ? lay.y[k]! : s.now) - top;
    if (height > 0) draw(e, top, height);
  }
}

/** What the sender's kernel holds: what was sent and has not left. */
function holding(s: Shown, col: Columns, bw: number) {
  const list: unknown[] = [];
  const x = (e: Entry, offset: number) => col.a - 14 - (offset - e.out) * bw;
  pieces(s, (e) => `${e.sent} ${e.out} ${e.hold ?? ""}`, (e, top, height) => {
    for (const p of parts(s.j, e.out, e.sent, s.lit)) list.push(shape(s, box(x(e, p.end), top, (p.end - p.start) * bw, height), p, true));
    if (e.hold && height > 46 && !col.narrow) list.push(svg`<text class="size" text-anchor="end" x=${x(e, e.sent) - 5} y=${top + height / 2 + 4}>${e.hold}</text>`);
  });
  return list;
}

/** What the receiver's kernel holds: an area that grows and shrinks, with its front on the right; and what waits behind a gap. */
export function queue(s: Shown, col: Columns, bw: number) {
  const list: unknown[] = [];
  let said = 0;
  const x = (e: Entry, offset: number) => col.c - (offset - e.taken) * bw;
  pieces(s, (e) => `${e.taken} ${e.next} ${e.ahead ?? ""}`, (e, top, height) => {
    for (const [start, end] of [[e.taken, e.next], ...(e.ahead ?? [])] as [number, number][]) {
      for (const p of parts(s.j, start, end, s.lit)) list.push(shape(s, box(x(e, p.end), top, (p.end - p.start) * bw, height), p, true));
      list.push(unknown(s, Math.max(start, s.j.total), end, x(e, end), top, bw, height));
    }
    let last = e.next;
    for (const [start, end] of e.ahead ?? []) {
      if (start > last) {
        const width = (start - last) * bw;
        list.push(svg`<path class="hole" d=${box(x(e, start), top, width, height)} fill="url(#${s.uid}-gap)"></path>`);
        if (height > 40 && width > 54) list.push(svg`<text class="missing" x=${x(e, start) + width / 2} y=${top + height / 2 + 4}>missing</text>`);
      }
      last = end;
    }
    const waiting = e.next - e.taken;
    if (height > 13 && waiting && waiting !== said && !col.narrow) list.push(svg`<text class="size" text-anchor="end" x=${x(e, last) - 6} y=${top + Math.min(16, height / 2 + 4)}>${waiting}</text>`);
    said = waiting;
  });
  return list;
}

/** Of a recorded journey: how many segments came between two recvs. Where they were cut, and when each came, is not known. */
function counts(s: Shown, col: Columns) {
  let top = 0;
  return s.lay.recvs.map((entry, i) => {
    if (!happened(s, entry)) return nothing;
    const y = s.lay.y[entry]!;
    const [from, n] = [top, s.j.recvs[i]!.segments ?? 0];
    top = y;
    if (n <= 0) return nothing;
    return svg`<path class="between" d="M${col.b - 4} ${from + 4}h-8V${y - 4}h8"></path><text class="size" text-anchor="end" x=${col.b - 18} y=${(from + y) / 2 + 4}>${n} ${col.narrow ? "seg." : n === 1 ? "segment" : "segments"}</text>`;
  });
}

/** And what was waiting just before and just after each recv; in between, nobody looked. */
function glimpses(s: Shown, col: Columns, bw: number) {
  return s.lay.recvs.map((entry, i) => {
    if (!happened(s, entry)) return nothing;
    const y = s.lay.y[entry]!;
    const { start, end, left } = s.j.recvs[i]!;
    const last = end + (left ?? 0);
    const slice = (from: number, top: number) => {
      const x = (offset: number) => col.c - (offset - from) * bw;
      const known = Math.min(last, s.j.total);
      return [
        parts(s.j, from, known, s.lit).map((p) => shape(s, box(x(p.end), top, (p.end - p.start) * bw, GLIMPSE), p, true)),
        unknown(s, Math.max(from, known), last, x(last), top, bw, GLIMPSE),
      ];
    };
    return svg`${slice(start, y - GLIMPSE)}${slice(end, y)}${left && !col.narrow ? svg`<text class="size" text-anchor="end" x=${col.c - left * bw - 6} y=${y + 12}>${left}</text>` : nothing}`;
  });
}

/** The program is in recv, and nothing is there. */
function waits(s: Shown, col: Columns) {
  return s.j.log.map((e, i) => {
    if (e.what !== "called" || i > s.entry) return nothing;
    const back = s.lay.recvs[e.of];
    const top = s.lay.y[i]!;
    const end = back !== undefined && back <= s.entry ? s.lay.y[back]! : s.now;
    return end - top < 6 ? nothing : svg`<path class="wait" d="M${col.c + 6} ${top}V${end}"></path>${end - top > 84 && !col.narrow ? svg`<text class="size" x=${col.c + 14} y=${(top + end) / 2 - 4}>recv waits</text>` : nothing}`;
  });
}

/** Something has come, and is not acknowledged at once. */
function putOff(s: Shown, col: Columns) {
  let came = -1;
  return s.j.log.map(({ what, at }, i) => {
    const since = came;
    if (what === "answered") came = -1;
    else if (ARRIVED.has(what) && came < 0) came = i;
    if (what !== "answered" || !happened(s, since) || at === s.j.log[since]!.at) return nothing;
    const [top, end] = [s.lay.y[since]!, happened(s, i) ? s.lay.y[i]! : s.now];
    return end - top < 24 ? nothing : svg`<path class="wait" d="M${col.b - 6} ${top}V${end}"></path>${end - top > 40 && !col.narrow && s.j.log.slice(since + 1, i).every((e) => e.what === "called" || e.what === "returned") ? svg`<text class="size" text-anchor="end" x=${col.b - 14} y=${(top + end) / 2 - 4}>acknowledgement waits</text>` : nothing}`;
  });
}

function timers(s: Shown, col: Columns) {
  return s.j.log.map((e, i) => {
    if (e.what !== "timed" || i > s.entry) return nothing;
    const y = s.lay.y[i]!;
    const right = col.send + col.sendWidth;
    return svg`<g class="timer"><circle cx=${right - 8} cy=${y} r="7"></circle><path d="M${right - 8} ${y - 4}v4h3"></path>${col.narrow ? nothing : svg`<text class="size" text-anchor="end" x=${right - 22} y=${y + 4}>time is up</text>`}</g>`;
  });
}
