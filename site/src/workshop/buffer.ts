import { take } from "./memory.ts";

/** So much of Node's Buffer as receive loops use. */
const encoder = new TextEncoder();
const LATIN = /^(latin1|binary|ascii)$/i;

const decoders = new Map([false, true].map((fatal) => [fatal, new TextDecoder("utf-8", { fatal, ignoreBOM: true })]));

function bytesOf(text: string, encoding = "utf8"): Uint8Array {
  if (LATIN.test(encoding)) return Uint8Array.from(text, (c) => c.charCodeAt(0) & 255);
  if (encoding === "hex") return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16));
  return encoder.encode(text);
}

export class Buffer extends Uint8Array {
  static override from(value: unknown, encoding?: unknown): Buffer {
    if (typeof value === "string") return Buffer.#copy(bytesOf(value, encoding as string));
    if (value instanceof ArrayBuffer) return Buffer.#copy(new Uint8Array(value));
    return Buffer.#copy(value as ArrayLike<number>);
  }
  static #copy(bytes: ArrayLike<number>): Buffer {
    const b = Buffer.allocUnsafe(bytes.length);
    b.set(bytes);
    return b;
  }
  static alloc(n: number, fill?: number | string): Buffer {
    const b = Buffer.allocUnsafe(n);
    if (fill !== undefined) b.fill(typeof fill === "string" ? fill.charCodeAt(0) : fill);
    return b;
  }
  static allocUnsafe(n: number): Buffer {
    take(n);
    return new Buffer(n);
  }
  static concat(list: readonly Uint8Array[], total = list.reduce((sum, b) => sum + b.length, 0)): Buffer {
    const all = Buffer.alloc(total);
    let at = 0;
    for (const b of list) {
      all.set(b.subarray(0, Math.max(0, total - at)), at);
      at += b.length;
      if (at >= total) break;
    }
    return all;
  }
  static isBuffer(value: unknown): boolean {
    return value instanceof Buffer;
  }
  static byteLength(value: string | Uint8Array, encoding?: string): number {
    return typeof value === "string" ? bytesOf(value, encoding).length : value.length;
  }
  static compare(a: Uint8Array, b: Uint8Array): number {
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
    return Math.sign(a.length - b.length);
  }

  get #view(): DataView {
    return new DataView(this.buffer, this.byteOffset, this.byteLength);
  }
  override slice(start?: number, end?: number): Buffer {
    return this.subarray(start, end) as Buffer; // as Node's: no copy
  }
  override toString(encoding = "utf8", start = 0, end = this.length): string {
    const part = this.subarray(start, end);
    if (LATIN.test(encoding)) return Array.from(part, (c) => String.fromCharCode(encoding === "ascii" ? c & 127 : c)).join("");
    if (encoding === "hex") return Array.from(part, (c) => c.toString(16).padStart(2, "0")).join("");
    return decoders.get(false)!.decode(part);
  }
  toJSON(): object {
    return { type: "Buffer", data: [...this] };
  }
  equals(other: Uint8Array): boolean {
    return Buffer.compare(this, other) === 0;
  }
  copy(target: Uint8Array, at = 0, start = 0, end = this.length): number {
    const part = this.subarray(start, Math.min(end, start + target.length - at));
    target.set(part, at);
    return part.length;
  }
  write(text: string, at = 0): number {
    const bytes = bytesOf(text).subarray(0, this.length - at);
    this.set(bytes, at);
    return bytes.length;
  }
  override indexOf(value: unknown, from = 0): number {
    if (typeof value === "number") return super.indexOf(value, from);
    const wanted = typeof value === "string" ? bytesOf(value) : (value as Uint8Array);
    for (let i = Math.max(0, from); i + wanted.length <= this.length; i++) if (wanted.every((c, j) => this[i + j] === c)) return i;
    return -1;
  }
  override includes(value: unknown, from = 0): boolean {
    return this.indexOf(value, from) >= 0;
  }
  readUInt8(at = 0): number { return this.#view.getUint8(at); }
  readUInt16BE(at = 0): number { return this.#view.getUint16(at); }
  readUInt16LE(at = 0): number { return this.#view.getUint16(at, true); }
  readUInt32BE(at = 0): number { return this.#view.getUint32(at); }
  readUInt32LE(at = 0): number { return this.#view.getUint32(at, true); }
  readInt32BE(at = 0): number { return this.#view.getInt32(at); }
  readInt32LE(at = 0): number { return this.#view.getInt32(at, true); }
  writeUInt8(n: number, at = 0): number { this.#view.setUint8(at, n); return at + 1; }
  writeUInt16BE(n: number, at = 0): number { this.#view.setUint16(at, n); return at + 2; }
  writeUInt16LE(n: number, at = 0): number { this.#view.setUint16(at, n, true); return at + 2; }
  writeUInt32BE(n: number, at = 0): number { this.#view.setUint32(at, n); return at + 4; }
  writeUInt32LE(n: number, at = 0): number { this.#view.setUint32(at, n, true); return at + 4; }
}
for (const name of Object.getOwnPropertyNames(Buffer.prototype)) {
  if (!name.includes("UInt")) continue;
  Object.defineProperty(Buffer.prototype, name.replace("UInt", "Uint"), { value: (Buffer.prototype as never)[name] });
}

/** So many bytes of a Buffer are printed. */
const SHOWN = 50;

/** As Node's console prints a value. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Buffer) {
    const more = value.length - SHOWN;
    return `<Buffer${Array.from(value.subarray(0, SHOWN), (c) => ` ${c.toString(16).padStart(2, "0")}`).join("")}${more > 0 ? ` ... ${more} more byte${more > 1 ? "s" : ""}` : ""}>`;
  }
  if (value instanceof Error) return String(value.stack ?? value);
  if (typeof value === "object" && value !== null) {
    try {
      return JSON.stringify(value);
    } catch {
      return String(value);
    }
  }
  return String(value);
}
