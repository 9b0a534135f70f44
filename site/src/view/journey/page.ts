import "../../site.ts"; // what all pages have
import { html, nothing, render } from "lit";
import { network, type Journey } from "../../journey.ts";
import { Memory } from "../../memory.ts";
import { address } from "../../root.ts";
import { sentence } from "../../sentence.ts";
import "./figure.ts"; // alive before this page looks for it
import { hear, PageElement, reactive } from "../element.ts";
import type { JourneyConnection } from "./connection.ts";
import type { StreamJourney } from "./figure.ts";
import type { form } from "./form.ts";
import { type Settings, text } from "./settings.ts";

/** A question about a journey, as the page came with it. */
interface Scene {
  name: string;
  title: string;
  ask: string;
  choices: string[];
  answer: number;
  why: string;
}

/** What the reader has done here. */
const memory = new Memory<Record<string, true>>("journeys");

/** After the last key, a change is waited for so long, in milliseconds. */
const QUIET = 350;

const LIVE = "A real connection, live";

/**
 * What one can do with a journey: ask a question and guess, or set what is sent, over which link and how it is received.
 * Either way the TCP runs, and the figure shows what it did. The address has the settings.
 */
class JourneyPage extends PageElement {
  @reactive protected form: typeof form | undefined;
  @reactive protected scene: Scene | null = null;
  /** What was chosen; -1 for nothing yet. */
  @reactive protected guess = -1;
  /** Whether it has been seen to the end: before, nothing says what came of it. */
  @reactive protected told = false;
  /** The setting that can't be, and why. */
  @reactive protected wrong: { setting: string; why: string } | null = null;
  @reactive protected problem = "";
  @reactive protected running = false;
  /** A real connection is asked for; and what asks for it, once that is there. */
  @reactive protected live = false;
  @reactive protected connection: JourneyConnection | null = null;

