import { html, LitElement, nothing } from "lit";
import type { Delta, Figure } from "../figure.ts";
import { fork, print } from "../document.ts";
import { LiveSession, type LiveChoices } from "../live.ts";
import { core } from "../module.ts";
import { save } from "./save.ts";
import type { StreamFigure } from "./figure.ts";

type Choice = [key: keyof LiveChoices, label: string, options: [value: string, label: string][]];

/** What a session can be asked for, and the values worth trying. */
const CHOICES: Choice[] = [
  ["buffer", "Buffer", ["1", "4", "8", "16", "64", "1024", "65536"].map((n) => [n, `recv(${n})`])],
  ["pace", "The reader waits", [["", "not at all"], ["200ms", "0.2 s a recv"], ["1s", "1 s a recv"], ["3s", "3 s a recv"]]],
  ["cut", "Each write is cut", [["", "not at all"], ["10, then the rest", "header apart"], ["every 7", "every 7 bytes"], ["one byte at a time", "byte by byte"]]],
  ["pause", "Between two writes", [["", "no pause"], ["20ms", "20 ms"], ["200ms", "0.2 s"], ["1s", "1 s"]]],
  ["gather", "Frames in one write", [["", "one"], ["2", "two"], ["3", "three"], ["8", "eight"]]],
  ["every", "The time, every", [["", "as the server does"], ["100ms", "0.1 s"], ["1s", "1 s"], ["3s", "3 s"]]],
  ["mss", "A segment carries", [["", "what TCP likes"], ["88", "88 bytes at most"], ["536", "536 bytes at most"]]],
];

/** A live session: what to ask for, connect, send, fork, save. It fills the figure it is given. */
export class StreamLive extends LitElement {
  static override properties = { figure: { attribute: false }, session: { state: true }, choices: { state: true }, problem: { state: true } };
  declare figure: StreamFigure;
  declare protected session: LiveSession | undefined;
  declare protected choices: LiveChoices;
  declare protected problem: string;

  constructor() {
    super();
    this.session = undefined;
    this.choices = { buffer: "16" };
    this.problem = "";
  }

  override createRenderRoot() {
    return this;
  }

  override firstUpdated() {
    this.connect();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.session?.drop();
    this.figure.recording = false;
  }

  override render() {
    const { session } = this;
    const on = session?.state === "open" || session?.state === "connecting";
    const status = !session ? "" : session.state === "connecting" ? "Connecting…" : session.state === "open" ? `Connected: every recv(${this.choices.buffer}) of a real TCP connection comes here.` : session.reason;
    const [buffer, ...rest] = CHOICES;
    const recorded = this.figure.model.figure.chunks.length > 0 && !this.figure.editable;
    return html`<div class="tools">
        ${this.#choose(buffer!, on)}
        ${on ? html`<button type="button" @click=${() => session!.close()}>Disconnect</button>` : html`<button type="button" class="go" @click=${() => this.connect()}>${session ? "Connect again" : "Connect"}</button>`}
        ${recorded ? html`<button type="button" @click=${() => void this.#fork()}>Fork at this step</button><button type="button" @click=${() => void this.#save()}>Save recording</button>` : nothing}
        <p class="status ${session?.state ?? ""}" role="status">${status}</p>
      </div>
      <details class="more">
        <summary>How the sender writes, and how the reader reads</summary>
        <div class="fields">${rest.map((c) => this.#choose(c, on))}</div>
        ${on ? html`<p class="hint">Disconnect to change these: they hold for a whole session.</p>` : nothing}
      </details>
      ${session?.state === "open"
        ? html`<form class="echo" @submit=${this.#echo}>
            <label class="field"><span>Send a message of your own; the server sends it back</span><input name="message" maxlength="1000" autocomplete="off" value="hello" /></label>
            <button>Send</button>
          </form>`
        : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  #choose([key, label, options]: Choice, off: boolean) {
    return html`<label class="choose"><span>${label}</span>
      <select ?disabled=${off} @change=${(e: Event) => (this.choices = { ...this.choices, [key]: (e.target as HTMLSelectElement).value })}>
        ${options.map(([value, text]) => html`<option value=${value} .selected=${value === (this.choices[key] ?? "")}>${text}</option>`)}
      </select>
    </label>`;
  }

  connect(): void {
    const { figure } = this;
    const session = new LiveSession(core, this.choices);
    this.session?.drop();
    const ours = () => session === this.session && this.isConnected;
    this.session = session;
    this.problem = "";
    session.addEventListener("change", () => {
      if (ours()) figure.recording = session.state === "open";
      this.requestUpdate();
    });
    session.addEventListener("figure", (e) => {
      if (!ours()) return;
      figure.editable = false; // until it is forked
      figure.bench.load((e as CustomEvent<Figure>).detail);
      figure.model.follow(true);
    });
    session.addEventListener("delta", (e) => {
      arrived.push((e as CustomEvent<Delta>).detail);
      if (arrived.length === 1) requestAnimationFrame(show);
    });
    // Chunks may come faster than frames are painted.
    const arrived: Delta[] = [];
    const show = () => {
      const deltas = arrived.splice(0);
      if (!ours() || figure.editable) return;
      const first = figure.model.figure.chunks.length === 0;
      for (const delta of deltas) figure.model.append(delta);
      if (first) this.requestUpdate();
    };
  }

  #echo = (e: SubmitEvent): void => {
    e.preventDefault();
    const input = (e.target as HTMLFormElement).elements.namedItem("message") as HTMLInputElement;
    this.session!.echo(input.value).catch((err: Error) => (this.problem = err.message));
  };

  /** Goes on by hand from what had arrived by this step. The session ends. */
  async #fork(): Promise<void> {
    const { figure } = this;
    const { index, step } = figure.model;
    try {
      await figure.bench.open(print(fork(figure.model.figure, index, step)), index);
      this.session?.close();
      figure.recording = false;
      figure.editable = true;
      this.dispatchEvent(new CustomEvent("forked", { bubbles: true }));
    } catch (err) {
      this.problem = (err as Error).message;
    }
  }

  async #save(): Promise<void> {
    try {
      save("recording.txt", await this.session!.text());
    } catch (err) {
      this.problem = (err as Error).message;
    }
  }
}

customElements.define("stream-live", StreamLive);
