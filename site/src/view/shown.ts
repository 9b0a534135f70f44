/**
 * Text with an escape, as core/figure writes it, for what would not be seen or would
 * turn around what stands beside it: control characters, marks of direction.
 */
export const shown = (text: string) => text.replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

// What joins characters, or keeps them apart, moves nothing.
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;
