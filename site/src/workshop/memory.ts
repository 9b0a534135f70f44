/**
 * Counts the memory that a JavaScript program asks for, since no browser says how much a worker has: buffers, long
 * strings, and what lists, maps and sets take in. What it gives back is not counted, so the bound on all of it is wide.
 */
import { MOST_MEMORY } from "./protocol.ts";

/** In all, in a case. */
const MOST_ASKED = 4 * MOST_MEMORY;

let asked = 0;
let refuse: (why: string) => void = () => undefined;

/** A case begins. */
export const begin = (): void => void (asked = 0);

/** So many bytes are asked for. */
export function take(bytes: number): void {
  if (!(bytes > 0)) return;
  asked += bytes;
  if (bytes > MOST_MEMORY) refuse(`it asked for more than ${MOST_MEMORY >> 20} MiB of memory at once`);
  if (asked > MOST_ASKED) refuse(`it asked for more than ${MOST_ASKED >> 20} MiB of memory in all`);
}

type Method = (this: never, ...args: never[]) => unknown;

/** Puts the count into the language. What is refused does not return. */
export function meter(refused: (why: string) => never): void {
  refuse = refused;
  const { apply, construct } = Reflect;
  const counted = (of: object, name: string, cost: (self: never, args: never[]) => number) => {
    const method = (of as Record<string, Method>)[name]!;
    const value = function (this: never, ...args: never[]) {
      take(cost(this, args));
      return apply(method, this, args);
    };
    Object.defineProperty(of, name, { value, writable: true, configurable: true });
  };
  const POINTER = 8;
  const length = (of: { length?: number } | undefined) => Number(of?.length) || 0;
  for (const name of ["push", "unshift"]) counted(Array.prototype, name, (_, args) => args.length * POINTER);
  counted(Array.prototype, "fill", (self) => length(self) * POINTER);
  counted(Array.prototype, "concat", (self, args) => (length(self) + args.reduce((sum, a) => sum + length(a), 0)) * POINTER);
  counted(Array, "from", (_, [list]) => length(list) * POINTER);
  counted(Map.prototype, "set", () => 4 * POINTER);
  counted(Set.prototype, "add", () => 3 * POINTER);
  counted(String.prototype, "repeat", (self, [times]) => length(self) * Number(times));
  for (const name of ["padStart", "padEnd"]) counted(String.prototype, name, (_, [size]) => Number(size));
  for (const [name, Made] of Object.entries(Object.getOwnPropertyDescriptors(globalThis)).map(([name, { value }]) => [name, value as unknown] as const)) {
    if (!/^(Shared)?ArrayBuffer$|^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$/.test(name)) continue;
    const each = (Made as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
    const value = new Proxy(Made as new (...args: unknown[]) => object, {
      construct(of, args, as) {
        const [size] = args as [number | { length?: number }];
        take((typeof size === "number" ? size : length(size)) * each);
        return construct(of, args, as) as object;
      },
    });
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
