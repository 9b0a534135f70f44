import { nothing } from "lit";
import { clamp, cutAt } from "../document.ts";
import type { Moment } from "../model.ts";
import { hear } from "./element.ts";
import type { Chosen, CutChange } from "./gap.ts";
import type { gapBar } from "./gapbar.ts";
import type { StreamFigure } from "./figure.ts";

/** The gap that a reader works on, and what is cut there. */
export class Cutting {
  /** The buttons for it, once a finger has chosen one: it has no keys. */
  #bar: typeof gapBar | null = null;
  #gap: number | null = null;

  constructor(readonly host: StreamFigure) {
    hear(host, host, { gap: this.#chosen, recut: this.#recut, keydown: this.#left });
  }

  /** The chosen gap, which the stream, another perhaps by now, has; or null. */
  get gap(): number | null {
    const n = this.host.model.moment.bytes.length;
    return this.#gap === null || n < 2 ? null : clamp(this.#gap, n);
  }

  bar(m: Moment) {
    const { gap } = this;
    return this.#bar && gap !== null ? this.#bar(m, gap, this.leave) : nothing;
  }

  leave = (): void => {
    this.#gap = null;
    this.#bar = null;
    this.host.requestUpdate();
  };

  #chosen = (e: Event): void => {
    const { gap, buttons } = (e as CustomEvent<Chosen>).detail;
    this.#gap = gap;
    this.host.requestUpdate();
    if (buttons) void this.#offerButtons();
  };

  async #offerButtons(): Promise<void> {
    const parts = await import("./gapbar.ts").catch(() => null);
    if (!parts) this.host.note.missing("The buttons to cut with");
    else if (this.#gap !== null) this.#bar = parts.gapBar;
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.host.querySelector(".gap-bar")?.scrollIntoView({ block: "nearest" });
  }

  #recut = (e: Event): void => {
    const { cuts, gap, merge } = (e as CustomEvent<CutChange>).detail;
    if (this.#gap !== null) this.#gap = gap;
    void this.host.bench.edit({ schedule: cutAt(cuts) }, merge);
  };

  #left = (e: KeyboardEvent): void => {
    if (e.key === "Escape") this.leave();
  };
}
