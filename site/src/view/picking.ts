import { html, nothing, type ReactiveController } from "lit";
import type { StreamFigure } from "./figure.ts";

/** Which byte a reader points at, and whether it is the answer. */
export interface Pointed {
  byte: number;
  sure: boolean;
}

/** Asks for a byte of the figure: one clicks it, or points at it by keyboard. Meanwhile nothing is cut. */
export class Picking implements ReactiveController {
  /** The byte pointed at; null while none is asked for. */
  byte: number | null = null;
  #done: (byte: number | null) => void = () => undefined;

  constructor(readonly host: StreamFigure) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener("point", this.#pointed);
    document.addEventListener("keydown", this.#escaped);
  }

  hostDisconnected(): void {
    this.host.removeEventListener("point", this.#pointed);
    document.removeEventListener("keydown", this.#escaped);
    this.end(null);
  }

  /** Resolves to the byte; to null where the reader gives up. */
  start(): Promise<number | null> {
    this.end(null);
    this.#set(0);
    return new Promise((done) => (this.#done = done));
  }

  end = (byte: number | null): void => {
    if (this.byte === null) return;
    this.#set(null);
    this.#done(byte);
  };

  /** What is asked, and the way out. */
  banner(uid: string) {
    if (this.byte === null) return nothing;
    return html`<div class="picking"><p id="${uid}-ask"><b>Which byte?</b> Click it; or go there with the arrow keys, and press Space.</p>
      <button type="button" @click=${() => this.end(null)}>Cancel</button></div>`;
  }

  #set(byte: number | null): void {
    this.byte = byte;
    this.host.toggleAttribute("picking", byte !== null);
    this.host.requestUpdate();
  }

  #pointed = (e: Event): void => {
    const { byte, sure } = (e as CustomEvent<Pointed>).detail;
    if (sure) this.end(byte);
    else this.#set(byte);
  };

  #escaped = (e: KeyboardEvent): void => {
    if (e.key === "Escape") this.end(null);
  };
}
