import { html, nothing, type ReactiveController } from "lit";
import { align } from "../align.ts";
import type { Model } from "../model.ts";
import { core } from "../module.ts";
import type { StreamFigure } from "./figure.ts";
import { paper } from "./paper.ts";
import { table } from "./table.ts";

/** A second decoder on the same bytes and cuts: what it shows, and where the two part. */
export class Neighbour implements ReactiveController {
  #watched: Model | null = null;
  #labels: Map<string, string> | null = null;

  constructor(readonly host: StreamFigure) {
    host.addController(this);
    host.bench.addEventListener("change", this.#follow);
    host.model.addEventListener("change", this.#follow);
    this.#follow();
  }

  hostConnected(): void {}

  #follow = (): void => {
    const { model, bench } = this.host;
    const { beside } = bench;
    if (!beside) return;
    align(model, beside);
    if (beside.model === this.#watched) return;
    this.#watched = beside.model;
    beside.model.addEventListener("change", () => this.host.requestUpdate());
  };

  /** The first decoder's name, above it, once there is another one. */
  first() {
    const { bench, model } = this.host;
    return bench.beside ? html`<h3 class="which">${this.#label(model.figure.decoder)}</h3>` : nothing;
  }

  /** The second decoder's stage, rulers and sentence, and where the two first part. */
  second(uid: string) {
    const { host } = this;
    const { beside } = host.bench;
    if (!beside) return nothing;
    const { comparison, model } = beside;
    const m = host.paper.on ? model.end : model.moment;
    const own = `${uid}b`;
    const apart = !comparison.same && host.model.index >= comparison.steps[0];
    return html`<section class="beside" aria-labelledby="${own}-title ${uid}-title">
      <h3 id="${own}-title">${this.#label(m.figure.decoder)}</h3>
      ${host.paper.on ? [paper(m, own), table(model, true)] : nothing}
      ${host.pictures(m, own)}
      <stream-narration class="say other" .moment=${m}></stream-narration>
      <p class="difference ${apart ? "apart" : ""}">${comparison.say}
        ${comparison.same ? nothing : html`<button type="button" @click=${() => host.model.go(comparison.steps[0])}>Show where they part</button>`}</p>
    </section>`;
  }

  /** A decoder's name for people; its own until the module has told. */
  #label(decoder: string): string {
    if (!this.#labels) {
      this.#labels = new Map();
      void core.choices().then(({ decoders }) => {
        this.#labels = new Map(decoders.map((d) => [d.text, d.label]));
        this.host.requestUpdate();
      }, () => undefined);
    }
    return this.#labels.get(decoder) ?? decoder;
  }
}
