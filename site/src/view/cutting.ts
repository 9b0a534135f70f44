import type { ReactiveController } from "lit";
import { cutAt } from "../document.ts";
import { clamp, type Chosen, type CutChange } from "./gap.ts";
import type { StreamFigure } from "./figure.ts";

/** The gap that a reader works on, and what is cut there. */
export class Cutting implements ReactiveController {
  /** Whether the buttons for it are shown: a finger has no keys. */
  buttons = false;
  #gap: number | null = null;

  constructor(readonly host: StreamFigure) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener("gap", this.#chosen);
    this.host.addEventListener("recut", this.#recut);
    this.host.addEventListener("keydown", this.#left);
  }

  hostDisconnected(): void {
    this.host.removeEventListener("gap", this.#chosen);
    this.host.removeEventListener("recut", this.#recut);
    this.host.removeEventListener("keydown", this.#left);
  }

  /** The chosen gap, which the stream, another perhaps by now, has; or null. */
  get gap(): number | null {
    const n = this.host.model.moment.bytes.length;
    return this.#gap === null || n < 2 ? null : clamp(this.#gap, n);
  }

  leave = (): void => {
    this.#gap = null;
    this.buttons = false;
    this.host.requestUpdate();
  };

  #chosen = (e: Event): void => {
    const { gap, buttons } = (e as CustomEvent<Chosen>).detail;
    this.#gap = gap;
    this.buttons ||= buttons;
    this.host.requestUpdate();
  };

  #recut = (e: Event): void => {
    const { cuts, gap, merge } = (e as CustomEvent<CutChange>).detail;
    if (this.#gap !== null) this.#gap = gap;
    void this.host.bench.edit({ schedule: cutAt(cuts) }, merge);
  };

  #left = (e: KeyboardEvent): void => {
    if (e.key === "Escape") this.leave();
  };
}
