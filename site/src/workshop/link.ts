import type { Language } from "./protocol.ts";

/** A program, and the task that it is meant for. */
interface Shared {
  task: string;
  language: Language;
  source: string;
}

/** No program of a link is longer, in characters. */
const MOST = 100_000;

const squeeze = (data: Uint8Array<ArrayBuffer>, by: CompressionStream | DecompressionStream): Promise<ArrayBuffer> => new Response(new Blob([data]).stream().pipeThrough(by)).arrayBuffer();

/** What stands behind the # of a program's address. */
export async function link({ task, language, source }: Shared): Promise<string> {
  const packed = new Uint8Array(await squeeze(new TextEncoder().encode(source), new CompressionStream("deflate-raw")));
  const text = btoa(Array.from(packed, (c) => String.fromCharCode(c)).join(""));
  return `1/${language}/${task}/${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** What such an address holds, or null where it is none. */
export async function unlink(hash: string): Promise<Shared | null> {
  const [, language, task, text] = /^#?1\/(python|javascript)\/([a-z-]+)\/([\w-]+)$/.exec(hash) ?? [];
  if (!text) return null;
  try {
    const packed = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const source = new TextDecoder().decode(await bounded(packed));
    return { task: task!, language: language as Language, source };
  } catch {
    return null;
  }
}

/** Unpacks no more than a program may have: a link may have been forged. */
async function bounded(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    if (size > MOST) throw new Error("too long");
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
