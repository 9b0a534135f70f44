import { html, LitElement } from "lit";
import type { Delta, Figure } from "../figure.ts";
import * as link from "../link.ts";
import { LiveSession } from "../live.ts";
import { Module } from "../module.ts";
import { address } from "../root.ts";
import type { StreamFigure } from "./figure.ts";

interface Entry {
  name: string;
  category: string;
  title: string;
}

const BUFFERS = [1, 4, 8, 16, 64, 1024];

/** Chooses what the figure shows: a corpus file, or a live session with the server. */
export class StreamPlayground extends LitElement {
  static override properties = { mode: { state: true }, index: { state: true }, name: { state: true }, problem: { state: true }, buffer: { state: true }, session: { state: true } };
  declare protected mode: "recorded" | "live";
  declare protected index: Entry[];
  declare protected name: string;
  declare protected problem: string;
  declare protected buffer: number;
  declare protected session: LiveSession | undefined;

  readonly #module = new Module();
  #saving = 0;

  constructor() {
    super();
    this.mode = "recorded";
    this.index = [];
    this.name = this.#figure.getAttribute("corpus") ?? "";
    this.problem = "";
    this.buffer = 16;
    this.session = undefined;
  }

  get #figure(): StreamFigure {
    return this.querySelector<StreamFigure>("stream-figure")!;
  }

  override createRenderRoot() {
    const root = document.createElement("div");
    root.className = "source";
    this.prepend(root);
    return root;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#figure.model.addEventListener("change", this.#address);
    window.addEventListener("hashchange", this.#followLink);
    void this.#list();
    void this.#followLink();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#figure.model.removeEventListener("change", this.#address);
    window.removeEventListener("hashchange", this.#followLink);
    this.session?.close();
  }

  override render() {
    const tab = (mode: "recorded" | "live", text: string) =>
      html`<button type="button" aria-pressed=${this.mode === mode} @click=${() => this.#turn(mode)}>${text}</button>`;
    return html`<div class="tools">
        <div class="segmented" role="group" aria-label="Source">${tab("recorded", "Recorded")}${tab("live", "Live")}</div>
        ${this.mode === "recorded" ? this.#shelf() : this.#live()}
      </div>
      <p class="problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>`;
  }

  #shelf() {
    const categories = [...new Set(this.index.map((e) => e.category))];
    return html`<label class="choose"><span>Corpus file</span>
      <select @change=${(e: Event) => void this.#open((e.target as HTMLSelectElement).value, 0)}>
        ${categories.map((c) => html`<optgroup label=${c}>${this.index.filter((e) => e.category === c).map((e) => html`<option value=${e.name} ?selected=${e.name === this.name}>${e.title}</option>`)}</optgroup>`)}
      </select>
    </label>`;
  }

  #live() {
    const { session } = this;
    const on = session?.state === "open" || session?.state === "connecting";
    const status = !session ? "" : session.state === "connecting" ? "Connecting…" : session.state === "open" ? `Connected: every recv(${this.buffer}) of a real TCP connection comes here.` : session.reason;
    return html`<label class="choose"><span>Buffer</span>
        <select ?disabled=${on} @change=${(e: Event) => (this.buffer = Number((e.target as HTMLSelectElement).value))}>
          ${BUFFERS.map((b) => html`<option value=${b} ?selected=${b === this.buffer}>recv(${b})</option>`)}
        </select>
      </label>
      ${on ? html`<button type="button" class="plain" @click=${() => session!.close()}>Disconnect</button>` : html`<button type="button" class="go" @click=${this.#connect}>${session ? "Connect again" : "Connect"}</button>`}
      <p class="status ${session?.state ?? ""}" role="status">${status}</p>`;
  }

  #turn(mode: "recorded" | "live"): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.problem = "";
    if (mode === "live") return this.#connect();
    this.session?.close();
    void this.#open(this.name, 0);
  }

  #connect = (): void => {
    const figure = this.#figure;
    const session = new LiveSession(this.#module, this.buffer);
    this.session = session;
    session.addEventListener("change", () => {
      figure.recording = session.state === "open";
      this.requestUpdate();
    });
    session.addEventListener("figure", (e) => {
      if (session !== this.session || this.mode !== "live") return;
      figure.model.show((e as CustomEvent<Figure>).detail);
      figure.model.follow(true);
    });
    session.addEventListener("delta", (e) => {
      if (session === this.session && this.mode === "live") figure.model.append((e as CustomEvent<Delta>).detail);
    });
  };

  async #list(): Promise<void> {
    try {
      this.index = await get<Entry[]>("corpus/index.json");
    } catch {
      this.problem = "The list of corpus files can't be fetched: the server does not answer. The figure below still works.";
    }
  }

  async #open(name: string, step: number): Promise<void> {
    try {
      const figure = await get<Figure>(`corpus/${encodeURIComponent(name)}.json`);
      this.mode = "recorded";
      this.name = name;
      this.problem = "";
      this.#figure.recording = false;
      this.#figure.model.show(figure, step);
    } catch (err) {
      this.problem = `“${name}” can't be shown: ${(err as Error).message} The figure below stays as it was.`;
      this.requestUpdate();
    }
  }

  #followLink = async (): Promise<void> => {
    try {
      const place = link.parse(location.hash);
      if (!place) return;
      const { model } = this.#figure;
      if (place.corpus === this.name && this.mode === "recorded") model.go(place.step);
      else await this.#open(place.corpus, place.step);
    } catch (err) {
      this.problem = (err as Error).message;
    }
  };

  /** Keeps the address bar on the step shown; browsers limit how often, so it waits for a pause. */
  #address = (): void => {
    clearTimeout(this.#saving);
    if (this.mode !== "recorded") return;
    this.#saving = window.setTimeout(() => {
      if (this.mode === "recorded") history.replaceState(null, "", link.print({ corpus: this.name, step: this.#figure.model.index }));
    }, 150);
  };
}

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(address(path)).catch(() => {
    throw new Error("the server does not answer.");
  });
  if (answer.status === 404) throw new Error("there is no corpus file of that name.");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}.`);
  return (await answer.json()) as T;
}
