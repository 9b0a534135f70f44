import "../../site.ts"; // what all pages have
import { html, nothing, render } from "lit";
import { network, type Journey } from "../../journey.ts";
import { address } from "../../root.ts";
import { sentence } from "../../sentence.ts";
import { STATIC } from "../../static.ts";
import { StreamJourney } from "./figure.ts";
import { form, type Settings, text } from "./form.ts";
import type { Watch } from "./watch.ts";
import { hear, PageElement, reactive } from "../element.ts";

/** A question about a journey, as the page came with it. */
interface Scene {
  name: string;
  title: string;
  ask: string;
  choices: string[];
  answer: number;
  why: string;
}

/** What a real connection can be asked for, and the values worth trying: docs/protocol.md. */
const CHOICES: [parameter: string, label: string, options: [value: string, label: string][]][] = [
  ["buffer", "The reader calls", ["16", "64", "1024"].map((n) => [n, `recv(${n})`])],
  ["pace", "and waits before each", [["", "not at all"], ["200ms", "0.2 s"], ["1s", "1 s"], ["3s", "3 s"]]],
  ["every", "The server tells the time every", [["1s", "second"], ["100ms", "0.1 s"], ["3s", "3 s"]]],
  ["cut", "cuts each write", [["", "not at all"], ["10, then the rest", "behind the header"], ["every 7", "every 7 bytes"]]],
  ["gather", "and writes frames", [["", "one by one"], ["3", "three at once"]]],
  ["mss", "A segment carries", [["", "what TCP likes"], ["88", "88 bytes at most"]]],
];

/** How often the time is told where no server is. */
const SPOKEN = 8;

/** After the last key, a change is waited for so long, in milliseconds. */
const QUIET = 350;

/**
 * What one can do with a journey: ask a question and guess, or set what is sent, over which link and how it is received.
 * Either way the TCP runs, and the figure shows what it did. The address has the settings.
 */
class JourneyPage extends PageElement {
  @reactive protected scene: Scene | null = null;
  /** What was chosen; -1 for nothing yet. */
  @reactive protected guess = -1;
  /** Whether it has been seen to the end. */
  @reactive protected told = false;
  /** The setting that can't be, and why. */
  @reactive protected wrong: { setting: string; why: string } | null = null;
  @reactive protected problem = "";
  @reactive protected running = false;
  /** A real connection is asked for, is being watched, and how that is. */
  @reactive protected live = false;
  @reactive protected watch: Watch | null = null;
  @reactive protected status = "";

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
  #timer = 0;
  /** Counts what was asked for: what comes too late is not shown. */
  #turn = 0;

