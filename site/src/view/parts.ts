import { html, nothing, type ReactiveController } from "lit";
import type { Moment } from "../model.ts";
import { hear } from "./element.ts";
import type { StreamFigure } from "./figure.ts";
import { load, loaded, map, narrow, opens, PARTS, wanted, type Part } from "./opens.ts";

/** What a figure shows besides its stage, each a press away. */
export class Parts implements ReactiveController {
  #open = new Set<Part>();

  constructor(readonly host: StreamFigure) {
    host.addController(this);
    hear(host, narrow, { change: () => this.#show(this.#open) }); // another script draws the map then
  }

  hostConnected(): void {
    this.#show(opens(this.host.getAttribute("opens") ?? ""));
  }

  /** What draws the map, while that is open and can be drawn. */
  get map() {
    return this.#open.has("map") && !this.host.guess.open ? map() : undefined;
  }

  /** A button for each part, and below them those that are open; the map has its place elsewhere. */
  draw(m: Moment, uid: string) {
    const open = this.#open;
    const { panels } = loaded;
    const shown = panels && PARTS.some(([part]) => part !== "map" && open.has(part));
    return html`<div class="parts" role="group" aria-label="Show">
        ${PARTS.filter(([part]) => part !== "map" || !this.host.guess.open).map(([part, label]) => html`<button type="button" data-part=${part} aria-pressed=${open.has(part)} @click=${() => this.#toggle(part)}>${label}</button>`)}
      </div>
      ${!shown
        ? nothing
        : html`<div class="panels">
            ${open.has("machine") ? html`<section><h3>State</h3>${panels.machine(m, uid)}</section>` : nothing}
            ${open.has("variables") ? html`<section><h3>Variables</h3>${panels.registers(m)}</section>` : nothing}
            ${open.has("code") ? html`<section><stream-code .moment=${m}></stream-code></section>` : nothing}
          </div>`}`;
  }

  #toggle(part: Part): void {
    const open = new Set(this.#open);
    if (!open.delete(part)) open.add(part);
    wanted.note({ [part]: open.has(part) });
    this.#show(open);
  }

  #show(parts: Set<Part>): void {
    const { host } = this;
    this.#open = parts;
    host.requestUpdate();
    load(parts).then(
      () => host.requestUpdate(),
      () => host.note.missing("This"),
    );
  }
}
