import { html, nothing } from "lit";
import { Address, type Kept } from "../address.ts";
import type { Figure } from "../figure.ts";
import * as link from "../link.ts";
import { core } from "../module.ts";
import { address } from "../root.ts";
import { sentence } from "../sentence.ts";
import { hear, PageElement, reactive } from "./element.ts";
import type { StreamFigure } from "./figure.ts";
import type { Fork, StreamLive } from "./live.ts";
import { Note, SAID } from "./note.ts";

interface Entry {
  name: string;
  /** What has to be put behind "What happens when". */
  when: string;
  title: string;
}

const MODES = [["recorded", "Recorded"], ["live", "Live"]] as const;

/**
 * Chooses what is shown: a corpus file from the list, the shelf, a link, a drop or a
 * paste, about which everything can be changed; or a live session with the server.
 * Each of the two has a figure of its own, which stays as it is while the other is
 * looked at. What is shown anew is an entry of the browser's history, and undo leads
 * back to what was there.
 */
class StreamPlayground extends PageElement {
  @reactive protected mode: "recorded" | "live" = "recorded";
  @reactive protected index: Entry[] = [];
  @reactive protected problem = "";

  readonly #figure: StreamFigure;
  #live: StreamLive | undefined;
  readonly #address: Address;
  readonly #note = new Note(this);

