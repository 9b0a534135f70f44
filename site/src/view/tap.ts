import "../site.ts"; // what all pages have
import { html, nothing, render } from "lit";
import type { Figure } from "../figure.ts";
import { type Choice, module } from "../module.ts";
import { address } from "../root.ts";
import { sentence } from "../sentence.ts";
import { tap, type Capture, type Captured, type Connection, type Watch } from "../tap.ts";
import { hear, PageElement, reactive } from "./element.ts";
import type { StreamFigure } from "./figure.ts";
import type { InTime } from "./journey/captured.ts";
import type { StreamJourney } from "./journey/figure.ts";
import { make } from "./live.ts";
import { save } from "./save.ts";

/** Files are read up to here: 1 GiB. */
const MOST = 1 << 30;
/** So many connections are listed before one asks for more. */
const FEW = 20;
/** How often a live connection is looked at, in milliseconds. */
const OFTEN = 150;

/** A capture to begin with: two connections that native tap recorded. */
const EXAMPLE = "example.pcapng";

/** What a live capture is called. */
const LIVE = "Live";

/** One side of the connection that is shown. */
interface Shown {
  figure: StreamFigure | undefined;
  watch: Watch | undefined;
  /** The same in time, where that was asked for. */
  timed: StreamJourney | undefined;
  /** The page has to say something about it. */
  note: string;
}

const nobody = (): Shown => ({ figure: undefined, watch: undefined, timed: undefined, note: "" });

/**
 * Shows what a capture holds: one that is dropped, picked or pasted, or what native tap
 * sees while it sees it. A connection is chosen from a list; each of its sides is a
 * figure. A file that can't be read leaves what was shown.
 */
class StreamTap extends PageElement {
  @reactive protected state: Captured | null = null;
  /** The connection that is shown; -1 for none. */
  @reactive protected chosen = -1;
  @reactive protected problem = "";
  /** What is being read, and how far. */
  @reactive protected reading = "";
  @reactive protected all = false;
  @reactive protected layouts: Choice[] = [];
  /** Whether native tap sends, and what became of it. */
  @reactive protected link: "" | "connecting" | "open" | "ended" = "";
  @reactive protected paused = false;
  /** True while a file is held over the page. */
  @reactive protected over = false;

  #capture: Capture | undefined;
  #live = false;
  /** What it was read from; a live one has none. */
  #file: File | undefined;
  #inTime: InTime | undefined;
  #name = "";
  #sides: [Shown, Shown] = [nobody(), nobody()];
  /** Counts what was shown: what was computed for something else comes too late. */
  #turn = 0;
  #files = 0;
  #socket: WebSocket | undefined;
  /** Why nothing live comes any more. */
  #why = "";
  /** Bytes that native tap has sent and the module has not yet taken. */
  #arrived: Uint8Array[] = [];
  #awake = false;

  constructor() {
    super();
    hear(this, document, {
      dragover: (e: DragEvent): void => {
        if (!e.dataTransfer?.types.includes("Files")) return;
        e.preventDefault();
        this.over = true;
        module.prepare();
      },
      dragleave: (e: DragEvent): void => {
        if (!e.relatedTarget) this.over = false;
      },
      drop: (e: DragEvent): void => {
        this.over = false;
        const file = e.dataTransfer?.files[0];
        if (!file) return;
        e.preventDefault();
        void this.#open(file);
      },
      paste: (e: ClipboardEvent): void => {
        const file = e.clipboardData?.files[0];
        if (file) void this.#open(file);
      },
    });
  }

  protected override createRenderRoot() {
    const root = this.querySelector<HTMLElement>(".source")!;
    root.replaceChildren();
    return root;
  }

  override connectedCallback() {
    super.connectedCallback();
    for (const command of document.querySelectorAll<HTMLElement>(".how pre")) copyable(command);
    if (document.documentElement.hasAttribute("data-tap")) this.#connect();
  }

