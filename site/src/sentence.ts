/** An error as a sentence on its own. */
export const sentence = ({ message }: Pick<Error, "message">): string => message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?]$/.test(message) ? "" : ".");

/** What is wrong, to whoever did not write the corpus file in whose lines core found it. */
export const reason = ({ message, cause }: Error): string => (typeof cause === "string" ? cause : message);
