/** An error as a sentence on its own. */
export const sentence = ({ message }: Error): string => message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?]$/.test(message) ? "" : ".");
