import { html } from "lit";
import { network, type Journey } from "../../journey.ts";
import { sentence } from "../../sentence.ts";
import { STATIC } from "../../static.ts";
import { PageElement, reactive } from "../element.ts";
import type { StreamJourney } from "./figure.ts";
import { Watch } from "./watch.ts";

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

/**
 * A real connection, asked for and watched: the picture grows with it, as long as one looks at its end. Where no server is,
 * the server's own code speaks over the TCP of the page. It ends when the page takes it away.
 */
export class JourneyConnection extends PageElement {
  @reactive protected watch: Watch | null = null;
  /** How that is. */
  @reactive protected status = "";
  readonly #figure: StreamJourney;

  constructor(figure: StreamJourney) {
    super();
    this.#figure = figure;
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.watch?.close();
    this.watch = null;
  }

  override render() {
    const { watch } = this;
    return html`<form class="question live" tabindex="-1" @submit=${this.#connect}>
      ${STATIC
        ? html`<p>${STATIC}</p>
            <div class="picks"><button class="go">Let it speak</button></div>`
        : html`<p>This server’s own connection, through this machine’s kernel: what the time server sends, what each recv returns, and what the kernel says then.</p>
            <div class="picks">${CHOICES.map(([key, label, options]) => html`<label class="choose"><span>${label}</span><select name=${key} ?disabled=${watch !== null}>${options.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label>`)}
        ${watch ? html`<button type="button" @click=${() => watch.close()}>Disconnect</button>` : html`<button class="go">Connect</button>`}</div>`}
      <p role="status">${this.status}</p>
    </form>`;
  }

  #connect = (e: SubmitEvent): void => {
    e.preventDefault();
    if (STATIC) return void this.#serve().catch((err: Error) => (this.status = sentence(err)));
    this.status = "Connecting …";
    const watch = (this.watch = new Watch(Object.fromEntries([...new FormData(e.target as HTMLFormElement)].map(([key, value]) => [key, String(value)]))));
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

  /** Where no server is: what it would say, over the TCP of the page. */
  async #serve(): Promise<void> {
    const journey = await network.calls.run(await network.calls.server(SPOKEN, Math.floor(Date.now() / 1000)));
    if (!this.isConnected) return;
    this.#figure.show(journey, 0, "The time server, over a TCP in this page");
    this.#figure.play();
  }
}

customElements.define("journey-connection", JourneyConnection);
