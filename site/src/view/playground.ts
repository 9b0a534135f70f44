import { html, LitElement, nothing } from "lit";
import { print, type Document as FigureDocument } from "../document.ts";
import type { Figure } from "../figure.ts";
import * as link from "../link.ts";
import { core } from "../module.ts";
import { address } from "../root.ts";
import { sentence } from "../sentence.ts";
import type { StreamFigure } from "./figure.ts";
import "./live.ts";

interface Entry {
  name: string;
  category: string;
  title: string;
}

const MODES = [["recorded", "Recorded"], ["live", "Live"]] as const;

/**
 * Chooses what its figure shows: a corpus file from the list, the shelf, a link,
 * a drop or a paste; or a live session with the server. And lets everything
 * about it be changed.
 */
export class StreamPlayground extends LitElement {
  static override properties = { mode: { state: true }, index: { state: true }, name: { state: true }, problem: { state: true }, note: { state: true } };
  declare protected mode: "recorded" | "live";
  declare protected index: Entry[];
  /** The corpus file shown; "" for anything else. */
  declare protected name: string;
  declare protected problem: string;
  declare protected note: string;

  readonly #figure: StreamFigure;
  /** The address as we wrote it last. */
  #written = "";
  /** The document that no link could hold, so that it is said once. */
  #tooLong: FigureDocument | null = null;
  #saving = 0;
  #noting = 0;

  constructor() {
    super();
    this.#figure = this.querySelector<StreamFigure>("stream-figure")!;
    this.mode = "recorded";
    this.index = [];
    this.name = this.#figure.getAttribute("corpus") ?? "";
    this.problem = this.note = "";
  }