  override render() {
    const { state } = this;
    return html`<div class="drop ${this.over ? "over" : ""}">
        <label class="file button go">Open a capture<input type="file" accept=".pcap,.pcapng,.cap,.gz" @click=${() => module.prepare()} @change=${this.#picked} /></label>
        <p>or drop a pcap or pcapng file anywhere on this page. Its bytes stay in your browser.</p>
        ${state ? nothing : html`<button type="button" @click=${this.#example}>Show an example</button>`}
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        <p class="status" role="status">${this.reading}</p>
      </div>
      ${this.link ? this.#liveLine() : nothing}
      ${state ? this.#captured(state) : nothing}`;
  }

  #liveLine() {
    const say = { connecting: "Connecting to native tap…", open: this.paused ? "Paused. What passes meanwhile is kept." : "Live: what native tap forwards shows here as it passes.", ended: this.#why, "": "" }[this.link];
    return html`<div class="tools">
      <p class="status ${this.link}" role="status">${say}</p>
      ${this.link === "open" ? html`<button type="button" @click=${this.#pause}>${this.paused ? "Go on" : "Pause"}</button>` : nothing}
      ${this.link === "ended" ? html`<button type="button" @click=${() => this.#connect()}>Connect again</button>` : nothing}
    </div>`;
  }

  #captured(state: Captured) {
    const { connections } = state;
    const shown = this.all ? connections : connections.slice(0, FEW);
    return html`<section class="connections" aria-labelledby="connections">
        <h2 id="connections">${this.#name || "Connections"}</h2>
        <p class="hint">${state.say}</p>
        <ol>
          ${shown.map((c, i) => html`<li>${this.#row(c, i)}</li>`)}
        </ol>
        ${shown.length < connections.length ? html`<button type="button" @click=${() => (this.all = true)}>Show all ${connections.length}</button>` : nothing}
      </section>
      ${this.chosen >= 0 ? this.#connection(connections[this.chosen]!) : nothing}`;
  }

  #row(c: Connection, i: number) {
    const side = (k: 0 | 1) => {
      const { say, error } = c.sides[k];
      return html`<span class="side ${error ? "bad" : ""}"><i aria-hidden="true">${k ? "←" : "→"}</i> ${this.#amount(c, k)}${say}</span>`;
    };
    return html`<button type="button" aria-pressed=${i === this.chosen} @click=${() => void this.#choose(i)}>
      <b>${c.sides[0].from} <span aria-hidden="true">⇄</span><span class="aside">and</span> ${c.sides[1].from}</b>${side(0)}${side(1)}
    </button>`;
  }

  #amount(c: Connection, k: 0 | 1): string {
    const { bytes, pieces } = c.sides[k];
    return bytes ? `${count(bytes, "byte")} in ${count(pieces, this.state!.unit)}: ` : "";
  }

  #connection(c: Connection) {
    const known = this.layouts.some(({ text }) => text === c.layout);
    return html`<section class="connection" aria-labelledby="connection">
      <h2 id="connection">${c.sides[0].from} and ${c.sides[1].from}</h2>
      ${c.began ? nothing : html`<p class="hint">It began before the capture, and so may its first bytes belong to a message that did.</p>`}
      <div class="tools">
        <label class="choose"><span>Layout</span>
          <select @change=${(e: Event) => void this.#read((e.target as HTMLSelectElement).value)}>
            <option value="" .selected=${!c.chosen}>guessed: ${c.guess}</option>
            ${c.chosen && !known ? html`<option .value=${c.layout} .selected=${true}>${c.layout}</option>` : nothing}
            ${this.layouts.map(({ text, label }) => html`<option .value=${text} .selected=${c.chosen && text === c.layout}>${label}</option>`)}
          </select>
        </label>
        <form class="choose" @submit=${this.#spelled}><label class="choose"><span>or as it is written</span><input name="layout" autocomplete="off" spellcheck="false" placeholder="uint32 at 1 of 5" /></label><button>Read</button></form>
      </div>
      ${c.layout ? nothing : html`<p class="hint">No layout that is known here fits both directions. Shown as the tutorial's ten digits until you choose one.</p>`}
      ${([0, 1] as const).map((k) => this.#side(c, k))}
    </section>`;
  }

  #side(c: Connection, k: 0 | 1) {
    const side = c.sides[k];
    const { figure, timed, note } = this.#sides[k];
    return html`<section class="direction" aria-label="From ${side.from}">
      <h3><span aria-hidden="true">${k ? "←" : "→"}</span> ${side.from} to ${c.sides[k ? 0 : 1].from}</h3>
      <p>${sentence({ message: `${this.#amount(c, k)}${side.say}; ${side.end}` })}</p>
      ${side.error ? html`<p class="problem">${sentence({ message: side.error })}
        ${this.#live || !figure ? nothing : html`<button type="button" @click=${() => void this.#show(k, side.at)}>Show where</button>`}</p>` : nothing}
      ${figure
        ? html`${figure}
            <div class="tools">
              <button type="button" @click=${() => void this.#keep(k, "copy")}>Copy as corpus file</button>
              <button type="button" @click=${() => void this.#keep(k, "save")}>Save as corpus file</button>
              <button type="button" @click=${() => void this.#keep(k, "play")}>Open in the playground</button>
              ${this.#file ? html`<button type="button" @click=${() => void this.#time(k)}>${timed ? "Put the picture in time away" : "Draw it in time"}</button>` : nothing}
              <p class="status" role="status">${note}</p>
            </div>
            ${timed ?? nothing}`
        : nothing}
    </section>`;
  }

  #picked = (e: Event): void => {
    const input = e.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) void this.#open(file);
    input.value = ""; // the same file may be picked again
  };

  /** Shows a capture of ours: somebody counts characters where bytes are meant, and loses step. */
  #example = async (): Promise<void> => {
    try {
      const answer = await fetch(address(`assets/${EXAMPLE}`));
      if (!answer.ok) throw new Error("it can't be fetched");
      await this.#open(new File([await answer.blob()], EXAMPLE));
    } catch (err) {
      this.problem = `${EXAMPLE}: ${sentence(err as Error)}`;
    }
  };

  /** Reads a file, and shows it once it is known to be a capture. */
  async #open(file: File): Promise<void> {
    const turn = ++this.#files;
    this.problem = "";
    this.reading = `Reading ${file.name}…`;
    let capture: Capture | undefined;
    let trouble = "";
    try {
      capture = await tap.capture();
      const reader = (await unpacked(file)).getReader();
      let read = 0;
      for (let shown = 0; ; ) {
        const { value, done } = await reader.read();
        if (turn !== this.#files) {
          capture.release();
          return void reader.cancel();
        }
        if (done) break;
        await capture.feed(value);
        read += value.length;
        if (read > MOST) {
          trouble = `Only the first ${size(read)} of ${file.name} were read: that is much for a page.`;
          void reader.cancel();
          break;
        }
        if (read - shown > 8 << 20) {
          shown = read;
          this.reading = `Reading ${file.name}: ${size(read)}…`;
        }
      }
      if (!trouble) await capture.close();
    } catch (err) {
      trouble = `${file.name}: ${sentence(err as Error)}`;
    }
    if (turn !== this.#files) return capture?.release();
    this.reading = "";
    let state = await capture?.state().catch(() => undefined);
    if (capture && state?.connections.length) {
      if (trouble) trouble += " What came before is shown.";
      this.#hangUp("The live view ended when you opened a file.");
      await this.#take(capture, file.name, state, file);
    } else {
      capture?.release();
      trouble ||= `${file.name}: ${state?.say ?? "It can't be read."}`;
      if (this.state) trouble += " What was shown stays.";
    }
    this.problem = trouble;
    await this.updateComplete;
    if (!trouble) this.querySelector("#connections")?.scrollIntoView(); // it is below what one has just used
  }

  /** Shows another capture. */
  async #take(capture: Capture, name: string, state: Captured, file?: File): Promise<void> {
    this.#drop();
    this.#capture?.release();
    this.#inTime?.release();
    this.#inTime = undefined;
    this.#file = file;
    this.#capture = capture;
    this.#live = name === LIVE;
    this.#name = name;
    this.state = state;
    this.chosen = -1;
    this.all = false;
    await customElements.whenDefined("stream-figure");
    if (!this.layouts.length) void tap.choices().then(({ layouts }) => (this.layouts = layouts), () => undefined);
    // What goes out of step is what one is looking for.
    const bad = state.connections.findIndex((c) => c.sides.some((side) => side.error));
    if (state.connections.length) await this.#choose(bad >= 0 && state.connections.length < 100 ? bad : 0);
    void this.#guess(capture);
  }

  /** Lets go of the figures that are shown. */
  #drop(): void {
    this.#turn++;
    for (const { watch } of this.#sides) watch?.release();
    this.#sides = [nobody(), nobody()];
  }

  /** Guessing takes its time where there are many connections: a few at once. */
  async #guess(capture: Capture): Promise<void> {
    while (this.#capture === capture && this.state?.more) this.state = await capture.state();
  }

  async #choose(connection: number): Promise<void> {
    this.#drop();
    this.chosen = connection;
    await Promise.all(([0, 1] as const).map((k) => (this.#live ? this.#watch(k) : this.#show(k))));
  }

  /** Reads the connection in another layout. */
  async #read(layout: string): Promise<void> {
    const capture = this.#capture!;
    try {
      await capture.choose(this.chosen, layout);
      this.state = await capture.state();
      this.problem = "";
      if (!this.#live) await Promise.all(([0, 1] as const).flatMap((k) => [this.#show(k), this.#timeAnew(k)]));
      else this.#wake();
    } catch (err) {
      this.problem = sentence(err as Error);
    }
  }

  /** Draws one side in time, what passed when, and what of it came too early or once more; or takes that away. */
  async #time(k: 0 | 1): Promise<void> {
    const shown = this.#sides[k];
    if (shown.timed) {
      shown.timed = undefined;
      return this.requestUpdate();
    }
    const { chosen } = this;
    const file = this.#file!;
    try {
      shown.note = "Reading it once more…";
      this.requestUpdate();
      const { InTime } = await import("./journey/captured.ts");
      if (file !== this.#file) return;
      this.#inTime ??= new InTime(pieces(file));
      const { layout, sides } = this.state!.connections[chosen]!;
      shown.timed = await this.#inTime.figure(await this.#inTime.journey(chosen, k, layout), `${sides[k].from} to ${sides[k ? 0 : 1].from}, in time`);
      shown.note = "";
      this.requestUpdate();
      await this.updateComplete;
      shown.timed.scrollIntoView({ block: "start" });
    } catch (err) {
      shown.note = `It can’t be drawn: ${sentence(err as Error)}`;
      this.requestUpdate();
    }
  }

  /** The same in another layout: other messages come out of what passed. */
  async #timeAnew(k: 0 | 1): Promise<void> {
    const { timed } = this.#sides[k];
    const { layout } = this.state!.connections[this.chosen]!;
    timed?.walk.load(await this.#inTime!.journey(this.chosen, k, layout), Infinity);
  }

  #spelled = (e: SubmitEvent): void => {
    e.preventDefault();
    const { value } = (e.target as HTMLFormElement).elements.namedItem("layout") as HTMLInputElement;
    if (value.trim()) void this.#read(value.trim());
  };

  /** Shows one side of a file's connection: its beginning, or where it goes out of step. */
  async #show(k: 0 | 1, where?: number): Promise<void> {
    const turn = this.#turn;
    const shown = this.#sides[k];
    if (!this.state!.connections[this.chosen]!.sides[k].bytes) return;
    try {
      const text = await this.#capture!.text(this.chosen, k, where ?? 0);
      const { figure, ...source } = await tap.open(text);
      if (turn !== this.#turn) return source.release();
      const step = where === undefined ? 0 : (figure.failed ?? 0);
      this.#put(shown, figure).bench.load(figure, step, { source: figure.steps.length < figure.length ? source : null, text: () => text, instead: true });
      if (figure.steps.length >= figure.length) source.release();
    } catch (err) {
      shown.note = sentence(err as Error);
    }
    this.requestUpdate();
  }

  /** Shows one side of a connection that goes on. */
  async #watch(k: 0 | 1): Promise<void> {
    const turn = this.#turn;
    const watch = await this.#capture!.watch(this.chosen, k);
    if (turn !== this.#turn) return watch.release();
    this.#sides[k].watch = watch;
    await this.#follow(k);
  }

  /** Brings a live figure up to date. */
  async #follow(k: 0 | 1): Promise<void> {
    const shown = this.#sides[k];
    const { watch } = shown;
    if (!watch) return;
    const { figure, delta, full } = await watch.next();
    if (shown !== this.#sides[k]) return;
    if (figure && (figure.hex || shown.figure)) {
      const follow = shown.figure?.model.following ?? true;
      const element = this.#put(shown, figure);
      element.bench.load(figure, 0, { text: () => watch.text(), instead: true });
      if (follow) element.model.follow(true);
    } else if (delta && shown.figure) shown.figure.model.append(delta);
    else if (delta?.hex) {
      // Nothing had been sent when it began.
      watch.release();
      shown.watch = undefined;
      return this.#watch(k);
    }
    if (shown.figure) shown.figure.recording = this.link === "open";
    shown.note = full ? "The figure holds no more than this; what comes later is counted above." : "";
  }

  /** The side's figure, with the name of its pieces. */
  #put(shown: Shown, figure: Figure): StreamFigure {
    figure.unit = this.state!.unit;
    if (!shown.figure) {
      shown.figure = make(figure);
      shown.figure.editable = false;
      shown.figure.setAttribute("opens", "map"); // what passed is no secret any more
    }
    return shown.figure;
  }

  async #keep(k: 0 | 1, how: "copy" | "save" | "play"): Promise<void> {
    const shown = this.#sides[k];
    const { bench, model } = shown.figure!;
    try {
      const text = await bench.text();
      if (how === "save") save("capture.txt", text);
      else if (how === "copy") {
        await navigator.clipboard.writeText(text);
        shown.note = "Copied as a corpus file.";
      } else location.href = `${address("playground/")}#${await tap.link(text, model.index, "")}`;
    } catch (err) {
      shown.note = sentence(err as Error);
    }
    this.requestUpdate();
  }

  /** Shows what native tap forwards, from now on, and what it keeps of what has passed. */
  #connect(): void {
    const socket = (this.#socket = new WebSocket(String(address("tap/live")).replace(/^http/, "ws")));
    socket.binaryType = "arraybuffer";
    this.link = "connecting";
    this.paused = false;
    const arrived: Uint8Array[] = (this.#arrived = []);
    const capture = tap.capture();
    socket.addEventListener("open", async () => {
      try {
        const c = await capture;
        if (socket !== this.#socket) return c.release();
        this.link = "open";
        await this.#take(c, LIVE, await c.state());
        this.#wake();
      } catch (err) {
        this.#hangUp(sentence(err as Error));
      }
    });
    socket.addEventListener("message", ({ data }: MessageEvent<ArrayBuffer>) => {
      arrived.push(new Uint8Array(data));
      this.#wake();
    });
    socket.addEventListener("close", ({ reason }) => {
      if (socket === this.#socket) this.#hangUp(`${reason ? sentence({ message: reason }) : "native tap does not answer."}${this.state ? " What it sent stays here." : ""}`);
    });
  }

  #hangUp(why: string): void {
    if (!this.#socket) return;
    this.#socket.close();
    this.#socket = undefined;
    this.#why = why;
    this.link = "ended";
    for (const { figure } of this.#sides) if (figure) figure.recording = false;
  }

  #pause = (): void => {
    this.paused = !this.paused;
    this.#wake();
  };

  /** Takes what has arrived, and shows it; again, as long as something comes. */
  #wake(): void {
    if (this.#awake || !this.#live || !this.#capture) return;
    this.#awake = true;
    setTimeout(async () => {
      const capture = this.#capture!;
      try {
        for (const piece of this.#arrived.splice(0)) await capture.feed(piece);
        if (!this.paused && capture === this.#capture) {
          this.state = await capture.state();
          if (this.chosen < 0 && this.state.connections.length) await this.#choose(0);
          else await Promise.all(([0, 1] as const).map((k) => this.#follow(k)));
        }
      } catch (err) {
        this.problem = sentence(err as Error);
      }
      this.#awake = false;
      if (this.#arrived.length) this.#wake();
    }, OFTEN);
  }
}

/** A command, to be copied with a press. */
function copyable(command: HTMLElement, word = "Copy"): void {
  const say = (now: string) => () => copyable(command, now);
  const copy = () => void navigator.clipboard.writeText(command.querySelector("code")!.textContent!).then(say("Copied"), say("Select it, then copy"));
  render(html`<button type="button" @click=${copy}>${word}</button>`, command);
}

/** A file, piece by piece, as far as a page reads. */
async function* pieces(file: File): AsyncGenerator<Uint8Array> {
  const reader = (await unpacked(file)).getReader();
  for (let read = 0; read <= MOST; ) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
    read += value.length;
  }
  void reader.cancel();
}

/** The file's bytes; those of one that is packed with gzip, unpacked. */
async function unpacked(file: File): Promise<ReadableStream<Uint8Array>> {
  const [a, b] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return a === 0x1f && b === 0x8b ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
}

const count = (n: number, noun: string) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

const size = (bytes: number) => `${Math.round(bytes / (1 << 20)).toLocaleString("en")} MiB`;

customElements.define("stream-tap", StreamTap);
