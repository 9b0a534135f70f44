import { html, nothing, svg } from "lit";
import type { Edge } from "../figure.ts";
import type { Moment } from "../model.ts";

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Where a state is drawn; which states and edges there are is core's to say. */
const PLACES: Record<string, Box> = {
  header: { x: 66, y: 80, w: 104, h: 46 },
  payload: { x: 254, y: 80, w: 104, h: 46 },
  scan: { x: 160, y: 80, w: 104, h: 46 },
  failed: { x: 178, y: 186, w: 80, h: 34 },
  closed: { x: 52, y: 186, w: 80, h: 34 },
};

/** With frames that are skipped there is a state more, in the middle, and ways around it. */
const SKIPPING: Record<string, Box> = {
  ...PLACES,
  skip: { x: 160, y: 172, w: 76, h: 34 },
  failed: { x: 160, y: 262, w: 80, h: 34 },
  closed: { x: 50, y: 262, w: 80, h: 34 },
};
const AROUND: Record<string, string> = {
  "header>skip": "M94 103C100 132 114 148 134 154",
  "skip>header": "M122 180C94 176 76 150 74 106",
  "skip>skip": "M198 164C236 154 236 190 201 181",
  "skip>failed": "M160 189V242",
  "header>failed": "M56 103C58 190 84 238 117 253",
  "header>closed": "M40 103C38 160 44 200 48 242",
  "payload>failed": "M254 103C254 190 236 238 203 253",
};

/** The state diagram, the state we are in, and the transition just taken. */
export function machine({ figure, step }: Moment, uid: string) {
  const { states, edges } = figure.machine;
  const skipping = states.includes("skip");
  const places = skipping ? SKIPPING : PLACES;
  const height = skipping ? 286 : 212;
  // A state that has no place here, of a newer core say, gets one below the others.
  const others = states.filter((s) => !places[s]);
  const place = (id: string): Box => places[id] ?? { x: 160, y: height + 24 + 48 * Math.max(0, others.indexOf(id)), w: 104, h: 34 };
  const taken = edges.find((e) => e.row === step.row);
  // Rows that lead the same way share an arrow.
  const arrows = new Map<string, Edge>();
  for (const e of edges) {
    const key = `${e.from}>${e.to}`;
    if (e.row === step.row || !arrows.has(key)) arrows.set(key, e);
  }
  const drawn = [...arrows.values()]
    .filter((e) => e === taken || e.from !== e.to || !END.has(e.from))
    .sort((a, b) => Number(a === taken) - Number(b === taken));
  const label = taken ? `State ${step.state}; just taken: ${taken.when}` : `State ${step.state}`;
  return html`<svg class="machine" viewBox="0 0 320 ${height + 48 * others.length}" role="img" aria-label=${label}>
      <defs>
        ${["on", "off"].map((k) => svg`<marker id="${uid}-arrow-${k}" class="arrow ${k}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="7" markerHeight="7" orient="auto" markerUnits="userSpaceOnUse"><path d="M0 .5 7.5 4 0 7.5z"></path></marker>`)}
      </defs>
      ${drawn.map((e) => {
        const on = e === taken;
        return svg`<path class="edge ${on ? "on" : ""}" d=${(skipping && AROUND[`${e.from}>${e.to}`]) || path(place(e.from), place(e.to), e.from === e.to)} marker-end="url(#${uid}-arrow-${on ? "on" : "off"})"><title>${e.when}</title></path>`;
      })}
      ${drawn.filter((e) => !END.has(e.to) && e.from !== "skip" && e.to !== "skip").map((e) => svg`<text class="said ${e === taken ? "on" : ""}" x=${(place(e.from).x + place(e.to).x) / 2} y=${labelY(place(e.from), place(e.to), e.from === e.to)}>${e.label}</text>`)}
      ${states.map((s) => {
        const b = place(s);
        return svg`<g class="state ${s} ${s === step.state ? "on" : ""}"><rect x=${b.x - b.w / 2} y=${b.y - b.h / 2} width=${b.w} height=${b.h} rx="10"></rect><text x=${b.x} y=${b.y + 5}>${s}</text></g>`;
      })}
    </svg>
    <p class="taken">${taken ? html`<b>${taken.from} → ${taken.to}:</b> ${taken.when}` : nothing}</p>`;
}

const END = new Set(["failed", "closed"]);

function labelY(a: Box, b: Box, loop: boolean): number {
  if (loop) return a.y - a.h / 2 - 40;
  return a.y + (b.x > a.x ? -36 : 46);
}

/** A curve from one box to another; there and back lie apart. A loop stands on its box. */
function path(a: Box, b: Box, loop: boolean): string {
  if (loop) {
    const y = a.y - a.h / 2;
    return `M${a.x - 18} ${y}C${a.x - 30} ${y - 46} ${a.x + 30} ${y - 46} ${a.x + 18} ${y - 2}`;
  }
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  if (Math.abs(dy) < 20) {
    const side = Math.sign(dx);
    const y = a.y - side * 11;
    const x1 = a.x + (side * a.w) / 2;
    const x2 = b.x - (side * b.w) / 2;
    return `M${x1} ${y}C${x1 + side * 22} ${y - side * 16} ${x2 - side * 26} ${y - side * 16} ${x2 - side * 2} ${y}`;
  }
  const side = Math.sign(dy);
  const lean = Math.abs(dx) < 40 ? 0 : Math.sign(dx);
  const x1 = a.x + lean * a.w * 0.22;
  const x2 = b.x - lean * b.w * 0.22;
  const y1 = a.y + (side * a.h) / 2;
  const y2 = b.y - (side * b.h) / 2;
  return `M${x1} ${y1}C${x1} ${y1 + side * 28} ${x2} ${y2 - side * 34} ${x2} ${y2 - side * 2}`;
}