  override createRenderRoot() {
    const root = document.createElement("div");
    root.className = "source";
    this.prepend(root);
    return root;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#figure.address = this.#link;
    this.#figure.model.addEventListener("change", this.#address);
    this.#figure.bench.addEventListener("change", this.#address);
    this.addEventListener("click", this.#shelved);
    this.addEventListener("dragover", this.#dragged);
    this.addEventListener("drop", this.#dropped);
    document.addEventListener("paste", this.#pasted);
    window.addEventListener("hashchange", this.#followLink);
    void this.#list();
    void this.#followLink();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#figure.model.removeEventListener("change", this.#address);
    this.#figure.bench.removeEventListener("change", this.#address);
    this.removeEventListener("click", this.#shelved);
    this.removeEventListener("dragover", this.#dragged);
    this.removeEventListener("drop", this.#dropped);
    document.removeEventListener("paste", this.#pasted);
    window.removeEventListener("hashchange", this.#followLink);
  }

  override render() {
    return html`<div class="tools">
        <div class="segmented" role="group" aria-label="Source">
          ${MODES.map(([mode, text]) => html`<button type="button" aria-pressed=${this.mode === mode} @click=${() => this.#turn(mode)}>${text}</button>`)}
        </div>
        ${this.mode === "recorded" ? this.#shelf() : nothing}
      </div>
      ${this.mode === "live" ? html`<stream-live .figure=${this.#figure} @forked=${() => this.#show("", "recorded")}></stream-live>` : nothing}
      <p class="problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      <p class="note" role="status">${this.note}</p>`;
  }

  #shelf() {
    const categories = [...new Set(this.index.map((e) => e.category))];
    return html`<label class="choose"><span>Corpus file</span>
        <select @change=${(e: Event) => void this.#open((e.target as HTMLSelectElement).value, 0)}>
          ${this.name ? nothing : html`<option selected disabled>your own</option>`}
          ${categories.map((c) => html`<optgroup label=${c}>${this.index.filter((e) => e.category === c).map((e) => html`<option value=${e.name} .selected=${e.name === this.name}>${e.title}</option>`)}</optgroup>`)}
        </select>
      </label>
      <button type="button" @click=${() => void this.#copyFile()}>Copy as corpus file</button>
      <label class="file button">Open a file<input type="file" accept=".txt,text/plain" @change=${this.#picked} /></label>`;
  }

  #turn(mode: "recorded" | "live"): void {
    if (mode === this.mode) return;
    this.problem = "";
    this.mode = mode;
    if (mode === "recorded") void this.#open(this.name || this.index[0]!.name, 0);
  }

  /** Notes what the figure shows now. */
  #show(name: string, mode: "recorded" | "live"): void {
    this.name = name;
    this.mode = mode;
    this.problem = "";
    this.#figure.recording = false;
    this.#figure.editable = true;
    this.#address();
  }

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
      this.#figure.bench.load(figure, step);
      this.#show(name, "recorded");
    } catch (err) {
      this.problem = `“${name}” can't be shown: ${(err as Error).message} The figure below stays as it was.`;
      this.requestUpdate();
    }
  }

  /** Shows a corpus file that came by drop, by paste or from the disk. */
  async #read(text: string): Promise<void> {
    try {
      if (text.length > MOST) throw new Error("It is longer than a corpus file can be.");
      await this.#figure.bench.open(text);
      this.#show("", "recorded");
    } catch (err) {
      this.problem = `This can't be shown as a corpus file: ${(err as Error).message}`;
    }
  }

  async #copyFile(): Promise<void> {
    try {
      await navigator.clipboard.writeText(await core.text(print(this.#figure.bench.shown)));
      this.#say("Copied as a corpus file: paste it into a file, or here.");
    } catch (err) {
      this.problem = `It can't be copied: ${(err as Error).message}`;
    }
  }

  #say(note: string): void {
    this.note = note;
    clearTimeout(this.#noting);
    this.#noting = window.setTimeout(() => (this.note = ""), 5000);
  }

  #picked = async (e: Event): Promise<void> => {
    const file = (e.target as HTMLInputElement).files?.[0];
    if (file) await this.#read(await file.text());
  };

  #dragged = (e: DragEvent): void => {
    if (e.dataTransfer?.types.some((t) => t === "Files" || t === "text/plain")) e.preventDefault();
  };

  #dropped = async (e: DragEvent): Promise<void> => {
    if ((e.target as Element).closest("input, textarea")) return;
    e.preventDefault();
    const file = e.dataTransfer?.files[0];
    await this.#read(file ? await file.text() : (e.dataTransfer?.getData("text/plain") ?? ""));
  };

  #pasted = (e: ClipboardEvent): void => {
    const text = e.clipboardData?.getData("text/plain");
    if (text && !(e.target as Element).closest("input, textarea")) void this.#read(text);
  };

  /** The shelf links to the files themselves; with scripts they open in the figure. */
  #shelved = (e: MouseEvent): void => {
    const a = (e.target as Element).closest<HTMLAnchorElement>("a[data-corpus]");
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    void this.#open(a.dataset.corpus!, 0).then(() => this.#figure.scrollIntoView({ block: "start" }));
  };

  #followLink = async (): Promise<void> => {
    if (location.hash === "#live") return void (this.mode = "live");
    if (location.hash === this.#written) return;
    try {
      const place = await link.parse(location.hash, core);
      if (!place) return;
      const { bench, model } = this.#figure;
      if ("text" in place) {
        await bench.open(place.text, place.step);
        this.#show("", "recorded");
      } else if (place.corpus === this.name && this.mode === "recorded" && !bench.edited) model.go(place.step);
      else await this.#open(place.corpus, place.step);
      if (place.beside !== bench.other) await bench.compare(place.beside);
    } catch (err) {
      this.problem = sentence(err as Error);
    }
  };

  /** The address of what is shown. */
  #link = (): Promise<string> => {
    const { bench, model } = this.#figure;
    const where = { step: model.index, beside: bench.other };
    return link.print(this.name && !bench.edited ? { corpus: this.name, ...where } : { text: print(bench.shown), ...where }, core);
  };

  /** Keeps the address bar on what is shown; browsers limit how often, so it waits for a pause. */
  #address = (): void => {
    clearTimeout(this.#saving);
    if (this.mode !== "recorded") return;
    this.#saving = window.setTimeout(async () => {
      const { bench } = this.#figure;
      if (bench.shown === this.#tooLong) return;
      try {
        this.#written = await this.#link();
        if (this.mode === "recorded") history.replaceState(null, "", this.#written);
      } catch (err) {
        this.#tooLong = bench.shown;
        if (location.hash) history.replaceState(null, "", location.pathname + location.search); // rather none than a wrong one
        this.#say(sentence(err as Error));
      }
    }, 150);
  };
}

const MOST = 16 << 20;

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(address(path)).catch(() => {
    throw new Error("the server does not answer.");
  });
  if (answer.status === 404) throw new Error("there is no corpus file of that name.");
  if (!answer.ok) throw new Error(`the server answered ${answer.status}.`);
  return (await answer.json()) as T;
}

customElements.define("stream-playground", StreamPlayground);
