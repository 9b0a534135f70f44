import { html, type LitElement, nothing } from "lit";
import type { Figure } from "../figure.ts";
import { Bench } from "../bench.ts";
import type { Model, Moment } from "../model.ts";
import { core, module } from "../module.ts";
import { sheet } from "../sheet.ts";
import { controls, type Action } from "./controls.ts";
import type { Cutting } from "./cutting.ts";
import { hear, PageElement, reactive } from "./element.ts";
import * as icon from "./icons.ts";
import { Keyboard } from "./keyboard.ts";
import { narration } from "./narration.ts";
import type { Neighbour } from "./neighbour.ts";
import { load, loaded, loadNeighbour, map as mapper, narrow, opens, PARTS, wanted, type Part } from "./opens.ts";
import { Paper, paper } from "./paper.ts";
import type { Asked, Picking } from "./picking.ts";
import { Playback } from "./playback.ts";
import { reading } from "./reading.ts";
import { shown } from "./shown.ts";
import { table } from "./table.ts";

/** What stands between backticks is code. */
function coded(story: string) {
  const parts = story.split("`");
  return parts.length % 2 ? parts.map((part, i) => (i % 2 ? html`<code>${part}</code>` : part)) : story;
}

/** What is asked about the steps that the model holds back. */
export interface Question {
  /** Leads the reader to it. */
  ask(): void;
  /** The reader wants to go on without a guess. */
  skip(): void;
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Between the top of the window and what is brought into it, in pixels. */
const MARGIN = 8;
/** How fast bytes move while a session is recorded: there is less time than while one steps. */
const LIVE = 1.25;
let count = 0;

/**
 * Takes over the table of a trace that the page came with, and makes it a
 * figure to step through. What it shows is a function of its model.
 */
export class StreamFigure extends PageElement {
  /** True while a live session appends to the model: play then means follow. */
  @reactive recording = false;
  /** Whether its cuts can be moved. */
  @reactive editable = true;
  @reactive narrow = narrow.matches;
  /** Said beside the controls. */
  @reactive note = "";
  @reactive protected tabled = false;
  @reactive protected changing = false;
  @reactive protected more = false;
  /** What it shows besides the stage. */
  @reactive protected opened: Set<Part> = new Set();

  /** While one is open, nothing here tells what comes next. */
  @reactive question: Question | null = null;
  /** The reader wanted to go on all the same. */
  @reactive protected held = false;

  /** Says the address of the step that is shown, where the page has one for it. */
  address: (() => Promise<string>) | undefined;
  readonly bench: Bench;
  readonly #uid = `f${++count}`;
  /** Lets the reader cut, once there is a map to do it on. */
  #cutting: Cutting | null = null;
  readonly #playback: Playback;
  readonly paper = new Paper(this, () => this.performUpdate());
  /** Another decoder beside, where there is one, or one to choose. */
  #neighbour: Neighbour | null = null;
  /** Asks for a byte, where one is asked for. */
  #picking: Picking | null = null;

