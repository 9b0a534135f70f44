import { html, LitElement, nothing } from "lit";
import type { Bench } from "../bench.ts";
import { bytesOf, hexOf, print, same, type Document } from "../document.ts";
import type { Figure } from "../figure.ts";
import { firstIndex } from "../model.ts";
import { core, type Choice } from "../module.ts";

/** One send as a reader edits it: a message, whose header core writes, or bytes as they are. */
interface Item {
  hex: string;
  message: string | null;
}

/** Everything about a figure that can be written down: messages, chunks, layout, limit, end, decoder. */
export class StreamEditor extends LitElement {
  static override properties = { bench: { attribute: false }, asHex: { state: true }, problem: { state: true }, seed: { state: true } };
  declare bench: Bench;
  declare protected asHex: boolean;
  declare protected problem: string;
  declare protected seed: number;

  #decoders: Choice[] = [];
  #layouts: Choice[] = [];
  /** For the document shown when they were asked for. */
  #schedules: Choice[] = [];
  #scheduled: Document | null = null;

  constructor() {
    super();
    this.asHex = false;
    this.problem = "";
    this.seed = 1;
  }

  override createRenderRoot() {
    return this;
  }

  override firstUpdated() {
    this.bench.addEventListener("change", () => {
      this.requestUpdate();
      void this.#reschedule();
    });
    void this.#reschedule();
    void core.choices().then(
      ({ decoders, layouts }) => {
        this.#decoders = decoders;
        this.#layouts = layouts;
        this.requestUpdate();
      },
      (err: Error) => (this.problem = err.message),
    );
  }

