/**
 * The address of a step: `#1/corpus/NAME/STEP`. The first part is the version
 * of the form, so that old links can be told from broken ones.
 */
export interface Place {
  corpus: string;
  step: number;
}

export function print({ corpus, step }: Place): string {
  return `#1/corpus/${encodeURIComponent(corpus)}/${step}`;
}

/** The place a hash names; null where there is none; throws a sentence for the reader where it is no address of ours. */
export function parse(hash: string): Place | null {
  if (hash === "" || hash === "#") return null;
  const m = /^#1\/corpus\/([a-z0-9-]{1,64})\/(\d{1,7})$/.exec(hash);
  if (!m) throw new Error("This link does not name a step here; it may have been cut short on its way.");
  return { corpus: m[1]!, step: Number(m[2]) };
}
