import { cutAt, cutsOf, fromFigure, print } from "../document.ts";
import { core } from "../module.ts";
import { address } from "../root.ts";
import { sentence } from "../sentence.ts";
import type { StreamFigure } from "./figure.ts";

/** Copies a link to the step that a figure shows, and says how that went. */
export async function copyLink(figure: StreamFigure): Promise<string> {
  let link: URL;
  try {
    link = new URL(await (figure.editable && figure.address ? figure.address() : whole(figure)), location.href);
  } catch (err) {
    return sentence(err as Error);
  }
  try {
    await navigator.clipboard.writeText(link.href);
    return "Link copied.";
  } catch {
    if (link.pathname !== location.pathname) return "The browser does not let this page copy.";
    history.replaceState(history.state, "", link);
    return "The browser does not let this page copy; the link is in the address bar.";
  }
}

/** What is live has no address in its page: the link holds all that is recorded, and leads to the playground. */
async function whole({ model: { figure, index } }: StreamFigure): Promise<string> {
  const text = print({ ...fromFigure(figure), schedule: cutAt(cutsOf(figure)) });
  return `${address("playground/")}#${await core.link(text, index, "")}`;
}