  constructor() {
    super();
    this.#figure = this.querySelector<StreamFigure>("stream-figure")!;
    this.#address = new Address(this.#figure.bench, (problem) => this.#note.say(problem, SAID));
    hear(this, this, { click: this.#shelved });
    hear(this, this.#figure.bench, { change: this.#changed });
    hear(this, document, { dragover: this.#dragged, drop: this.#dropped, paste: this.#pasted });
    hear(this, window, { popstate: this.#arrived });
  }

  protected override createRenderRoot() {
    return this.querySelector<HTMLElement>(".source")!;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#figure.address = () => this.#address.link();
    void this.#list();
    void this.#follow(history.state);
  }

  override render() {
    return html`<div class="tools">
        <div class="segmented" role="group" aria-label="Source">
          ${MODES.map(([mode, text]) => html`<button type="button" aria-pressed=${this.mode === mode} @click=${() => void this.#turn(mode)}>${text}</button>`)}
        </div>
        ${this.mode === "recorded" ? this.#shelf() : nothing}
      </div>
      ${this.mode === "live" ? this.#live : nothing}
      <p class="problem" role="alert" ?hidden=${!this.problem}>${this.problem}</p>
      <p class="note" role="status">${this.#note.text}</p>`;
  }

  /** The corpus file shown; "" for anything else. */
  get #name(): string {
    return this.#figure.bench.origin.name;
  }

  #shelf() {
    const questions = [...new Set(this.index.map((e) => e.when))];
    return html`<label class="choose"><span>Example</span>
        <select @change=${(e: Event) => void this.#choose((e.target as HTMLSelectElement).value)}>
          ${this.#name ? nothing : html`<option selected disabled>your own</option>`}
          ${questions.map((when) => html`<optgroup label="… ${when}?">${this.index.filter((e) => e.when === when).map((e) => html`<option value=${e.name} .selected=${e.name === this.#name}>${e.title}</option>`)}</optgroup>`)}
        </select>
      </label>
      <button type="button" @click=${() => void this.#copyFile()}>Copy as corpus file</button>
      <label class="file button">Open a file<input type="file" accept=".txt,text/plain" @change=${this.#picked} /></label>`;
  }

  /** Goes to the other source, as a new entry of the browser's history. */
  async #turn(mode: "recorded" | "live"): Promise<void> {
    if (mode === this.mode) return;
    await this.#address.save();
    if (await this.#show(mode)) this.#address.push();
  }

  /** Whether it could. */
  async #show(mode: "recorded" | "live"): Promise<boolean> {
    if (mode === "live" && !this.#live) {
      const parts = await import("./live.ts").catch(() => null);
      if (!parts) this.problem = "The server can't be reached. Start it with make run, then try again; everything else here still works.";
      if (!parts || this.#live) return false;
      this.#live = document.createElement("stream-live") as StreamLive;
      this.#live.addEventListener("begun", this.#swap);
      this.#live.addEventListener("fork", (e) => {
        const { figure, source, step } = (e as CustomEvent<Fork>).detail;
        void this.#load(() => this.#figure.bench.load(figure, step, { source }));
      });
    }
    this.mode = mode;
    this.problem = "";
    this.#address.live = mode === "live";
    this.#swap();
    return true;
  }

  /** Puts the figure of the source in the place of the other; before anything is live, the recorded one stays. */
  #swap = (): void => {
    const wanted = (this.mode === "live" && this.#live?.figure) || this.#figure;
    const shown = this.querySelector<StreamFigure>(":scope > stream-figure")!;
    if (shown !== wanted) shown.replaceWith(wanted);
  };

  /** Shows something else, as a new entry of the browser's history. */
  async #load(show: () => void | Promise<void>): Promise<void> {
    await this.#address.save(); // of what was shown until now
    await show();
    await this.#show("recorded");
    this.#address.push();
  }

  async #list(): Promise<void> {
    try {
      this.index = await get<Entry[]>("corpus/index.json");
    } catch {
      this.problem = "The list of corpus files can't be fetched: the server does not answer. The figure below still works.";
    }
  }

  /** Shows a corpus file of ours. */
  async #open(name: string, step: number): Promise<void> {
    const figure = await get<Figure>(`corpus/${encodeURIComponent(name)}.json`);
    this.#figure.bench.load(figure, step, { name });
  }

  async #choose(name: string): Promise<void> {
    try {
      await this.#load(() => this.#open(name, 0));
    } catch (err) {
      this.problem = `“${name}” can't be shown: ${(err as Error).message} The figure below stays as it was.`;
      this.requestUpdate();
    }
  }

  /** Shows a corpus file that came by drop, by paste or from the disk. */
  async #read(text: string): Promise<void> {
    try {
      if (text.length > MOST) throw new Error("It is longer than a corpus file can be.");
      await this.#load(() => this.#figure.bench.open(text));
      this.#note.say("Shown below. Undo brings back what was there.", SAID);
    } catch (err) {
      this.problem = `This can't be shown as a corpus file: ${(err as Error).message}`;
    }
  }

  async #copyFile(): Promise<void> {
    try {
      await navigator.clipboard.writeText(await this.#figure.bench.text());
      this.#note.say("Copied as a corpus file: paste it into a file, or here.", SAID);
    } catch (err) {
      this.problem = `It can't be copied: ${(err as Error).message}`;
    }
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
    void this.#choose(a.dataset.corpus!).then(() => this.#figure.scrollIntoView({ block: "start" }));
  };

  #changed = (): void => this.requestUpdate();

  #arrived = (e: PopStateEvent): void => void this.#follow(e.state);

  /** Goes where the address says. */
  async #follow(state: unknown): Promise<void> {
    const { hash } = location;
    if (hash === "#live") return void (await this.#show("live"));
    if (hash && document.getElementById(hash.slice(1))) return; // a part of this page
    const known = this.#address.written === hash;
    this.#address.arrived(hash);
    const { bench, model } = this.#figure;
    const kept = (state as Kept | null)?.text;
    try {
      if (kept !== undefined) await bench.open(kept, (state as Kept).step);
      else if (!known) {
        const place = await link.parse(hash, core);
        if (!place) return;
        if ("text" in place) await bench.open(place.text, place.step);
        else if (place.corpus === this.#name && !bench.edited) model.go(place.step);
        else await this.#open(place.corpus, place.step);
        if (place.beside !== bench.other) await bench.compare(place.beside);
      }
      await this.#show("recorded");
    } catch (err) {
      this.problem = sentence(err as Error);
    }
  }
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
