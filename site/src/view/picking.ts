import { html, type ReactiveController, type TemplateResult } from "lit";
import type { Moment } from "../model.ts";
import { spoken } from "./cells.ts";
import type { StreamFigure } from "./figure.ts";

/** A byte is asked for: what the rulers know of it. */
export interface Asked {
  /** The byte pointed at. */
  byte: number;
  /** Points at it, on the bytes. Whoever draws them puts it where it belongs. */
  slider: TemplateResult;
  answer(byte: number): void;
}

/** Asks for a byte of the figure, once: one clicks it, or points at it by keyboard. Meanwhile nothing is cut. */
export class Picking implements ReactiveController {
  /** Resolves to the byte; to null where the reader gives up. */
  readonly picked: Promise<number | null>;
  #byte = 0;
  #done!: (byte: number | null) => void;

  constructor(readonly host: StreamFigure) {
    this.picked = new Promise((done) => (this.#done = done));
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("keydown", this.#escaped);
  }

  hostDisconnected(): void {
    this.end(null);
  }

  end = (byte: number | null): void => {
    document.removeEventListener("keydown", this.#escaped);
    this.host.removeController(this);
    this.#done(byte);
  };

  /** What is asked, and the way out. */
  banner(uid: string): TemplateResult {
    return html`<div class="picking"><p id="${uid}-ask"><b>Which byte?</b> Click it; or go there with the arrow keys, and press Space.</p>
      <button type="button" @click=${() => this.end(null)}>Cancel</button></div>`;
  }

  asked(m: Moment, uid: string): Asked {
    const byte = this.#byte;
    const last = m.bytes.length - 1;
    const slider = html`<div class="gap byte" role="slider" tabindex="0" aria-label="Byte" aria-describedby="${uid}-ask" aria-valuemin="0" aria-valuemax=${last} aria-valuenow=${byte}
      aria-valuetext="byte ${byte}: ${spoken(m.bytes[byte]!)}" @keydown=${(e: KeyboardEvent) => this.#keyed(e, last)}></div>`;
    return { byte, slider, answer: this.end };
  }

  #keyed(e: KeyboardEvent, last: number): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const byte = this.#byte;
    const to = { ArrowLeft: byte - 1, ArrowDown: byte - 1, ArrowRight: byte + 1, ArrowUp: byte + 1, PageUp: byte - 10, PageDown: byte + 10, Home: 0, End: last, " ": byte, Enter: byte }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    if (e.key === " " || e.key === "Enter") return this.end(byte);
    this.#byte = Math.max(0, Math.min(last, to));
    this.host.requestUpdate();
  }

  #escaped = (e: KeyboardEvent): void => {
    if (e.key === "Escape") this.end(null);
  };
}
