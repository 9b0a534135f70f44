import type { Question, StreamFigure } from "../view/figure.ts";
import { nameOf } from "./named.ts";

/** A question that nobody has answered: the name of what it is about, and the last step that tells nothing of the answer. */
export interface Open extends Question {
  readonly name: string;
  readonly show: number;
}

const questions: Open[] = [];

/** A question is open: until it is answered, or skipped, its figure goes no further. */
export function open(question: Open, figure: StreamFigure): void {
  questions.push(question);
  settle(figure);
}

/** Closes a figure's questions about the steps up to one. */
export function close(figure: StreamFigure, step = Infinity): void {
  const name = nameOf(figure);
  for (let i = questions.length; i--; ) if (questions[i]!.name === name && questions[i]!.show < step) questions.splice(i, 1);
  settle(figure);
}

/** Lets a figure go as far as the questions about what it shows allow. */
export function settle(figure: StreamFigure): void {
  const name = nameOf(figure);
  const first = questions.filter((q) => q.name === name).reduce<Open | null>((a, b) => (a && a.show <= b.show ? a : b), null);
  figure.question = first;
  figure.model.until = first?.show ?? Infinity;
}
