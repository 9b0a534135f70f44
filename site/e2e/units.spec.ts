import { align } from "../src/align.ts";
import { changed } from "../src/change.ts";
import { Bench } from "../src/bench.ts";
import * as cuts from "../src/cuts.ts";
import { cutAt, cutsOf, fork, fromFigure, print } from "../src/document.ts";
import type { Figure, Step } from "../src/figure.ts";
import { History } from "../src/history.ts";
import { Model, runs } from "../src/model.ts";
import type { Core, Opened } from "../src/module.ts";
import { machine } from "../src/view/machine.ts";
import { expect, test } from "@playwright/test";

// What needs no browser: the model, the history, the document.

const step = (s: Partial<Step>): Step => ({ chunk: 0, event: "needs more", row: 0, state: "header", arrived: 0, taken: 0, frames: 0, spans: [], header: { had: 0, want: 2, text: "" }, length: null, payload: { had: 0, want: null }, carry: 0, stage: { cells: 2, box: "shut", had: 0, want: null }, messages: 0, say: ["", ""], ...s });

/** "3 abc2 d": a frame and a part of the next, in recvs of 3 and 5 bytes; headers of two. */
const figure = (): Figure => ({
  v: 1, title: "A figure", story: "", layout: "decimal 2", limit: 9, decoder: "core", schedule: "every 3", code: ["core"], end: "open",
  hex: Buffer.from("3 abc2 d").toString("hex"), chars: [], sends: [5, 8], chunks: [{ end: 3, step: 1 }, { end: 8, step: 3 }],
  frames: [{ start: 0, body: 2, end: 5, step: 3, length: 3, text: "abc" }],
  machine: { states: [], edges: [] }, length: 6,
  steps: [
    step({ chunk: -1, event: "start" }),
    step({ event: "header parsed", arrived: 3, taken: 2, spans: [[0, 2, "header"], [2, 3, "payload"]] }),
    step({ arrived: 3, taken: 3, spans: [[0, 2, "header"], [2, 3, "payload"]] }),
    step({ chunk: 1, event: "message", arrived: 8, taken: 5, frames: 1, spans: [[5, 8, "carry"]] }),
    step({ chunk: 1, event: "header parsed", arrived: 8, taken: 7, frames: 1, spans: [[5, 7, "header"], [7, 8, "payload"]] }),
    step({ chunk: 1, arrived: 8, taken: 8, frames: 1, spans: [[5, 7, "header"], [7, 8, "payload"]] }),
  ],
});

for (const [at, want] of [
  [0, "0-8 later"],
  [1, "0-2 header, 2-3 payload, 3-8 later"],
  [3, "0-2 header, 2-5 payload, 5-8 carry"],
  [5, "0-2 header, 2-5 payload, 5-7 header, 7-8 payload"],
] as const) {
  test(`at step ${at} the bytes are ${want}`, () => {
    const model = new Model(figure());
    model.go(at);
    expect(runs(model.moment, 0, 8).map((r) => `${r.start}-${r.end} ${r.role}`).join(", ")).toBe(want);
    expect(runs(model.moment, 4, 6).every((r) => r.start >= 4 && r.end <= 6)).toBe(true);
  });
}

test("the cursor jumps to messages and recvs, and stays inside", () => {
  const model = new Model(figure());
  const seen = [];
  for (const to of [model.nextRecv!, 99, -5]) {
    model.go(to);
    seen.push(model.index, model.nextMessage, model.nextRecv);
  }
  expect(seen).toEqual([1, 3, 3, 5, null, null, 0, 3, 1]);
});

test("a figure computed anew keeps the cursor at its byte and event", async () => {
  const model = new Model(figure());
  model.go(3); // the message, five bytes taken
  const whole = figure();
  whole.steps = [whole.steps[0]!, step({ event: "header parsed", arrived: 8, taken: 2 }), step({ event: "message", arrived: 8, taken: 5, frames: 1 }), step({ arrived: 8, taken: 5, frames: 1 })];
  whole.length = 4;
  await model.replace(whole, null);
  expect(model.index).toBe(2);
});

test("steps that are not there are fetched, and the last one asked for wins", async () => {
  const all = figure().steps;
  const asked: string[] = [];
  const source = {
    steps: (first: number, last: number) => {
      asked.push(`${first}-${last}`);
      return Promise.resolve(Array.from({ length: last - first }, (_, i) => step({ taken: first + i })));
    },
    find: (taken: number) => Promise.resolve(taken),
    release: () => void asked.push("released"),
  };
  const model = new Model({ ...figure(), steps: all, length: 1000 }, source);
  const shown: number[] = [];
  const there = new Promise<void>((resolve) => model.addEventListener("change", () => shown.push(model.index) && model.index === 600 && resolve()));
  model.go(700);
  model.go(600);
  expect(model.index).toBe(0); // nothing is shown that is not there
  await there;
  expect([shown, model.step.taken]).toEqual([[0, 0, 600], 600]);
  expect(asked).toContain("512-768");
  model.show(figure());
  expect(asked.at(-1)).toBe("released");
});