  override render() {
    const d = this.bench.document;
    const set = (change: Partial<Document>) => void this.bench.edit(change);
    return html`<div class="editor">
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${this.#stream(d)}
      <section>
        <h3>Chunks</h3>
        <label class="field"><span>Schedule: what each recv returns</span>
          <input spellcheck="false" autocomplete="off" .value=${d.schedule} @change=${(e: Event) => set({ schedule: value(e) })} /></label>
        <div class="chips" role="group" aria-label="Schedules">${this.#schedules.map(({ text, label }) => html`<button type="button" aria-pressed=${text === d.schedule} @click=${() => set({ schedule: text })}>${label}</button>`)}
          <button type="button" @click=${this.#random}>random</button></div>
        <label class="field"><span>How the stream ends</span>
          <select @change=${(e: Event) => set({ end: value(e) as Figure["end"] })}>
            ${ENDS.map(([end, label]) => html`<option value=${end} .selected=${end === d.end}>${label}</option>`)}
          </select></label>
      </section>
      <section>
        <h3>Receiver</h3>
        ${this.#decoders.length
          ? html`<label class="field"><span>Decoder</span>
              <select @change=${(e: Event) => set({ decoder: value(e) })}>${this.#decoders.map((c) => html`<option value=${c.text} .selected=${c.text === d.decoder}>${c.label}</option>`)}</select></label>
            <label class="field"><span>Another beside it, on the same bytes and cuts</span>
              <select @change=${(e: Event) => void this.bench.compare(value(e))}>
                <option value="" .selected=${!this.bench.other}>none</option>
                ${this.#decoders.map((c) => html`<option value=${c.text} .selected=${c.text === this.bench.other} ?disabled=${c.text === d.decoder}>${c.label}</option>`)}
              </select></label>`
          : nothing}
        <label class="field"><span>Layout: how a header spells a length</span>
          <input list="layouts" spellcheck="false" autocomplete="off" .value=${d.layout} @change=${(e: Event) => void this.#relayout(value(e))} /></label>
        <datalist id="layouts">${this.#layouts.map((l) => html`<option value=${l.text}>${l.label}</option>`)}</datalist>
        <div class="pair">
          <label class="field"><span>Limit, in bytes</span>
            <input type="number" min="0" max="2147483647" .value=${String(d.limit)} @change=${(e: Event) => set({ limit: Number(value(e)) })} /></label>
          <label class="field"><span>A longer message</span>
            <select @change=${(e: Event) => set(value(e) === "skip" ? { oversized: "skip" } : { oversized: undefined })}>
              <option value="fail" .selected=${!d.oversized}>is an error</option>
              <option value="skip" .selected=${d.oversized === "skip"}>is skipped</option>
            </select></label>
        </div>
      </section>
    </div>`;
  }

  #stream(d: Document) {
    return html`<section class="sends">
      <h3>Sends</h3>
      <div class="segmented" role="group" aria-label="Write as">
        <button type="button" aria-pressed=${!this.asHex} @click=${() => (this.asHex = false)}>Text</button>
        <button type="button" aria-pressed=${this.asHex} @click=${() => (this.asHex = true)}>Hex</button>
      </div>
      <ol>
        ${this.#items(d, MOST).map((item, i) => {
          const content = item.message ?? item.hex;
          const text = this.asHex ? null : asText(content);
          const name = item.message === null ? "bytes" : "message";
          return html`<li>
            <label><span>${i + 1} · ${name}${text === null && !this.asHex ? ", as hex" : ""}</span>
              <input class=${item.message === null ? "raw" : "payload"} spellcheck="false" autocomplete="off" .value=${text ?? spaced(content)}
                @change=${(e: Event) => void this.#write(i, item, value(e), text === null)} /></label>
            <button type="button" aria-label="Remove send ${i + 1}" title="Remove" @click=${() => this.#remove(i)}>×</button>
          </li>`;
        })}
      </ol>
      ${d.sends.length > MOST ? html`<p class="rest">and ${d.sends.length - MOST} more</p>` : nothing}
      <div class="chips">
        <button type="button" @click=${() => void this.#add("message")}>Add a message</button>
        <button type="button" @click=${() => void this.#add("bytes")}>Add bare bytes</button>
      </div>
    </section>`;
  }

  /** A send that is one whole frame is a message; anything else is bytes. */
  #items(d: Document, most = d.sends.length): Item[] {
    const { frames } = this.bench.model.figure;
    let at = 0;
    return d.sends.slice(0, most).map((hex) => {
      const end = at + hex.length / 2;
      const frame = frames[firstIndex(frames.length, (k) => frames[k]!.start >= at)];
      const whole = frame && !frame.skipped && frame.start === at && frame.end === end && d.decoder === "core";
      const message = whole ? hex.slice(2 * (frame.body - at)) : null;
      at = end;
      return { hex, message };
    });
  }

  async #write(i: number, item: Item, text: string, hex: boolean): Promise<void> {
    const content = hex ? text.replace(/\s+/g, "").toLowerCase() : hexOf(new TextEncoder().encode(text));
    if (!/^([0-9a-f]{2})*$/.test(content)) {
      this.problem = `“${text}” is not hexadecimal: write two digits, 0 to 9 and a to f, for each byte.`;
      return;
    }
    await this.#try(async () => {
      const sent = item.message === null ? content : await this.#frame(content);
      this.#sends((sends) => sends.map((s, k) => (k === i ? sent : s)));
    });
  }

  #remove(i: number): void {
    this.#sends((sends) => sends.filter((_, k) => k !== i));
  }

  #add(kind: "message" | "bytes"): Promise<void> {
    return this.#try(async () => {
      const content = hexOf(new TextEncoder().encode("hello"));
      const sent = kind === "message" ? await this.#frame(content) : content;
      this.#sends((sends) => [...sends, sent]);
    });
  }

  /** Another layout spells every header anew; what is no message stays as it is. */
  #relayout(layout: string): Promise<void> {
    return this.#try(async () => {
      const d = this.bench.document;
      const sends = await Promise.all(this.#items(d).map(({ hex, message }) => (message === null ? hex : this.#frame(message, layout))));
      await this.bench.edit({ layout, sends });
    });
  }

  #sends(change: (sends: string[]) => string[]): void {
    void this.bench.edit(({ sends }) => ({ sends: change(sends), sendsKnown: true }));
  }

  async #frame(payload: string, layout = this.bench.document.layout): Promise<string> {
    return hexOf(await core.frame(layout, this.bench.document.limit, bytesOf(payload)));
  }

  async #try(change: () => Promise<void>): Promise<void> {
    try {
      this.problem = "";
      await change();
    } catch (err) {
      this.problem = (err as Error).message;
    }
  }

  /** Which schedules are worth trying does not depend on the one shown. */
  async #reschedule(): Promise<void> {
    const { document } = this.bench;
    const before = this.#scheduled;
    if (before && same(before, { ...document, schedule: before.schedule })) return;
    this.#scheduled = document;
    const schedules = await core.schedules(print(document)).catch(() => []);
    if (document !== this.#scheduled) return;
    this.#schedules = schedules;
    this.requestUpdate();
  }

  #random = (): void => {
    this.seed++;
    void this.bench.edit({ schedule: `random 1 to 24, seed ${this.seed}` });
  };
}

/** How many sends are listed. */
const MOST = 40;

const ENDS: [Figure["end"], string][] = [
  ["open", "it stays open"],
  ["closed", "the sender closes it"],
  ["cut off", "the connection breaks"],
];

const value = (e: Event) => (e.target as HTMLInputElement | HTMLSelectElement).value;

const spaced = (hex: string) => hex.replace(/..(?=.)/g, "$& ");

/** Bytes as text, where they are text that a line can show. */
function asText(hex: string): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(hex));
    return /\p{Cc}/u.test(text) ? null : text;
  } catch {
    return null;
  }
}

customElements.define("stream-editor", StreamEditor);
