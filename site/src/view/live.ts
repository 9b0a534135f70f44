import { html, nothing } from "lit";
import type { Figure } from "../figure.ts";
import { fork, print } from "../document.ts";
import type { Beside, Origin } from "../bench.ts";
import { LiveSession, type Begun, type Grown, type LiveChoices } from "../live.ts";
import { Model } from "../model.ts";
import { core } from "../module.ts";
import type { StepSource } from "../steps.ts";
import { PageElement, reactive } from "./element.ts";
import { narrow } from "./opens.ts";
import { STATIC } from "../static.ts";
import { save } from "./save.ts";
import type { StreamFigure } from "./figure.ts";
import type { StreamJourney } from "./journey/figure.ts";
import { sentence } from "../sentence.ts";

type Choice = [key: keyof LiveChoices, label: string, options: [value: string, label: string][]];

/** What a session can be asked for, and the values worth trying. */
const CHOICES: Choice[] = [
  ["buffer", "Buffer", ["1", "4", "8", "16", "64", "1024", "65536"].map((n) => [n, `recv(${n})`])],
  ["pace", "The reader waits", [["", "not at all"], ["200ms", "0.2 s a recv"], ["1s", "1 s a recv"], ["3s", "3 s a recv"]]],
  ["cut", "Each write is cut", [["", "not at all"], ["10, then the rest", "header apart"], ["every 7", "every 7 bytes"], ["one byte at a time", "byte by byte"]]],
  ["pause", "Between two writes", [["", "no pause"], ["20ms", "20 ms"], ["200ms", "0.2 s"], ["1s", "1 s"]]],
  ["gather", "Frames in one write", [["", "one"], ["2", "two"], ["3", "three"], ["8", "eight"]]],
  ["every", "The time, every", [["", "as the server does"], ["100ms", "0.1 s"], ["500ms", "0.5 s"], ["1s", "1 s"], ["3s", "3 s"]]],
  ["words", "Its words", [["", "22 bytes each time"], ["varied", "of many lengths"]]],
  ["mss", "A segment carries", [["", "what TCP likes"], ["88", "88 bytes at most"], ["536", "536 bytes at most"]]],
];

/** What a session that is open can be told to change, and what "not at all" is there; anything else takes a new connection. */
const VERBS: Partial<Record<keyof LiveChoices, string>> = { cut: "in one chunk", pause: "0s", gather: "1", words: "fixed" };

/** How long the last recv is shown at least, in milliseconds, and how many may wait before more than one is shown at a time. */
const GULP = 600;
const AHEAD = 4;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** What had arrived by a step of a recording, to be gone on with by hand. */
export interface Fork {
  figure: Figure;
  source: StepSource;
  step: number;
}

/**
 * A live session: what to ask for, connect, send, fork, save. It records into a
 * figure of its own, which a "begun" event brings to whoever shows it once there is
 * something to show. Of its recordings none is lost: undo leads back to the one
 * before. A "fork" event asks to show one that can be changed.
 */
export class StreamLive extends PageElement {
  /** Where it records; undefined until it is connected for the first time. */
  figure: StreamFigure | undefined;
  /** A decoder that reads the same beside ours; "" for none. */
  beside = "";
  /** The session drawn in time, where that was asked for. */
  @reactive protected timed: StreamJourney | undefined;
  /** Why there is a new connection. */
  #anew = "";
  @reactive protected session: LiveSession | undefined;
  /** What to ask for. */
  @reactive choices: LiveChoices = { buffer: "16" };
  @reactive protected problem = "";

  override firstUpdated() {
    this.connect();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.session?.close();
  }