for (const [what, got, want] of [
  ["added", cuts.add([3, 9], 5), [3, 5, 9]],
  ["taken away", cuts.toggle([3, 5, 9], 5), [3, 9]],
  ["made", cuts.toggle([3, 9], 5), [3, 5, 9]],
  ["moved past another", cuts.move([3, 9], 3, 12), [9, 12]],
  ["moved onto another", cuts.move([3, 9], 3, 9), [9]],
] as const) {
  test(`a cut ${what}`, () => expect(got).toEqual(want));
}

test("cuts as a schedule", () => {
  expect([cutAt([]), cutAt([3]), cutAt([3, 7, 8])]).toEqual(["in one chunk", "3, then the rest", "3, 4, 1, then the rest"]);
  expect(cutsOf(figure())).toEqual([3]);
});

test("a document is a corpus file without its trace", () => {
  expect(print(fromFigure(figure()))).toBe(`A figure

layout: decimal 2
limit: 9
decoder: core
schedule: every 3
end: open

-- stream --
send 3320616263
send 322064
`);
});

test("a fork holds what had arrived, cut as it was", () => {
  const { title, schedule, sends, end } = fork({ ...figure(), end: "cut off" }, 2, figure().steps[2]!);
  expect({ title, schedule, sends, end }).toEqual({ title: "A figure, from step 2", schedule: "in one chunk", sends: ["332061"], end: "open" });
});

test("undo, redo, and changes that are one", () => {
  const h = new History("a");
  h.push("b");
  h.push("b2", true);
  h.push("c");
  expect([h.undo(), h.undo(), h.before, h.redo(), h.now]).toEqual(["b2", "a", undefined, "b2", "b2"]);
  h.push("d");
  expect([h.after, h.undo()]).toEqual([undefined, "b2"]);
});

test("a decoder beside stands in the same recv, or where the two part", () => {
  const ours = new Model(figure());
  const other = figure();
  other.steps = [other.steps[0]!, step({ event: "failed", arrived: 3, taken: 3 })];
  other.length = 2;
  other.failed = 1;
  other.chunks = [{ end: 3, step: 1 }, { end: 8 }];
  const beside = { model: new Model(other), comparison: { steps: [2, 1] as [number, number], offset: 3, say: "" } };
  const places = [0, 1, 2, 3, 5].map((i) => {
    ours.go(i);
    align(ours, beside);
    return beside.model.index;
  });
  expect(places).toEqual([0, 1, 1, 1, 1]);
});

test("a change makes a figure of an old one: lists are edited, and what has not changed is kept", () => {
  const { hex, sends, chars, chunks, frames, ...rest } = figure();
  const to = changed(figure(), { ...rest, title: "Cut", chunks: { keep: 0, add: [{ end: 1, step: 1 }], from: 0, shift: 1 }, frames: { keep: frames.length, add: [], from: frames.length, shift: 0 } });
  expect(to).toEqual({ ...figure(), title: "Cut", chunks: [{ end: 1, step: 1 }, ...chunks.map((c) => ({ ...c, step: c.step! + 1 }))] });
  expect([to.hex, to.sends, to.chars]).toEqual([hex, sends, chars]);
});

test("a decoder beside that fails leaves nothing behind in the module", async () => {
  const held = new Set<object>();
  const long = () => ({ ...figure(), length: 1000 });
  const module = {
    compare: (_: string, other: string) => (other === "nobody" ? Promise.reject(new Error("no decoder of that name")) : Promise.resolve({ same: true, say: "" })),
    open: () => {
      const opened: Opened = { figure: long(), steps: () => Promise.resolve([]), find: () => Promise.resolve(0), release: () => void held.delete(opened) };
      held.add(opened);
      return Promise.resolve(opened);
    },
  } as unknown as Core;
  const bench = new Bench(figure(), module);
  await bench.compare("tutorial");
  expect(held.size).toBe(1);
  await bench.compare("nobody");
  expect([bench.problem, held.size]).toEqual(["no decoder of that name", 0]);
});

test("a state of a newer core is drawn, too", () => {
  const moment = new Model({ ...figure(), machine: { states: ["header", "resting"], edges: [{ row: 0, from: "header", to: "resting", label: "rests", when: "" }] } }).moment;
  expect(() => machine(moment, "f")).not.toThrow();
});
