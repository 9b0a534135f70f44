import type { Entry, Journey, What } from "../../journey.ts";

/** How far down each thing that happened is drawn, in pixels. */
export interface Layout {
  y: number[];
  height: number;
  /** Where each segment and acknowledgement leaves and arrives. */
  segments: Way[];
  acks: Way[];
  /** Where each send, each time that was up, and each recv is in the log. */
  sends: number[];
  timed: number[];
  recvs: number[];
  /** Times at the edge, and where time is drawn shorter than it was. */
  ticks: Tick[];
}

/** From one entry of the log to another, -1 where there is none; and how far down they are drawn. */
export interface Way {
  from: number;
  to: number;
  y0: number;
  y1: number;
}

interface Tick {
  y: number;
  at: number;
  /** So long was nothing, just before. */
  pause?: number;
}

/** Where it happens: things of one column must not lie upon each other. */
const COLUMN: Record<What, number> = { sent: 0, timed: 0, left: 1, gone: 2, came: 3, waits: 3, filled: 3, twice: 3, refused: 3, answered: 4, heard: 5, called: 6, returned: 7 };
/** And how much room each takes. */
const ROOM: Partial<Record<What, number>> = { sent: 44, timed: 30, left: 17, came: 17, waits: 17, filled: 17, twice: 17, refused: 17, answered: 5, heard: 5, returned: 46 };

const DELAY = 50; // what a link's delay takes
const LIVE = 0.1; // what a millisecond takes, of a recorded one
const SEEN = 24; // what the usual time between two things takes, of one that was seen at one place;
const IDLE = 50; // and no more milliseconds than these take as much: where all is slow, a long time is one still
const MOST = 60; // and what nothing takes
const PAUSE = 20; // and that it was cut short
const TOP = 26;

/**
 * Time runs down, evenly as long as something happens. A pause longer than others is cut short, and says so; things that
 * happen at the same time are drawn below each other where they would lie upon each other. Nothing is above what was before it.
 */
export function lay(j: Journey, zoom: number): Layout {
  const delay = Math.min(...j.segments.map((s) => s.arrives - s.at)) || 0;
  const scale = (j.live ? LIVE : j.seen ? SEEN / usual(j) : delay > 0.5 ? DELAY / delay : 3) * zoom;
  const low = new Array<number>(8).fill(-Infinity);
  const at = { segments: j.segments.map(none), acks: j.acks.map(none), sends: [] as number[], timed: [] as number[], recvs: [] as number[] };
  const ticks: Tick[] = [];
  const y: number[] = [];
  let now = TOP, time = 0;
  j.log.forEach((e, i) => {
    const gap = e.at - time;
    now += Math.min(gap * scale, MOST * zoom);
    const column = COLUMN[e.what];
    now = Math.max(now, low[column]! + (j.seen && gap * scale > MOST * zoom ? PAUSE : 0));
    // One sees the queue between what fills it and what empties it.
    if (e.what === "returned") now = Math.max(now, low[3]! + 2);
    low[column] = now + room(j, e);
    if (!ticks.length || (gap > 0 && e.what !== "gone")) ticks.push(gap * scale > MOST * zoom ? { y: now, at: e.at, pause: gap } : { y: now, at: e.at });
    time = e.at;
    y.push(now);
    note(at, e, i);
  });
  ways(j, at, y);
  return { y, ...at, ticks: spread(ticks), height: Math.max(now, ...low.slice(0, 8).filter(Number.isFinite)) + 16 };
}

/** What a thing takes below itself. */
function room(j: Journey, { what, of }: Entry): number {
  const usually = ROOM[what] ?? 0;
  if (!j.seen) return usually;
  if (what === "answered") return j.seen.notes[of] ? 16 : usually;
  return Math.max(24, 26 * boxes(complete(j, of)) + 2);
}

/** The time between two things that were seen, in the middle of all such times: what passes at once is no measure. */
function usual({ log }: Journey): number {
  const gaps = log.flatMap((e, i) => (i > 0 && e.at > log[i - 1]!.at ? [e.at - log[i - 1]!.at] : [])).sort((a, b) => a - b);
  return Math.min(IDLE, gaps[gaps.length >> 1] ?? 1);
}

/** How many messages a segment has completed; and how many boxes tell of so many. */
export const complete = (j: Journey, segment: number): number => j.messages.reduce((n, m) => n + Number(m.recv === segment), 0);
export const boxes = (messages: number): number => Math.min(messages, 3);

const none = (): Way => ({ from: -1, to: -1, y0: 0, y1: 0 });

/** A lost segment goes down as those beside it do, as far as it comes. */
function ways(j: Journey, { segments, acks }: Pick<Layout, "segments" | "acks">, y: number[]): void {
  for (const w of [...segments, ...acks]) if (w.from < 0) w.from = w.to; // it was seen at one place
  for (const w of [...segments, ...acks]) [w.y0, w.y1] = [y[w.from] ?? 0, y[w.to] ?? y[w.from] ?? 0];
  segments.forEach((w, i) => {
    if (!j.segments[i]!.lost) return;
    const beside = segments.filter((_, k) => !j.segments[k]!.lost).sort((a, b) => Math.abs(a.y0 - w.y0) - Math.abs(b.y0 - w.y0))[0];
    if (beside) w.y1 = w.y0 + (beside.y1 - beside.y0) / 2;
  });
}

function note(at: Pick<Layout, "segments" | "acks" | "sends" | "timed" | "recvs">, { what, of }: Entry, i: number): void {
  switch (what) {
    case "sent":
      at.sends[of] = i;
      break;
    case "left":
      at.segments[of]!.from = i;
      break;
    case "answered":
      at.acks[of]!.from = i;
      break;
    case "heard":
      at.acks[of]!.to = i;
      break;
    case "returned":
      at.recvs[of] = i;
      break;
    case "timed":
      at.timed.push(i);
      break;
    case "called":
      break;
    default:
      at.segments[of]!.to = i;
  }
}

/** Leaves out times that would lie upon each other, but for pauses. */
function spread(ticks: Tick[]): Tick[] {
  let last = -Infinity;
  return ticks.filter((t) => {
    if (t.y - last < 24 && !t.pause) return false;
    last = t.y;
    return true;
  });
}
