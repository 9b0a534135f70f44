/** The site's root, seen from the script in assets/: right under a sub-path, too. */
const ROOT = new URL("../", import.meta.url);

export const address = (path: string) => new URL(path, ROOT);
