import { html, nothing, svg } from "lit";
import type { Journey } from "../../journey.ts";
import { look } from "./bytes.ts";
import type { Drawing } from "./drawing.ts";
import { boxes, complete } from "./layout.ts";
import { box, bytes, type Columns, happened, patterns, queue, type Shown, STRIP, strip, ticks } from "./picture.ts";

const LETTER = 6.6; // how wide one is, about

/**
 * A journey that was seen at one place: what passed there lies across, in the order in which it did; what came too early
 * waits on the right, behind a gap; and acknowledgements go back on the left.
 */
export const seen: Drawing = {
  columns(width) {
    const narrow = width < 760;
    const time = narrow ? 0 : 56, a = narrow ? 62 : 172;
    const outWidth = narrow ? 72 : Math.round(Math.min(230, width * 0.2));
    const c = width - outWidth - (narrow ? 4 : 30);
    return { narrow, time, send: 0, sendWidth: 0, a, b: Math.round(a + (c - a) * 0.55), c, recvWidth: 0, out: width - outWidth, outWidth };
  },

  heads(col, { seen }) {
    const head = (x: number, text: string, anchor = "start") => svg`<text class="head" x=${x} y="18" text-anchor=${anchor}>${text}</text>`;
    const unit = `${seen!.unit}s`;
    return col.narrow
      ? svg`${head(col.a - 12, unit)}${unit === "chunks" ? nothing : head(col.c - 5, "behind a gap", "end")}${head(col.out, "messages")}`
      : svg`${unit === "chunks" ? nothing : head(col.a - 24, "acknowledged", "end")}${head(col.a + 16, `${unit}, as they passed`)}${unit === "chunks" ? nothing : head(col.c, "too early: behind a gap", "end")}${head(col.out, "messages")}`;
  },

  picture(s) {
    const col = seen.columns(s.width);
    const bw = scale(s.j, col);
    const bottom = Math.min(s.lay.height, s.now);
    return svg`
      ${patterns(s.uid)}
      ${ticks(s, col)}
      ${[col.a, col.c].map((x) => svg`<path class="life" d="M${x} 0V${bottom}"></path><path class="life rest" d="M${x} ${bottom}V${s.lay.height}"></path>`)}
      <g class="acks">${s.j.acks.map((_, i) => ack(s, col, i))}</g>
      <g class="queue">${queue(s, col, bw)}</g>
      <g>${s.j.segments.map((_, i) => passing(s, col, bw, i))}</g>
      ${s.now < s.lay.height ? svg`<path class="now" d="M${col.narrow ? 0 : col.time + 4} ${s.now}H${s.width}"></path>` : nothing}`;
  },

  legend(uid, j) {
    const item = (shape: unknown, text: string) => html`<li><svg width="30" height="14" aria-hidden="true">${shape}</svg>${text}</li>`;
    const some = (...what: string[]) => j.log.some((e) => what.includes(e.what));
    const last = Math.max(0, ...j.log.map((e) => Math.max(e.next, ...(e.ahead ?? []).map(([, end]) => end))));
    return html`<ul class="legend">
      <li>${j.seen!.say}</li>
      ${item(svg`<path class="part head m1" d="M1 3h10v8h-10z"></path><path class="part body m1" d="M11 3h18v8h-18z"></path>`, j.messages.every((m) => m.body === m.start) ? "one message" : "header and payload of one message")}
      ${(j.messages.at(-1)?.end ?? 0) < j.total ? item(svg`<path class="part none" d="M1 3h28v8h-28z"></path>`, "out of step: of no message") : nothing}
      ${j.segments.some((s) => s.again) ? item(svg`<g class="badge again"><rect x="5" y="1" width="20" height="12" rx="6"></rect></g>`, "some or all of it passed here before") : nothing}
      ${some("waits") ? item(svg`<path class="hole" d="M3 1h24v12h-24z" fill="url(#${uid}-gap)"></path>`, "missing: what is behind it has to wait") : nothing}
      ${last > j.total ? item(svg`<path class="unknown" d="M3 1h24v12h-24z"></path>`, "can’t be read without what is missing") : nothing}
      ${some("answered") ? item(svg`<path class="ack" d="M28 7H4M8 3L4 7l4 4"></path>`, "acknowledgement") : nothing}
      ${j.seen!.notes.includes("no room") ? item(svg`<path class="closed" d="M15 1V13"></path>`, "the receiver has no room") : nothing}
    </ul>`;
  },

  waiting: { head: "Behind a gap", of: ({ ahead = [] }) => ahead.reduce((n, [start, end]) => n + end - start, 0) },
};

/** How wide a byte is: the same everywhere, so that lengths can be compared. */
function scale(j: Journey, col: Columns): number {
  const gap = Math.max(1, ...j.log.map((e) => Math.max(e.next, ...(e.ahead ?? []).map(([, end]) => end)) - e.taken));
  const most = Math.max(1, ...j.segments.map((s) => s.end - s.start));
  return Math.min(6, (col.b - col.a - (col.narrow ? 52 : 90)) / most, (col.c - col.b - (col.narrow ? 6 : 30)) / gap);
}

