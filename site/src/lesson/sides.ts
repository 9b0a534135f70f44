import type { StreamFigure } from "../view/figure.ts";

/** Two programs side by side, and a table of what they remember: lights the lines and the row of the step that a figure is at. */
class LessonSides extends HTMLElement {
  connectedCallback(): void {
    const { bench } = document.getElementById(this.dataset.figure!) as StreamFigure;
    const rows = [...this.querySelectorAll<HTMLElement>("tbody tr")];
    const show = () => {
      const row = bench.edited ? undefined : rows[bench.model.index]; // all of this is about the figure as it came
      for (const r of rows) light(r, r === row);
      const lines = (row?.dataset.lines ?? "").split(" ");
      this.querySelectorAll("pre").forEach((pre, i) => {
        [...pre.children].forEach((line, n) => light(line, String(n) === lines[i]));
        const on = pre.querySelector<HTMLElement>(".on");
        if (on) pre.scrollTop = on.offsetTop - pre.clientHeight / 2;
      });
    };
    bench.model.addEventListener("change", show);
    bench.addEventListener("change", show);
    show();
  }
}

function light(e: Element, on: boolean): void {
  e.classList.toggle("on", on);
  e.ariaCurrent = on ? "step" : null;
}

customElements.define("lesson-sides", LessonSides);
