import type { Beside } from "./bench.ts";
import type { Figure } from "./figure.ts";
import type { Model } from "./model.ts";

/**
 * Brings the figure beside to where the first one stands: to the step where they
 * part when that is shown, otherwise to the same place in the same recv.
 */
export function align({ figure, index, step }: Model, { model, comparison }: Beside): void {
  if (!comparison.same && comparison.steps[0] === index) return model.go(comparison.steps[1]);
  if (step.chunk < 0) return model.go(0);
  const [first, last] = stepsOf(figure, step.chunk);
  const [otherFirst, otherLast] = stepsOf(model.figure, step.chunk);
  model.go(index === last ? otherLast : Math.min(otherLast, otherFirst + index - first));
}

/** The first and the last step of a recv, or of the end; where a decoder had stopped, its last. */
function stepsOf(f: Figure, chunk: number): [number, number] {
  const first = chunk < f.chunks.length ? f.chunks[chunk]!.step : f.end === "open" ? undefined : f.length - 1;
  if (first === undefined) return [f.length - 1, f.length - 1];
  const next = f.chunks[chunk + 1]?.step;
  const end = next ?? (chunk < f.chunks.length && f.end !== "open" && f.failed === undefined ? f.length - 1 : f.length);
  return [first, Math.max(first, end - 1)];
}
