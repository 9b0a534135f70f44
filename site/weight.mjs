// What the pages' modules weigh, part by part, and the most that each may weigh: make weight. Sizes are of brotli, as
// the server sends it. A package's share is what its code compresses to by itself, scaled so that all shares add up to the file.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const BUDGETS = { core: 600, tap: 600, captured: 600, journey: 825, workshop: 600 }; // in KB; why: docs/rationale.md
const FIRST = 0x1000; // the number that Go gives the first function in the module

for (const [name, budget] of Object.entries(BUDGETS)) weigh(name, budget);

function weigh(name, budget) {
  const total = readFileSync(`dist/${name}.wasm.br`).length;
  const wasm = readFileSync(`dist/${name}.wasm`);
  const { bodies, data } = sections(wasm);
  const { names, table } = functionTable(data);
  const parts = new Map();
  const add = (part, bytes) => (parts.get(part) ?? parts.set(part, []).get(part)).push(bytes);
  bodies.forEach((body, i) => add(packageOf(names.get(i + FIRST) ?? ""), body));
  add("(types, constants, texts)", data.subarray(0, table));
  add("(function table, variables)", data.subarray(table));

  const sizes = [...parts].map(([part, bytes]) => [part, brotliCompressSync(Buffer.concat(bytes), { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length]);
  const scale = total / sizes.reduce((sum, [, size]) => sum + size, 0);
  const kb = (n) => (n / 1024).toFixed(1).padStart(7);
  for (const [part, size] of sizes.sort((a, b) => b[1] - a[1])) if (size * scale >= 512) console.log(`${kb(size * scale)} KB  ${part}`);
  console.log(`${kb(total)} KB  ${name}.wasm, of at most ${budget}`);
  const fail = (why) => {
    console.error(`${name}.wasm ${why}`);
    process.exitCode = 1;
  };
  if (total > budget * 1024) fail(`is ${total - budget * 1024} bytes too heavy`);
  if (wasm.includes("while True:")) fail("holds the Python of decoders that break: it comes with the page");
}

/** The package of a function by its symbol: up to the first dot after the last slash. */
function packageOf(symbol) {
  const slash = symbol.split("[")[0].lastIndexOf("/") + 1;
  const dot = symbol.indexOf(".", slash);
  return dot < 0 ? "(no package)" : symbol.slice(0, dot).replace(/^type:.*/, "(equality and hashes of types)");
}

/** The bodies of the functions, and the initial memory in one piece. */
function sections(wasm) {
  let at = 8; // after magic and version
  const uint = () => {
    let n = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      n += (byte & 127) * 2 ** shift;
      if (byte < 128) return n;
    }
  };
  const bytes = () => {
    const size = uint();
    at += size;
    return wasm.subarray(at - size, at);
  };
  const bodies = [];
  const segments = [];
  while (at < wasm.length) {
    const id = wasm[at++];
    const end = uint() + at;
    if (id === 10) for (let n = uint(); n > 0; n--) bodies.push(bytes());
    if (id === 11)
      for (let n = uint(); n > 0; n--) {
        at += 2; // active, in memory 0; i32.const
        const offset = uint();
        at++; // end
        segments.push([offset, bytes()]);
      }
    at = end;
  }
  const [first] = segments[0];
  const [last, tail] = segments.at(-1);
  const data = Buffer.alloc(last + tail.length - first);
  for (const [offset, segment] of segments) data.set(segment, offset - first);
  return { bodies, data };
}

/** Go's own table of functions, which panics need, so that it is there in a stripped module: names by number, and where it begins. */
function functionTable(data) {
  const table = data.indexOf(Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8])); // Go 1.20 and later; 64-bit words
  if (table < 0) throw new Error("the module has no function table of a form known here");
  const word = (i) => Number(data.readBigUInt64LE(table + 8 + 8 * i));
  const count = word(0);
  const text = table + word(3);
  const functions = table + word(7);
  const entry = (i) => data.readUInt32LE(functions + 8 * i);
  const names = new Map();
  for (let i = 0; i < count; i++) {
    const name = text + data.readInt32LE(functions + data.readUInt32LE(functions + 8 * i + 4) + 4);
    names.set(entry(i), data.toString("utf8", name, data.indexOf(0, name)));
  }
  return { names, table };
}
