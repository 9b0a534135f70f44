import type { TemplateResult } from "lit";
import type { Entry, Journey } from "../../journey.ts";
import type { Columns, Shown } from "./picture.ts";

/** A way of drawing journeys: from end to end, or as they were seen at one place. */
export interface Drawing {
  columns(width: number): Columns;
  /** What stands above the columns. */
  heads(col: Columns, j: Journey): TemplateResult;
  picture(s: Shown): TemplateResult;
  /** What is drawn how. */
  legend(uid: string, j: Journey): TemplateResult;
  /** How many bytes wait, and what for, as the table has it. */
  waiting: { head: string; of(e: Entry): number };
}
