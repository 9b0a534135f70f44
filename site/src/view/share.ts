import { cutAt, cutsOf, fromFigure, print } from "../document.ts";
import { core } from "../module.ts";
import { address } from "../root.ts";
import { copyLink } from "./copy.ts";
import type { StreamFigure } from "./figure.ts";

/** Copies a link to the step that a figure shows, and says how that went. */
export const share = (figure: StreamFigure): Promise<string> => copyLink(figure.editable && figure.address ? figure.address() : whole(figure));

/** What is live has no address in its page: the link holds all that is recorded, and leads to the playground. */
async function whole({ model: { figure, index } }: StreamFigure): Promise<string> {
  const text = print({ ...fromFigure(figure), schedule: cutAt(cutsOf(figure)) });
  return `${address("playground/")}#${await core.link(text, index, "")}`;
}
