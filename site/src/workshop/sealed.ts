/**
 * Takes from a worker, before a learner's program runs in it, all that leads out: network, storage, messages, other
 * workers. What is left is the language itself. It goes by what may stay, so that a browser's next invention goes, too.
 * The server sends these workers a policy that forbids the same; a static host sends none.
 */
const LANGUAGE = new Set(
  (
    "AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date DisposableStack Error " +
    "EvalError FinalizationRegistry Float16Array Float32Array Float64Array Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN " +
    "Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array " +
    "Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape globalThis isFinite " +
    "isNaN parseFloat parseInt undefined unescape"
  ).split(" "),
);

export function seal(keep: readonly string[]): void {
  const kept = new Set([...LANGUAGE, ...keep]);
  for (let from: object | null = globalThis; from && from !== Object.prototype; from = Object.getPrototypeOf(from) as object | null) {
    for (const name of Reflect.ownKeys(from)) {
      if (typeof name === "symbol" || (from === globalThis && kept.has(name))) continue;
      if (!Reflect.deleteProperty(from, name)) Reflect.defineProperty(from, name, { value: undefined });
    }
  }
  const left = Object.getOwnPropertyNames(globalThis).filter((name) => !kept.has(name) && (globalThis as Record<string, unknown>)[name] !== undefined);
  if (left.length) throw new Error(`this browser does not let go of ${left.join(", ")}`);
  // Text must not become code by another way: code has been looked through for what no worker can be denied, import().
  for (const f of [() => 0, async () => 0, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(f), "constructor", { value: undefined });
  }
}