  constructor() {
    super();
    const data = this.querySelector('script[type="application/json"]');
    this.bench = new Bench(JSON.parse(data!.textContent!) as Figure, core, this.getAttribute("corpus") ?? "");
    this.bench.addEventListener("change", this.#changed);
    this.model.addEventListener("change", this.#changed);
    this.model.addEventListener("held", () => {
      this.#playback.stop();
      this.held = true;
    });
    this.#playback = new Playback(this, this.model);
    hear(this, narrow, { change: this.#resized });
    new Keyboard(this, (action) => this.act(action));
  }

  #changed = (): void => {
    if (this.bench.beside) this.#meet();
    this.requestUpdate();
  };

  #meet(): void {
    if (this.#neighbour) return;
    if (loaded.neighbour) this.#neighbour = new loaded.neighbour.Neighbour(this);
    else
      loadNeighbour().then(
        () => {
          this.#meet();
          this.requestUpdate();
        },
        () => (this.note = "This can't be fetched: the server does not answer."),
      );
  }

  get model(): Model {
    return this.bench.model;
  }

  /** Lit appends to what is there: the page's table makes room first. */
  protected override createRenderRoot() {
    const root = document.createElement("div");
    root.className = "figure";
    this.replaceChildren(root);
    return root;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#open(opens(this.getAttribute("opens") ?? ""));
    if (this.hasAttribute("beside")) this.#meet();
    // Whoever is about to change something need not wait for the module then.
    for (const touch of ["focusin", "pointerdown"]) this.addEventListener(touch, () => module.prepare(), { once: true });
  }

  /** True while it plays by itself, which nobody asked for. */
  showing = false;

  protected override firstUpdated() {
    const to = Number(this.getAttribute("plays"));
    if (to && !location.hash && !calm.matches) void import("./showing.ts").then(({ show }) => show(this, this.#playback, to), () => undefined);
  }

  override render() {
    const { model } = this;
    const m = this.paper.on ? model.end : model.moment;
    const { figure } = m;
    const uid = this.#uid;
    const asked = this.#picking?.asked(m, uid) ?? null;
    const map = this.#map;
    if (map) this.#cutting ??= new map.Cutting(this);
    const gap = this.#cutting?.gap ?? null;
    const playing = this.recording ? model.following : this.#playback.on;
    const open = this.#asking;
    return html`<figure aria-labelledby="${uid}-title" aria-busy=${this.bench.busy}>
      <figcaption>
        <div class="caption">
          <h2 id="${uid}-title">${open ? "Guess, then step on" : shown(figure.title) || "A stream of somebody's own"}</h2>
          ${open ? nothing : [this.#neighbour?.choose(), this.#tools()]}
        </div>
        ${figure.story && map && !open ? html`<p class="story">${coded(shown(figure.story.replaceAll("\n", " ")))}</p>` : nothing}
      </figcaption>
      ${this.#neighbour?.first()}
      ${this.#picking?.banner(uid) ?? nothing}
      ${this.paper.on ? [paper(m, uid), table(model, true)] : nothing}
      ${this.pictures(m, uid, { editable: this.editable, asked, gap })}
      ${!map ? reading(m) : this.editable && !asked ? this.#cutting!.bar(m) : nothing}
      ${this.bench.problem ? html`<p class="problem" role="alert">${this.bench.problem}</p>` : nothing}
      <div class="foot">
        ${narration(m, playing)}
        ${open && this.held ? html`<div class="held" role="status"><b>Guess first.</b> <button type="button" @click=${() => this.question?.ask()}>To the question</button> <button type="button" @click=${this.#skip}>Skip it</button></div>` : nothing}
        ${controls(model, { playing, recording: this.recording, note: this.note || (this.bench.busy && !module.ready ? "Fetching the decoder…" : ""), more: this.more, narrow: this.narrow, speed: this.#playback.speed, open }, this.#pressed, (speed) => this.#playback.pace(speed))}
      </div>
      ${this.#neighbour?.second(uid)}
      ${this.#parts(m, uid)}
      ${this.hasAttribute("editor") && this.editable
        ? html`<details class="change" @toggle=${this.#change}>
            <summary>Change the messages, the chunks, the receiver</summary>
            ${this.changing ? html`<stream-editor .bench=${this.bench}></stream-editor>` : nothing}
          </details>`
        : nothing}
      ${open ? nothing : html`<details class="trace" @toggle=${(e: Event) => (this.tabled = (e.target as HTMLDetailsElement).open)}>
        <summary>The same as a table</summary>
        ${this.tabled ? table(model) : nothing}
      </details>`}
    </figure>`;
  }

  /** Whether a question is open, on a screen: paper shows all. */
  get #asking(): boolean {
    return this.question !== null && !this.paper.on;
  }

  #skip = (): void => {
    this.question?.skip();
    this.act("step");
    this.querySelector<HTMLElement>(".go")!.focus(); // the button that had it is gone
  };

  /** The stage, and the map where it is open. A narrow screen has room for one of them, and for the controls. */
  pictures(m: Moment, uid: string, { editable = false, asked = null, gap = null }: { editable?: boolean; asked?: Asked | null; gap?: number | null } = {}) {
    const map = this.#map;
    const mark = this.#mark;
    const stage = html`<stream-stage .moment=${m} .speed=${this.recording ? LIVE : this.#playback.on ? this.#playback.speed : 1}></stream-stage>`;
    if (!map) return stage;
    return this.narrow
      ? html`<stream-rows class="axis" .moment=${m} .uid=${uid} .editable=${editable} .asked=${asked} .gap=${gap} .mark=${mark}></stream-rows>`
      : html`${stage}<stream-axis class="axis" .moment=${m} .uid=${uid} .editable=${editable} .asked=${asked} .gap=${gap} .mark=${mark}></stream-axis>`;
  }

  /** What draws the map, while that is to be seen: when it is open, or a byte of it is to be picked. */
  get #map() {
    return (this.opened.has("map") && !this.#asking) || this.#picking ? mapper() : undefined;
  }

  /** What there is besides, each a press away. */
  #parts(m: Moment, uid: string) {
    const { opened } = this;
    const { panels } = loaded;
    const shown = panels && PARTS.some(([part]) => part !== "map" && opened.has(part));
    return html`<div class="parts" role="group" aria-label="Show">
        ${PARTS.filter(([part]) => part !== "map" || !this.#asking).map(([part, label]) => html`<button type="button" data-part=${part} aria-pressed=${opened.has(part)} @click=${() => this.#toggle(part)}>${label}</button>`)}
      </div>
      ${!shown
        ? nothing
        : html`<div class="panels">
            ${opened.has("machine") ? html`<section><h3>State</h3>${panels.machine(m, uid)}</section>` : nothing}
            ${opened.has("variables") ? html`<section><h3>Variables</h3>${panels.registers(m)}</section>` : nothing}
            ${opened.has("code") ? html`<section><stream-code .moment=${m}></stream-code></section>` : nothing}
          </div>`}`;
  }

  #toggle(part: Part): void {
    const opened = new Set(this.opened);
    if (!opened.delete(part)) opened.add(part);
    wanted.note({ [part]: opened.has(part) });
    this.#open(opened);
  }

  #open(parts: Set<Part>): void {
    this.opened = parts;
    load(parts).then(
      () => this.requestUpdate(),
      () => (this.note = "This can't be fetched: the server does not answer."),
    );
  }

  /** The byte at which the two decoders first part, or null. */
  get #mark(): number | null {
    const comparison = this.bench.beside?.comparison;
    return comparison && !comparison.same ? comparison.offset : null;
  }

  #tools() {
    const { bench } = this;
    if (this.recording || (!bench.canUndo && !bench.canRedo)) return nothing;
    const tool = (name: string, face: unknown, on: boolean, does: () => void) =>
      html`<button type="button" aria-disabled=${!on} @click=${() => on && does()}>${face}${name}</button>`;
    return html`<div class="undo" role="group" aria-label="Changes">
      ${tool("Undo", icon.undo, bench.canUndo, () => void bench.undo())}
      ${tool("Redo", icon.redo, bench.canRedo, () => void bench.redo())}
      ${!this.editable ? nothing : tool("Reset", nothing, bench.edited, () => void bench.reset())}
    </div>`;
  }

  /** Asks the reader for a byte; null where they give up. */
  async pick(): Promise<number | null> {
    const parts = await Promise.all([import("./picking.ts"), load(["map"])]).then(([parts]) => parts, () => null); // it is picked on the map
    if (!parts) {
      this.note = "A byte can't be clicked here: the server does not answer.";
      return null;
    }
    this.#picking?.end(null);
    const picking = (this.#picking = new parts.Picking(this));
    this.requestUpdate();
    await this.updateComplete;
    await this.querySelector<LitElement>(".axis")!.updateComplete;
    this.querySelector<HTMLElement>(".byte")?.focus({ preventScroll: true });
    const byte = await picking.picked;
    if (this.#picking === picking) {
      this.#picking = null;
      this.requestUpdate();
    }
    return byte;
  }

  act = (action: Action): void => {
    const { model } = this;
    if (this.recording && (action === "undo" || action === "redo")) return; // there will be a recording to go back from
    if (action !== "play" && action !== "keys" && action !== "link" && action !== "more") {
      this.#playback.stop();
      this.showing = false;
    }
    const rest = this.question ? model.last : model.index; // that there is no more must not be told either
    switch (action) {
      case "start":
        return model.go(0);
      case "end":
        return model.go(model.last);
      case "back":
        return model.move(-1);
      case "step":
        return model.move(1);
      case "message":
        return model.go(model.nextMessage ?? rest);
      case "recv":
        return model.go(model.nextRecv ?? rest);
      case "error":
        return model.go(model.firstError ?? model.index);
      case "play":
        return this.recording ? model.follow(!model.following) : this.#playback.toggle();
      case "undo":
        return void this.bench.undo();
      case "redo":
        return void this.bench.redo();
      case "link":
        return void this.#copyLink();
      case "more":
        return void (this.more = !this.more);
      case "keys":
        return void Promise.all([import("./keys.ts"), sheet("keys")]).then(([{ showKeys }]) => showKeys(), () => (this.note = "The list of keys can't be fetched: the server does not answer."));
    }
  };

  /** What the controls move is to be seen, as far as they stay in the window themselves. */
  #pressed = (action: Action): void => {
    this.act(action);
    const { top } = this.querySelector("stream-stage, .axis")!.getBoundingClientRect();
    const below = innerHeight - this.querySelector(".foot")!.getBoundingClientRect().bottom;
    if (top < 0 && below > 0) scrollBy(0, -Math.min(below, MARGIN - top));
  };

  #change = (e: Event): void => {
    this.changing = (e.target as HTMLDetailsElement).open;
    if (this.changing) void import("./editor.ts").catch(() => (this.note = "The editor can't be fetched: the server does not answer."));
  };

  #resized = (): void => {
    this.narrow = narrow.matches;
    this.#open(this.opened);
  };

  async #copyLink(): Promise<void> {
    const { copyLink } = await import("./copy.ts");
    const note = (this.note = await copyLink(this));
    setTimeout(() => this.note === note && (this.note = ""), 6000);
  }
}
