import { html, type LitElement, nothing } from "lit";
import type { Figure } from "../figure.ts";
import { Bench } from "../bench.ts";
import type { Model, Moment } from "../model.ts";
import { core, module } from "../module.ts";
import type { Mapped } from "./bytemap.ts";
import { Changes } from "./changes.ts";
import { controls, type Action } from "./controls.ts";
import type { Cutting } from "./cutting.ts";
import { PageElement, reactive } from "./element.ts";
import { Guess } from "./guess.ts";
import { Keyboard, listKeys } from "./keyboard.ts";
import { narration } from "./narration.ts";
import type { Neighbour } from "./neighbour.ts";
import { Note, SAID } from "./note.ts";
import { load, loaded, loadNeighbour, map, narrow } from "./opens.ts";
import { Paper, paper } from "./paper.ts";
import { Parts } from "./parts.ts";
import type { Picking } from "./picking.ts";
import { Playback } from "./playback.ts";
import { reading } from "./reading.ts";
import { shown } from "./shown.ts";
import type { Words } from "./stage.ts";
import { table } from "./table.ts";

/** What stands between backticks is code. */
function coded(story: string) {
  const parts = story.split("`");
  return parts.length % 2 ? parts.map((part, i) => (i % 2 ? html`<code>${part}</code>` : part)) : story;
}

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
  @reactive protected tabled = false;
  @reactive protected changing = false;
  @reactive protected more = false;

  /** Says the address of the step that is shown, where the page has one for it. */
  address: (() => Promise<string>) | undefined;
  readonly bench = new Bench(JSON.parse(this.querySelector('script[type="application/json"]')!.textContent!) as Figure, core, this.getAttribute("corpus") ?? this.id);
  readonly #uid = `f${++count}`;
  readonly paper = new Paper(this, () => this.performUpdate());
  /** What is said beside the controls. */
  readonly note = new Note(this);
  readonly guess = new Guess(this);
  readonly #parts = new Parts(this);
  readonly #changes = new Changes(this);
  readonly #playback = new Playback(this, this.model);
  /** Lets the reader cut, once there is a map to do it on. */
  #cutting: Cutting | null = null;
  /** Another decoder beside, where there is one. */
  #neighbour: Neighbour | null = null;
  /** Asks for a byte, where one is asked for. */
  #picking: Picking | null = null;

  constructor() {
    super();
    this.bench.addEventListener("change", this.#changed);
    this.model.addEventListener("change", this.#changed);
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
        () => this.note.missing("This"),
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
    // Whoever is about to change something need not wait for the module then.
    for (const touch of ["focusin", "pointerdown"]) this.addEventListener(touch, () => module.prepare(), { once: true });
  }

  /** True while it plays by itself, which nobody asked for. */
  showing = false;
  /** What is said of the names on the stage, for who has just come. */
  @reactive words: Words = {};

  protected override firstUpdated() {
    const to = Number(this.getAttribute("plays"));
    if (to) void import("./showing.ts").then(({ show }) => show(this, this.#playback, to), () => undefined);
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
    const { open } = this.guess;
    return html`<figure aria-labelledby="${uid}-title" aria-busy=${this.bench.busy}>
      <figcaption>
        <div class="caption">
          <h2 id="${uid}-title">${open ? "Guess, then step on" : shown(figure.title) || "A stream of somebody's own"}</h2>
          ${this.#changes.buttons()}
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
        ${this.guess.banner()}
        ${controls(model, { playing, recording: this.recording, note: this.note.text || (this.bench.busy && !module.ready ? "Fetching the decoder…" : ""), more: this.more, speed: this.#playback.speed, open }, this.#pressed, (speed) => this.#playback.pace(speed))}
      </div>
      ${this.#neighbour?.second(uid)}
      ${this.#parts.draw(m, uid)}
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

  /** The stage, and the map where it is open. A narrow screen has room for one of them, and for the controls. */
  pictures(m: Moment, uid: string, { editable = false, asked = null, gap = null }: Partial<Mapped> = {}) {
    const map = this.#map;
    const of: Mapped = { moment: m, uid, editable, asked, gap, mark: this.#mark };
    const stage = html`<stream-stage .moment=${m} .words=${this.words} .speed=${this.recording ? LIVE : this.#playback.on ? this.#playback.speed : 1}></stream-stage>`;
    if (!map) return stage;
    return narrow.matches
      ? html`<stream-rows class="axis" .of=${of}></stream-rows>`
      : html`${stage}<stream-axis class="axis" .of=${of}></stream-axis>`;
  }

  /** What draws the map, while that is to be seen: when it is open, or a byte of it is to be picked. */
  get #map() {
    return this.#picking ? map() : this.#parts.map;
  }

  /** The byte at which the two decoders first part, or null. */
  get #mark(): number | null {
    const comparison = this.bench.beside?.comparison;
    return comparison && !comparison.same ? comparison.offset : null;
  }

  /** Asks the reader for a byte; null where they give up. */
  async pick(): Promise<number | null> {
    const parts = await Promise.all([import("./picking.ts"), load(["map"])]).then(([parts]) => parts, () => null); // it is picked on the map
    if (!parts) {
      this.note.say("A byte can't be clicked here: the server does not answer.");
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
    if (action !== "play" && action !== "keys" && action !== "link" && action !== "more") {
      this.#playback.stop();
      this.showing = false;
    }
    const rest = this.guess.open ? model.last : model.index; // that there is no more must not be told either
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
      case "redo":
        return this.#changes.go(action);
      case "link":
        return void import("./share.ts").then(async ({ share }) => this.note.say(await share(this), SAID), () => this.note.missing("This"));
      case "more":
        return void (this.more = !this.more);
      case "keys":
        return listKeys(this.note);
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
    if (this.changing) void import("./editor.ts").catch(() => this.note.missing("The editor"));
  };
}
