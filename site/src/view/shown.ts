/**
 * Text with an escape, as core/figure writes it into messages, for what would not be seen or would turn around what
 * stands beside it.
 */
export const shown = (text: string) => text.replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const UNSEEN = /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Bytes as text, where they are text that can be shown as it is. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return shown(text) === text ? text : null;
  } catch {
    return null;
  }
}