  override render() {
    const { session } = this;
    const on = session?.state === "open" || session?.state === "connecting";
    const status = !session ? "" : session.state === "connecting" ? "Connecting…" : session.state === "open" ? `${this.#anew}${STATIC || `Connected: every recv(${this.choices.buffer}) of a real TCP connection comes here.`}` : session.reason;
    const [buffer, ...rest] = CHOICES;
    const recorded = this.figure && this.figure.model.figure.chunks.length > 0;
    const connect = on ? html`<button type="button" @click=${() => session!.close()}>Disconnect</button>` : html`<button type="button" class="go" @click=${() => this.connect()}>${session ? "Connect again" : "Connect"}</button>`;
    const keep = recorded ? html`<button type="button" @click=${() => void this.#fork()}>Fork at this step</button><button type="button" @click=${() => void this.#save()}>Save recording</button>${this.timed ? nothing : html`<button type="button" @click=${() => void this.#time()}>Draw it in time</button>`}` : nothing;
    const said = html`<p class="status ${session?.state ?? ""}" role="status">${status}</p>`;
    const hint = on && !STATIC ? html`<p class="hint">The server is told of a change, and answers “ok” in the stream. The buffer, the wait, the interval and the segments take a new connection.</p>` : nothing;
    const echo =
      session?.state === "open" && !STATIC
        ? html`<form class="echo" @submit=${this.#echo}>
            <label class="field"><span>Send a message of your own; the server sends it back</span><input name="message" maxlength="1000" autocomplete="off" value="hello" /></label>
            <button>Send</button>
          </form>`
        : nothing;
    // On a narrow screen the bytes come first: what can be set is a press away.
    const tools = narrow.matches
      ? html`<div class="tools">${said}${connect}</div>
          <details class="more">
            <summary>Settings, and a message of your own</summary>
            <div class="fields">${CHOICES.map((c) => this.#choose(c))}</div>
            ${hint}${echo}
            <div class="tools">${keep}</div>
          </details>`
      : html`<div class="tools">${this.#choose(buffer!)}${connect}${keep}${said}</div>
          <details class="more">
            <summary>How the sender writes, and how the reader reads</summary>
            <div class="fields">${rest.map((c) => this.#choose(c))}</div>
            ${hint}
          </details>
          ${echo}`;
    return html`${tools}${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  #choose([key, label, options]: Choice) {
    return html`<label class="choose"><span>${label}</span>
      <select @change=${(e: Event) => this.#chosen(key, label, (e.target as HTMLSelectElement).value)}>
        ${options.map(([value, text]) => html`<option value=${value} .selected=${value === (this.choices[key] ?? "")}>${text}</option>`)}
      </select>
    </label>`;
  }

  /** Asked for while a session is open: what TCP allows is changed in it, the rest in a new one. */
  #chosen(key: keyof LiveChoices, label: string, value: string): void {
    this.choices = { ...this.choices, [key]: value };
    if (this.session?.state !== "open" || this.session.reason) return; // what has a reason is about to end
    if (key in VERBS && !STATIC) void this.session.say(`${key} ${value || VERBS[key]}`).catch((err: Error) => (this.problem = err.message));
    else this.connect(`“${label}” belongs to a connection, so this is a new one. `);
  }

  connect(anew = ""): void {
    this.#anew = anew;
    const session = new LiveSession(core, this.choices, this.beside);
    this.timed?.remove();
    this.timed = undefined;
    this.session?.drop();
    this.session = session;
    this.problem = "";
    let origin: Origin | undefined;
    session.addEventListener("change", () => {
      if (session === this.session && this.figure) this.figure.recording = session.state === "open";
      this.requestUpdate();
    });
    session.addEventListener("figure", (e) => {
      if (session === this.session) origin = this.#record(session, (e as CustomEvent<Begun>).detail);
    });
    // Chunks may come faster than one can see: then each is shown for a while, and, where many wait, several at once.
    const arrived: Grown[] = [];
    let showing = false;
    session.addEventListener("delta", (e) => {
      arrived.push((e as CustomEvent<Grown>).detail);
      if (!showing) requestAnimationFrame(show);
      showing = true;
    });
    // All that was recorded is compared anew each time: a tenth of the time at most goes into it.
    let due = false;
    let rest = 0;
    const compare = async (figure: StreamFigure, beside: Beside) => {
      due = false; // what comes from now on is compared after this
      const begun = performance.now();
      await this.#compare(session, figure, beside);
      rest = 10 * (performance.now() - begun);
    };
    const show = () => {
      const { figure } = this;
      const { length } = arrived;
      const deltas = arrived.splice(0, figure?.model.following && !calm.matches ? Math.ceil(length / AHEAD) : length);
      showing = arrived.length > 0;
      if (showing) setTimeout(show, GULP);
      if (!figure || figure.bench.origin !== origin) return; // another recording is shown
      const first = figure.model.figure.chunks.length === 0;
      const { beside } = figure.bench;
      for (const grown of deltas) {
        if (grown.beside) beside?.model.append(grown.beside);
        figure.model.append(grown.delta);
      }
      if (beside?.comparison.same && !due) {
        due = true;
        setTimeout(() => void compare(figure, beside), rest);
      }
      if (first) this.requestUpdate();
    };
  }

  /** Makes room for a recording; one in which nothing has arrived is nothing to go back to. */
  #record(session: LiveSession, { figure: start, beside }: Begun): Origin {
    const begun = !this.figure;
    const figure = (this.figure ??= make(start));
    figure.editable = false;
    figure.bench.load(start, 0, { text: () => session.text(), instead: figure.model.figure.hex === "" });
    if (beside) figure.bench.beside = { model: new Model(beside), comparison: { same: true, say: "So far both say the same." } };
    figure.model.follow(true);
    if (begun) {
      this.dispatchEvent(new Event("begun"));
      if (narrow.matches) this.scrollIntoView({ block: "start" });
    }
    return figure.bench.origin;
  }

  /** The same beside it, in time: what waited in the kernel, and when. */
  async #time(): Promise<void> {
    const session = this.session!;
    try {
      const { follow } = await import("./journey/follow.ts");
      const timed = await follow(session);
      if (session !== this.session) return;
      this.timed = timed;
      this.figure!.after(timed);
      timed.scrollIntoView({ block: "start" });
    } catch (err) {
      this.problem = `It can’t be drawn: ${sentence(err as Error)}`;
    }
  }

  /** Says where the two part, as soon as they do. */
  async #compare(session: LiveSession, figure: StreamFigure, beside: Beside): Promise<void> {
    try {
      const comparison = await core.compare(await session.text(), session.other);
      if (comparison.same || figure.bench.beside !== beside) return;
      beside.comparison = comparison;
      figure.requestUpdate();
    } catch {
      // the session was dropped meanwhile
    }
  }

  #echo = (e: SubmitEvent): void => {
    e.preventDefault();
    const input = (e.target as HTMLFormElement).elements.namedItem("message") as HTMLInputElement;
    this.session!.echo(input.value).catch((err: Error) => (this.problem = err.message));
  };

  /** Goes on by hand from what had arrived by this step. The session ends. */
  async #fork(): Promise<void> {
    const { index, step, figure } = this.figure!.model;
    try {
      const opened = await core.open(print(fork(figure, index, step)));
      this.session?.close();
      this.dispatchEvent(new CustomEvent<Fork>("fork", { detail: { figure: opened.figure, source: opened, step: index } }));
    } catch (err) {
      this.problem = (err as Error).message;
    }
  }

  async #save(): Promise<void> {
    try {
      save("recording.txt", await this.figure!.bench.text());
    } catch (err) {
      this.problem = (err as Error).message;
    }
  }
}

/** A figure that the page did not come with: an element is upgraded with its data inside. */
export function make(figure: Figure): StreamFigure {
  const holder = document.createElement("template"); // inert: nothing in it is alive before its data is there
  holder.innerHTML = `<stream-figure opens="${narrow.matches ? "" : "map"}"><script type="application/json"></script></stream-figure>`;
  holder.content.querySelector("script")!.textContent = JSON.stringify(figure);
  return document.importNode(holder.content.firstElementChild!, true) as StreamFigure;
}

customElements.define("stream-live", StreamLive);
