import type { StreamFigure } from "../view/figure.ts";
import type { Question } from "../view/guess.ts";
import { nameOf } from "./named.ts";

/** A question that nobody has answered, and the name of what it is about. */
export interface Open extends Question {
  readonly name: string;
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
  figure.guess.await(questions.filter((q) => q.name === name).reduce<Open | null>((a, b) => (a && a.show <= b.show ? a : b), null));
}
