import { sheet } from "../sheet.ts";

const task = document.querySelector<HTMLDetailsElement>("details.task")!;

/** The workshop's editor, and what runs a program, come when a reader opens the task. */
async function come(): Promise<void> {
  if (!task.open) return;
  task.removeEventListener("toggle", come);
  await Promise.all([sheet("tools"), sheet("desk")]);
  await import("../view/workshop.ts");
}

task.addEventListener("toggle", come);
void come();
