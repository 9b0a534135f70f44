import { html } from "lit";
import type { Model } from "../model.ts";

const MOST = 200;

/** The trace as a table, the row of the step lit; of a long one, the rows around it, on paper the first. */
export function table(model: Model, paper = false) {
  const { figure, index } = model;
  const from = paper ? 0 : Math.max(0, Math.min(index - MOST / 2, model.last + 1 - MOST));
  const rows = model.window(from, from + MOST);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Trace">
    <table>
      <thead>
        <tr><th scope="col">Step</th><th scope="col">Recv</th><th scope="col">Event</th><th scope="col">State</th><th scope="col">What happened</th></tr>
      </thead>
      <tbody>
        ${rows.map(([n, s]) => {
          const recv = s.chunk < 0 ? "" : s.chunk < figure.chunks.length ? s.chunk + 1 : "end";
          return html`<tr aria-current=${n === index ? "step" : "false"}><td>${n}</td><td>${recv}</td><td>${s.event}</td><td>${s.state}</td><td><b>${s.say[0]}</b> ${s.say[1]}</td></tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