  constructor() {
    super();
    hear(this, window, { hashchange: this.#follow });
    this.#form = settingsOf(this.#figure.walk.journey);
    this.#figure.address = async () => `${location.href.split("#")[0]}#${this.live ? "live" : await network.calls.link(text(this.#form))}`;
    this.#figure.walk.addEventListener("change", () => {
      if (this.#figure.walk.index < this.#figure.walk.last || this.guess < 0 || this.told) return;
      this.told = true;
      void this.updateComplete.then(() => this.querySelector(".question")!.scrollIntoView({ block: "nearest" }));
    });
  }

  protected override createRenderRoot() {
    return this.querySelector<HTMLElement>(".ask")!;
  }

  override connectedCallback() {
    super.connectedCallback();
    void this.#follow();
  }

  override render() {
    return html`<h2 id="ask">What do you expect?</h2>
      <ul class="titles" aria-labelledby="ask">${this.#scenes.map((s) => html`<li><button type="button" aria-pressed=${s === this.scene} @click=${() => void this.#ask(s)}>${s.title}</button></li>`)}
        <li><button type="button" aria-pressed=${this.live} @click=${() => this.#goLive()}>A real connection, live</button></li></ul>
      ${this.live ? this.#connection() : nothing}
      ${this.scene ? this.#question(this.scene) : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  #question({ ask, choices, answer, why }: Scene) {
    return html`<div class="question">
      <p>${ask}</p>
      <div class="picks" role="group" aria-label="Your guess">${choices.map((c, i) => html`<button type="button" aria-pressed=${i === this.guess} @click=${() => this.#pick(i)}>${c}</button>`)}</div>
      <p role="status">${this.guess < 0 ? "Say what you expect; then the TCP answers." : this.told ? html`<b>${this.guess === answer ? "Yes" : "No"}: ${choices[answer]}.</b> ${why}` : "Watch what happens."}</p>
    </div>`;
  }

  #connection() {
    const { watch } = this;
    return html`<form class="question live" @submit=${this.#connect}>
      ${STATIC
        ? html`<p>These pages are static files, and no server is behind them. So the time server’s own code speaks in the page, over the page’s own TCP. It is no real connection, and says the same.</p>
            <div class="picks"><button type="button" class="go" @click=${() => void this.#serve()}>Let it speak</button></div>`
        : html`<p>This server’s own connection, through this machine’s kernel: what the time server sends, what each recv returns, and what the kernel says then.</p>
            <div class="picks">${CHOICES.map(([key, label, options]) => html`<label class="choose"><span>${label}</span><select name=${key} ?disabled=${watch !== null}>${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label>`)}
        ${watch ? html`<button type="button" @click=${() => watch.close()}>Disconnect</button>` : html`<button class="go">Connect</button>`}</div>`}
      <p role="status">${this.status}</p>
    </form>`;
  }

  override updated() {
    this.#settings.hidden = this.live;
    render(form(this.#form, this.wrong, this.running, this.#change), this.#settings);
  }

  /** Shows a question, and nothing of the answer. */
  async #ask(scene: Scene): Promise<void> {
    const turn = ++this.#turn;
    try {
      const answer = await fetch(address(`journeys/${scene.name}.json`));
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const journey = (await answer.json()) as Journey;
      if (turn !== this.#turn) return;
      this.#show(journey, 0, scene.title);
      this.scene = scene;
      this.guess = -1;
      this.told = false;
    } catch (err) {
      this.problem = `This question can't be fetched: ${sentence(err as Error)}`;
    }
  }

  #goLive(): void {
    this.#turn++;
    this.scene = null;
    this.live = true;
    this.problem = "";
    if (location.hash !== "#live") history.replaceState(history.state, "", "#live");
  }

  /** Where no server is: what it would say, over the TCP of the page. */
  async #serve(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const journey = await network.calls.run(await network.calls.server(SPOKEN, Math.floor(Date.now() / 1000)));
      if (turn !== this.#turn) return;
      this.#show(journey, 0, "The time server, over a TCP in this page");
      this.#figure.play();
    } catch (err) {
      this.problem = sentence(err as Error);
    }
  }

  /** Watches a connection: the picture grows with it, as long as one looks at its end. */
  #connect = async (e: SubmitEvent): Promise<void> => {
    e.preventDefault();
    const choices = Object.fromEntries([...new FormData(e.target as HTMLFormElement)].map(([key, value]) => [key, String(value)]));
    this.status = "Connecting …";
    const turn = ++this.#turn;
    const parts = await import("./watch.ts").catch(() => null);
    if (turn !== this.#turn) return;
    if (!parts) return void (this.status = "The server can't be reached. Start it with make run, then try again.");
    const watch = (this.watch = new parts.Watch(choices));
    let begun = false;
    watch.addEventListener("grew", (e) => {
      if (watch !== this.watch) return;
      const { detail } = e as CustomEvent<Journey>;
      const { walk } = this.#figure;
      this.status = "Connected: the picture grows as it happens.";
      if (!begun) this.#figure.show(detail, Infinity, "A real connection");
      else walk.load(detail, walk.index === walk.last ? Infinity : walk.index);
      begun = true;
    });
    watch.addEventListener("ended", (e) => {
      if (watch !== this.watch) return;
      this.watch = null;
      this.status = `${(e as CustomEvent<string>).detail} What was recorded stays here.`;
    });
  };

  /** Leaves the real connection for what the page's TCP does. */
  #leave(): void {
    this.watch?.close();
    this.watch = null;
    this.live = false;
    this.status = "";
  }

  #pick(guess: number): void {
    this.guess = guess;
    this.told = false;
    this.#figure.walk.go(0);
    this.#figure.play();
    this.#figure.scrollIntoView({ block: "nearest" });
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
      this.scene = null;
      history.replaceState(history.state, "", `#${hash}`);
      const { walk } = this.#figure;
      this.#show(journey, walk.index === walk.last ? Infinity : walk.index, "Your own");
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
    if (location.hash === "#live") return this.#goLive();
    const hash = decodeHash(location.hash);
    if (!/^\d+\//.test(hash)) return; // none, or a part of this page
    const turn = ++this.#turn;
    try {
      const settings = await network.calls.unlink(hash);
      const journey = await network.calls.run(settings);
      if (turn !== this.#turn) return;
      this.scene = null;
      this.#show(journey, Infinity, "Your own");
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

customElements.define("stream-journey", StreamJourney);
customElements.define("journey-page", JourneyPage);