  readonly #figure = this.querySelector<StreamJourney>("stream-journey")!;
  readonly #settings = this.querySelector<HTMLElement>(".settings")!;
  readonly #scenes: Scene[] = [...this.querySelectorAll<HTMLElement>("[data-scene]")].map((li) => ({
    name: li.dataset.scene!,
    title: li.querySelector("h3")!.textContent!,
    ask: li.querySelector("p")!.textContent!,
    choices: [...li.querySelectorAll(".choices li")].map((choice) => choice.textContent!),
    answer: Number(li.dataset.answer),
    why: li.querySelector("[data-why]")!.textContent!,
  }));
  #form: Settings;
  /** What stands far down is fetched when one comes near it, or needs it. */
  readonly #near = new IntersectionObserver(([entry]) => entry!.isIntersecting && void this.#fetch());
  /** Whether there is room for the questions beside the figure changes with the size of the window, and of letters. */
  readonly #sized = new ResizeObserver(() => this.requestUpdate());
  #timer = 0;
  /** Counts what was asked for: what comes too late is not shown. */
  #turn = 0;

  constructor() {
    super();
    hear(this, window, { hashchange: this.#follow });
    this.#form = settingsOf(this.#figure.walk.journey);
    this.#figure.address = async () => {
      const { walk } = this.#figure;
      const at = walk.index < walk.last ? `&${walk.index}` : "";
      return `${location.href.split("#")[0]}#${this.live ? "live" : (await network.calls.link(text(this.#form))) + at}`;
    };
    this.#figure.walk.addEventListener("change", () => {
      this.requestUpdate();
      const { scene } = this;
      if (!scene?.choices.length || this.#figure.walk.index < this.#figure.walk.last || this.told) return;
      this.told = true;
      if (this.guess === scene.answer) this.#keep([scene.name]);
      this.#reveal();
    });
  }

  protected override createRenderRoot() {
    return this.querySelector<HTMLElement>(".ask")!;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#near.observe(this.#settings);
    this.#sized.observe(this);
    void this.#follow();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#near.disconnect();
    this.#sized.disconnect();
  }

  /** All of the questions are to be seen where they stand beside the figure, as long as none is chosen. */
  get #listed(): boolean {
    return !this.scene && !this.live && getComputedStyle(this).display === "grid";
  }

  override render() {
    const kept = memory.all;
    const ticked = this.#scenes.filter((s) => kept[s.name]).length;
    const choose = (e: Event) => {
      const { value } = e.target as HTMLSelectElement;
      const scene = this.#scenes.find(({ name }) => name === value);
      void (scene ? this.#ask(scene) : this.#goLive());
    };
    return html`<h2 id="ask">What do you expect?</h2>
      ${this.#listed
        ? html`<ul class="titles" aria-labelledby="ask">${this.#scenes.map((s) => html`<li><button type="button" aria-label=${kept[s.name] ? `${s.title}: done` : nothing} @click=${() => void this.#ask(s)}>${kept[s.name] ? "✓ " : nothing}${s.title}</button></li>`)}
        <li><button type="button" @click=${() => void this.#goLive()}>${LIVE}</button></li></ul>`
        : html`<select class="titles" aria-labelledby="ask" @change=${choose}>
          <option value="" disabled .selected=${!this.scene && !this.live}>Choose a question, or a task</option>
          ${this.#scenes.map((s) => html`<option value=${s.name} .selected=${s === this.scene}>${kept[s.name] ? "✓ " : nothing}${s.title}</option>`)}
          <option value="live" .selected=${this.live}>${LIVE}</option>
        </select>`}
      ${this.connection}${this.scene ? this.#question(this.scene, kept[this.scene.name] === true) : nothing}
      ${ticked ? html`<p class="hint">You have done ${ticked} of ${this.#scenes.length}. This is kept in this browser only. <button type="button" @click=${() => this.#keep(null)}>Forget it</button></p>` : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  #question({ ask, choices, answer, why }: Scene, reached: boolean) {
    if (!choices.length) return html`<div class="question" tabindex="-1"><p>${ask}</p><p>${reached ? html`<b>Done.</b> ${why}` : html`So far: ${this.#came}`}</p></div>`;
    return html`<div class="question" tabindex="-1">
      <p>${ask}</p>
      <div class="picks" role="group" aria-label="Your guess">${choices.map((c, i) => html`<button type="button" aria-pressed=${i === this.guess} data-mark=${(this.told && (i === answer ? "✓ right" : i === this.guess && "✗ not so")) || nothing} @click=${(e: MouseEvent) => e.detail < 2 && this.#pick(i)}>${c}</button>`)}</div>
      <p role="status">${this.told ? html`<b>${this.guess < 0 ? "The answer" : this.guess === answer ? "Yes" : "No"}: ${choices[answer]}.</b> ${why}` : this.guess < 0 ? "Say what you expect, or step to see it." : "Watch what happens."}</p>
    </div>`;
  }

  override updated() {
    const { scene, told } = this;
    const asks = !!scene?.choices.length && !told;
    this.#figure.open = asks && this.guess < 0 && !this.#figure.walk.index;
    this.#settings.hidden = this.live;
    if (!this.form) return;
    const came = asks ? "What comes of it is said when you have answered." : scene && !scene.choices.length && memory.all[scene.name] ? `Done. ${scene.why}` : this.#came;
    render(this.form(this.#form, this.wrong, this.running ? "The TCP runs …" : came, this.#change), this.#settings);
  }

  /** What came of the settings, in a sentence. */
  get #came(): string {
    return this.#figure.walk.journey.steps.at(-1)!.say[0];
  }

  /** Brings the settings. */
  async #fetch(): Promise<void> {
    this.#near.disconnect();
    this.form ??= (await import("./form.ts").catch(() => null))?.form;
  }

  /** Shows a question, and nothing of the answer. */
  async #ask(scene: Scene): Promise<void> {
    const turn = ++this.#turn;
    try {
      const answer = await fetch(address(`journeys/${scene.name}.json`));
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const journey = (await answer.json()) as Journey;
      if (turn !== this.#turn) return;
      void this.#fetch();
      const listed = this.#listed;
      this.scene = scene;
      this.guess = -1;
      this.told = false;
      this.#show(journey, scene.choices.length ? 0 : Infinity, scene.title);
      this.#reveal();
      if (listed) this.#focus();
    } catch (err) {
      this.problem = `This question can't be fetched: ${sentence(err as Error)}`;
    }
  }

  /** Brings the question into view, which may stand far from its button, and from the end of the picture. */
  #reveal(): void {
    void this.updateComplete.then(() => this.querySelector(".question")?.scrollIntoView({ block: "nearest" }));
  }

  /** What was pressed is gone: the question is in its place. */
  #focus(): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".question")?.focus({ preventScroll: true }));
  }

  async #goLive(): Promise<void> {
    const turn = ++this.#turn;
    const listed = this.#listed;
    this.scene = null;
    this.live = true;
    this.problem = "";
    if (location.hash !== "#live") history.replaceState(history.state, "", "#live");
    const parts = await import("./connection.ts").catch(() => null);
    if (turn !== this.#turn) return;
    if (parts) this.connection ??= new parts.JourneyConnection(this.#figure);
    if (listed) this.#focus();
    if (!parts) this.problem = "The server does not answer.";
  }

  /** Leaves the real connection for what the page's TCP does. */
  #leave(): void {
    this.connection = null;
    this.live = false;
  }

  #keep(names: string[] | null): void {
    if (names) memory.note(Object.fromEntries(names.map((name) => [name, true])));
    else memory.forget();
    this.requestUpdate();
  }

  #pick(guess: number): void {
    this.guess = guess;
    this.told = false;
    this.#figure.walk.go(0);
    this.#figure.play();
    if (this.#figure.getBoundingClientRect().top > innerHeight / 3) this.#figure.scrollIntoView(); // or little of it is seen
  }

  #show(journey: Journey, step: number, title: string): void {
    this.#leave();
    this.#form = settingsOf(journey);
    this.wrong = null;
    this.problem = "";
    this.#figure.show(journey, step, title);
    this.requestUpdate();
  }

  /** Takes what was set, and runs it when no more is coming. */
  #change = (settings: Settings): void => {
    this.#form = settings;
    this.requestUpdate();
    network.prepare();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#run(), QUIET);
  };

  async #run(): Promise<void> {
    const turn = ++this.#turn;
    const settings = text(this.#form);
    this.running = true;
    try {
      const journey = await network.calls.run(settings);
      const hash = await network.calls.link(settings);
      if (turn !== this.#turn) return;
      const goal = this.scene?.choices.length === 0 ? this.scene : null;
      this.scene = goal;
      this.#keep(journey.reached);
      history.replaceState(history.state, "", `#${hash}`);
      const { walk } = this.#figure;
      this.#show(journey, walk.index === walk.last ? Infinity : walk.index, goal?.title ?? "Your own");
    } catch (err) {
      if (turn === this.#turn) this.#refuse(err as Error);
    } finally {
      if (turn === this.#turn) this.running = false;
    }
  }

  /** Says what is wrong, at its field where it has one. */
  #refuse(err: Error): void {
    const [, setting, why] = /^journey: (\w+): (.*)$/s.exec(err.message) ?? [];
    this.wrong = setting ? { setting, why: sentence({ message: why! }) } : null;
    this.problem = setting ? "" : sentence({ message: err.message.replace(/^network: /, "") });
  }

  /** Goes where the address says. */
  #follow = async (): Promise<void> => {
    if (location.hash === "#live") return void this.#goLive();
    const [hash = "", step = "Infinity"] = decodeHash(location.hash).split("&");
    if (!/^\d+\//.test(hash)) return; // none, or a part of this page
    const turn = ++this.#turn;
    try {
      const settings = await network.calls.unlink(hash);
      const journey = await network.calls.run(settings);
      if (turn !== this.#turn) return;
      this.scene = null;
      this.#show(journey, Number(step), "Your own");
    } catch (err) {
      if (turn === this.#turn) this.problem = sentence({ message: (err as Error).message.replace(/^network: /, "") });
    }
  };
}

const settingsOf = ({ form, texts }: Journey): Settings => ({ ...form, messages: texts });

/** Some programs write a link's characters as others. */
function decodeHash(hash: string): string {
  return hash.slice(1).replace(/%7E/gi, "~");
}

customElements.define("journey-page", JourneyPage);
