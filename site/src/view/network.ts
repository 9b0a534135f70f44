import { html, nothing, render } from "lit";
import { cutAt, cutsOf } from "../document.ts";
import { core, module } from "../module.ts";
import { address } from "../root.ts";
import { sentence } from "../sentence.ts";
import { board, note } from "../workshop/board.ts";
import { prepareJudge, workshop, type Attempt } from "../workshop/run.ts";
import { copyLink } from "./copy.ts";
import { hear, PageElement, reactive } from "./element.ts";
import type { StreamFigure } from "./figure.ts";

/** What the page knows of a challenge: site/workshop.go. */
interface Challenge {
  name: string;
  title: string;
  par: number;
  text: string;
}

const ADDRESS = /^#network\/([a-z-]+)(?:\/([\d,]*))?$/;

/** Decoders that break, to be broken: a figure whose cuts are the player's, and what they have done. */
class StreamNetwork extends PageElement {
  @reactive protected attempt: Attempt | null = null;
  @reactive protected status = "";

  #list: Challenge[] = [];
  #figure: StreamFigure | undefined;
  #tried = "";
  #saving = 0;

  constructor() {
    super();
    hear(this, window, { hashchange: this.#linked });
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#linked();
    this.#show();
  }

  /** Where one goes counts, though our own address may have been written in the meantime. */
  #linked = (e?: HashChangeEvent): void => {
    clearTimeout(this.#saving);
    const [, name, cuts] = ADDRESS.exec(e ? new URL(e.newURL).hash : location.hash) ?? [];
    if (name) void this.choose(name, cuts === undefined ? null : cuts.split(",").filter(Boolean).map(Number));
  };

  /** The challenge whose stream the figure shows: undo may lead back to another. */
  get #chosen(): Challenge | undefined {
    return this.#list.find((c) => c.name === this.#figure?.bench.origin.name);
  }

  override render() {
    const { attempt } = this;
    const chosen = this.#chosen;
    if (!chosen) return html`<p class="status" role="status">${this.status}</p>`;
    const goal = document.getElementById(`network-${chosen.name}`)!.querySelector(".goal")!.textContent;
    return html`<section class="play" aria-labelledby="play">
      <h3 id="play">${chosen.title}: ${goal}</h3>
      <p class="verdict ${attempt?.done ? "right" : ""}" role="status">${attempt?.say ?? ""}</p>
      ${this.#figure ?? nothing}
      <div class="tools">
        <button type="button" @click=${() => void this.#share()}>Copy link</button>
        <button type="button" @click=${() => void this.choose(chosen.name)}>Start over</button>
        <p class="status" role="status">${this.status}</p>
      </div>
    </section>`;
  }

  /** Takes a challenge on; with cuts that somebody else has found. */
  async choose(name: string, cuts: number[] | null = null): Promise<void> {
    prepareJudge();
    module.prepare();
    try {
      if (!this.#list.length) this.#list = (await (await fetch(address("workshop/network.json"))).json()) as Challenge[];
      const chosen = this.#list.find((c) => c.name === name);
      if (!chosen) return;
      const [{ make }, { figure, ...source }] = await Promise.all([import("./live.ts"), core.open(chosen.text)]);
      source.release();
      await customElements.whenDefined("stream-figure");
      this.status = "";
      if (!this.#figure) {
        this.#figure = make(figure);
        this.#figure.bench.addEventListener("change", () => void this.#judge());
      }
      const { bench } = this.#figure;
      await bench.working; // a change that was asked for is to be undone, too
      bench.load(figure, 0, { name, instead: !bench.edited && !bench.canRedo });
      if (cuts && `${cuts}` !== `${cutsOf(figure)}`) await bench.edit({ schedule: cutAt(cuts) });
      await this.updateComplete;
      this.scrollIntoView({ block: "start" });
    } catch (err) {
      this.status = sentence(err as Error);
    }
  }

  /** Says what the cuts have done. */
  async #judge(): Promise<void> {
    const chosen = this.#chosen;
    if (!chosen) return;
    const cuts = cutsOf(this.#figure!.model.figure);
    const tried = this.#hash;
    if (this.#tried === tried) return;
    if (!this.#tried.startsWith(`#network/${chosen.name}/`)) this.attempt = null; // it was about another
    this.#tried = tried;
    this.requestUpdate();
    clearTimeout(this.#saving);
    this.#saving = window.setTimeout(() => this.#save(), 150); // browsers limit how often an address may change
    try {
      const attempt = await workshop.attempt(chosen.name, cuts);
      if (tried !== this.#tried) return;
      this.attempt = attempt;
      if (attempt.done && note(chosen.name, attempt.cuts)) this.#show();
    } catch (err) {
      this.status = sentence(err as Error);
    }
  }

  /** At each challenge that the page lists: the player's best, and a way in. */
  #show(): void {
    const best = board();
    for (const item of this.parentElement!.querySelectorAll<HTMLElement>("li[id^=network-]")) {
      const name = item.id.slice("network-".length);
      const cuts = best[name];
      render(html`<p class="best hint">${cuts === undefined ? nothing : `Your best: ${cuts === 1 ? "1 cut" : `${cuts} cuts`}.`}</p><button type="button" @click=${() => void this.choose(name)}>Break it</button>`, item);
    }
  }

  /** The address of what is shown. */
  get #hash(): string {
    return `#network/${this.#chosen!.name}/${cutsOf(this.#figure!.model.figure)}`;
  }

  /** An address that names a challenge, or nothing, names the one that is shown; any other is that of a program. */
  #save(): void {
    if (!location.hash || ADDRESS.test(location.hash)) history.replaceState(history.state, "", this.#hash);
  }

  async #share(): Promise<void> {
    this.status = await copyLink(Promise.resolve(this.#hash), " It holds your cuts.");
  }
}

customElements.define("stream-network", StreamNetwork);
