import type { StreamFigure } from "../view/figure.ts";
import type { LessonChoice } from "./choice.ts";

/** The name of what a figure shows: its own, or that of the one that was chosen. Its history holds it, so undo leads back to that, too. */
export const nameOf = (figure: StreamFigure): string => figure.bench.origin.name;

/** The figure of a name, which shows what has that name, if need be by choosing it. */
export async function named(name: string): Promise<StreamFigure | null> {
  const choice = document.querySelector<LessonChoice>(`lesson-choice:has([data-name="${CSS.escape(name)}"])`);
  const figure = document.getElementById(choice?.dataset.figure ?? name);
  if (!(figure instanceof customElements.get("stream-figure")!)) return null;
  await choice?.choose(name);
  return figure as StreamFigure;
}
