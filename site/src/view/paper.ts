import { html, nothing, svg, type LitElement } from "lit";
import { chunkStart, type Moment } from "../model.ts";
import { recvLabel } from "./label.ts";
import { cells, CELL_HEIGHT, patterns } from "./cells.ts";
import { hear } from "./element.ts";

const CELL = 20;
/** Bytes a line, which fit the width of a page; and how many recvs of a long stream. */
const PER = 32;
const MOST = 100;

/** Whether a figure is drawn for paper. That can't be stepped: it gets all bytes, as they are in the end, and the table. */
export class Paper {
  on = false;

  /** The browser does not wait for an update: this makes one at once. */
  constructor(
    readonly host: LitElement,
    readonly update: () => void,
  ) {
    hear(host, window, { beforeprint: this.#turn, afterprint: this.#turn });
  }

  #turn = (e: Event): void => {
    this.on = e.type === "beforeprint";
    this.host.requestUpdate();
    this.update();
  };
}

/** All bytes of a figure for paper, which neither scrolls nor is measured: a row for each recv. */
export function paper(m: Moment, uid: string) {
  const { chunks } = m.figure;
  return html`<div class="paper">
    <svg width="0" height="0" aria-hidden="true">${patterns(uid)}</svg>
    ${chunks.slice(0, MOST).map(({ end }, i) => {
      const lines = [];
      for (let a = chunkStart(chunks, i); a < end; a += PER) {
        const b = Math.min(a + PER, end);
        lines.push(html`<svg class="line" width=${(b - a) * CELL} height=${CELL_HEIGHT}>${svg`${cells(m, a, b, CELL, uid)}`}</svg>`);
      }
      return html`<div><p>${recvLabel(m, i)}</p>${lines}</div>`;
    })}
    ${chunks.length > MOST ? html`<p>… and ${chunks.length - MOST} recvs more</p>` : nothing}
  </div>`;
}