/** A segment or a chunk, with its length to scale, and where it goes. */
function passing(s: Shown, col: Columns, bw: number, i: number) {
  const seg = s.j.segments[i]!;
  const entry = s.lay.segments[i]!.to;
  if (!happened(s, entry)) return nothing;
  const { what, taken } = s.j.log[entry]!;
  const y = s.lay.y[entry]!;
  const n = seg.end - seg.start;
  const x = col.a + 16, w = Math.max(2, n * bw);
  const size = col.narrow ? String(n) : bytes(n);
  const from = x + w + 12 + size.length * LETTER;
  // It goes on to where it belongs: in order, or to its place behind the gap.
  const to = what === "waits" ? col.c - (seg.end - taken) * bw - 3 : col.c;
  const kept = what !== "twice" && what !== "refused";
  return svg`<g class="segment ${what}" data-start=${seg.start} data-end=${seg.end}>
      <path class="hit" d=${box(col.a - 14, y - 11, from - col.a + 14, 22)}></path>
      ${strip(s, seg, x, y - STRIP / 2, w / n, STRIP)}
      <text class="size" x=${x + w + 6} y=${y + 4}>${size}</text>
      ${kept && to > from ? svg`<path class="lead" d="M${from} ${y}H${to}"></path>` : nothing}
      ${kept ? nothing : svg`<path class="thrown" d="M${from} ${y - 6}l6 6l-6 6"></path>`}
      <g class="badge ${seg.again ? "again" : ""}"><rect x=${col.a - 12} y=${y - 8} width="24" height="16" rx="8"></rect><text x=${col.a} y=${y + 4}>${i + 1}</text></g>
    </g>${out(s, col, i, y)}`;
}

/** The messages that it completed: few of them one by one, of many how many more there are. */
function out(s: Shown, col: Columns, segment: number, y: number) {
  const n = complete(s.j, segment);
  if (n === 0) return nothing;
  const first = s.j.messages.findIndex((m) => m.recv === segment);
  return Array.from({ length: boxes(n) }, (_, nth) => {
    const rest = nth === boxes(n) - 1 ? n - nth - 1 : 0;
    const m = s.j.messages[first + nth]!;
    const end = rest ? s.j.messages[first + n - 1]!.end : m.end;
    const dim = s.lit && (s.lit[1] <= m.start || s.lit[0] >= end) ? "dim" : "";
    const cls = rest ? `message ${dim}` : `message m${look(first + nth)} ${dim}`;
    const most = Math.floor((col.outWidth - 34) / LETTER);
    const [x, top, width, height] = col.narrow ? [col.out + nth * 24, y - 9, 22, 18] : [col.out, y - 12 + nth * 26, col.outWidth - 1, 23];
    const number = rest ? `+${rest + 1}` : String(first + nth + 1);
    const text = rest ? `${rest + 1} more` : m.text.length > most ? m.text.slice(0, most - 1) + "…" : m.text || "(empty)";
    return svg`<g class=${cls} data-start=${m.start} data-end=${end}>
      ${nth || col.narrow ? nothing : svg`<path class="lead" d="M${col.c} ${y}H${x - 2}"></path>`}
      <rect x=${x} y=${top} width=${width} height=${height} rx="5"></rect>
      ${col.narrow ? svg`<text x=${x + 11} y=${y + 4} text-anchor="middle">${number}</text>` : rest ? svg`<text x=${x + 8} y=${top + 16}>${text}</text>` : svg`<text class="number" x=${x + 8} y=${top + 16}>${number}</text><text x=${x + 14 + number.length * 8} y=${top + 16}>${text}</text>`}
    </g>`;
  });
}

/** An acknowledgement goes back; as long as there is no room, that stands beside it. */
function ack(s: Shown, col: Columns, i: number) {
  const { from } = s.lay.acks[i]!;
  if (!happened(s, from)) return nothing;
  const y = s.lay.y[from]!;
  const { notes } = s.j.seen!;
  const note = notes[i]!;
  const x1 = col.a - (col.narrow ? 18 : 24), x0 = col.narrow ? 3 : col.time + 12;
  const text = col.narrow ? "" : note;
  const closed = note === "no room";
  const opens = closed ? s.lay.acks.findIndex((w, k) => k > i && notes[k] === "room" && happened(s, w.from)) : -1;
  const until = opens < 0 ? Math.min(s.now, s.lay.height) : s.lay.y[s.lay.acks[opens]!.from]!;
  return svg`<path class="ack" d="M${x1 - text.length * LETTER - (text ? 4 : 0)} ${y}H${x0}M${x0 + 4} ${y - 3}L${x0} ${y}l4 3"></path>
    ${text ? svg`<text class="size" text-anchor="end" x=${x1} y=${y + 4}>${text}</text>` : nothing}
    ${closed ? svg`<path class="closed" d="M${col.a - 17} ${y}V${until}"></path>` : nothing}`;
}
