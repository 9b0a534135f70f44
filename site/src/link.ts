import type { Core } from "./module.ts";

/**
 * The address of a step, behind the "#". A corpus file is named:
 * `1/corpus/NAME/STEP`, and with a second decoder `1/corpus/NAME/STEP+DECODER`.
 * Anything else stands in the address whole, as core writes it. The first part is
 * the version of the form, so that old links can be told from broken ones.
 */
type Place = ({ corpus: string } | { text: string }) & {
  step: number;
  /** The decoder beside; "" for none. */
  beside: string;
};

export async function print(place: Place, module: Core): Promise<string> {
  const { step, beside } = place;
  if ("text" in place) return `#${await module.link(place.text, step, beside)}`;
  return `#1/corpus/${encodeURIComponent(place.corpus)}/${step}${beside && `+${beside}`}`;
}

/** The place a hash names; null where there is none; throws a sentence for the reader where it is no address of ours. */
export async function parse(hash: string, module: Core): Promise<Place | null> {
  if (hash === "" || hash === "#") return null;
  if (!hash.startsWith("#1/corpus/")) return module.unlink(hash.slice(1));
  const m = /^#1\/corpus\/([a-z0-9-]{1,64})\/(\d{1,7})(?:\+([a-z-]{1,64}))?$/.exec(hash);
  if (!m) throw new Error("This link names no step of a corpus file; it may have been cut short on its way.");
  return { corpus: m[1]!, step: Number(m[2]), beside: m[3] ?? "" };
}
