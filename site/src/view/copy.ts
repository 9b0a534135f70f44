import { sentence } from "../sentence.ts";

/** Copies a link, which may yet have to be made, and says how that went, and of a copied one what it holds. */
export async function copyLink(made: Promise<string>, holds = ""): Promise<string> {
  let link: URL;
  try {
    link = new URL(await made, location.href);
  } catch (err) {
    return sentence(err as Error);
  }
  try {
    await navigator.clipboard.writeText(link.href);
    return `Link copied.${holds}`;
  } catch {
    if (link.pathname !== location.pathname) return "The browser does not let this page copy.";
    history.replaceState(history.state, "", link);
    return "The browser does not let this page copy; the link is in the address bar.";
  }
}
