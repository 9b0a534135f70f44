import { html, nothing } from "lit";
import type { Bench } from "../bench.ts";
import { bytesOf, hexOf, print, same, type Document } from "../document.ts";
import { firstIndex, payloadEnd } from "../model.ts";
import { core, type Choice } from "../module.ts";
import { reason } from "../sentence.ts";
import { PageElement, reactive } from "./element.ts";
import { Fields } from "./field.ts";
import { shown, textOf } from "./shown.ts";

/** One send as a reader edits it: a message, whose header core writes, or bytes as they are. */
interface Item {
  hex: string;
  message: string | null;
}

let count = 0;

/** Everything about a figure that can be written down: messages, chunks, layout, limit, end, decoder. */
class StreamEditor extends PageElement {
  @reactive bench!: Bench;
  @reactive protected asHex = false;
  @reactive protected problem = "";

  readonly #fields = new Fields(this, `e${++count}`);
  #seed = 1;
  #decoders: Choice[] = [];
  #layouts: Choice[] = [];
  /** For the document shown when they were asked for. */
  #schedules: Choice[] = [];
  #scheduled: Document | null = null;
  #shown: Document | null = null;

  override firstUpdated() {
    this.#shown = this.bench.document;
    this.bench.addEventListener("change", () => {
      if (this.bench.document !== this.#shown) this.#fields.changed();
      this.#shown = this.bench.document;
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
    const fields = this.#fields;
    const set = (key: keyof Document) => (text: string) => this.bench.propose({ [key]: text });
    const schedule = (text: string) => void fields.write("schedule", text, set("schedule"));
    return html`<div class="editor">
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${this.#stream(d)}
      <section>
        <h3>Chunks</h3>
        ${fields.line("schedule", "Schedule: what each recv returns", d.schedule, set("schedule"))}
        <div class="chips" role="group" aria-label="Schedules">${this.#schedules.map(({ text, label }) => html`<button type="button" aria-pressed=${text === d.schedule} @click=${() => schedule(text)}>${label}</button>`)}
          <button type="button" @click=${() => schedule(`random 1 to 24, seed ${++this.#seed}`)}>random</button></div>
        ${fields.choice("end", "How the stream ends", d.end, ENDS, set("end"))}
      </section>
      <section>
        <h3>Receiver</h3>
        ${this.#decoders.length
          ? [
              fields.choice("decoder", "Decoder", d.decoder, this.#decoders, set("decoder")),
              fields.choice("beside", "Another beside it, on the same bytes and cuts", this.bench.other, [{ text: "", label: "none" }, ...this.#decoders.map((c) => ({ ...c, off: c.text === d.decoder }))], (text) => this.bench.proposeBeside(text)),
            ]
          : nothing}
        ${fields.line("layout", "Layout: how a header spells a length", d.layout, (text) => this.#relayout(text), { list: "layouts" })}
        <datalist id="layouts">${this.#layouts.map((l) => html`<option value=${l.text}>${l.label}</option>`)}</datalist>
        <div class="pair">
          ${fields.line("limit", "Limit, in bytes", String(d.limit), (text) => this.#relimit(text), { mode: "numeric" })}
          ${fields.choice("oversized", "A longer message", d.oversized ?? "fail", OVERSIZED, (text) => this.bench.propose({ oversized: text === "skip" ? "skip" : undefined }))}
        </div>
      </section>
    </div>`;
  }

  #stream(d: Document) {
    const fields = this.#fields;
    return html`<section class="sends">
      <h3>Sends</h3>
      <div class="segmented" role="group" aria-label="Write as">
        <button type="button" aria-pressed=${!this.asHex} @click=${() => this.#writeAs(false)}>Text</button>
        <button type="button" aria-pressed=${this.asHex} @click=${() => this.#writeAs(true)}>Hex</button>
      </div>
      <ol>
        ${this.#items(d, MOST).map((item, i) => {
          const content = item.message ?? item.hex;
          const text = this.asHex ? null : textOf(bytesOf(content));
          const name = item.message === null ? "bytes" : "message";
          return html`<li>
            ${fields.line(`send${i}`, `${i + 1} · ${name}${text === null && !this.asHex ? ", as hex" : ""}`, text ?? spaced(content), (written) => this.#write(i, item, written, text === null), { cls: item.message === null ? "raw" : "payload" })}
            <button type="button" aria-label="Remove send ${i + 1}" title="Remove" @click=${() => void fields.press("add", () => this.#sends((sends) => sends.filter((_, k) => k !== i)))}>×</button>
          </li>`;
        })}
      </ol>
      ${d.sends.length > MOST ? html`<p class="rest">and ${d.sends.length - MOST} more</p>` : nothing}
      <div class="chips">
        <button type="button" @click=${() => void fields.press("add", () => this.#add("message"))}>Add a message</button>
        <button type="button" @click=${() => void fields.press("add", () => this.#add("bytes"))}>Add bare bytes</button>
      </div>
      ${fields.why("add")}
    </section>`;
  }

  #writeAs(hex: boolean): void {
    this.asHex = hex;
    this.#fields.forget("send"); // what was written the other way means another thing now
  }

  /** A send that is one whole frame, with its message in it byte for byte, is a message; anything else is bytes: an event's data lines, too. */
  #items(d: Document, most = d.sends.length): Item[] {
    const { frames } = this.bench.model.figure;
    let at = 0;
    return d.sends.slice(0, most).map((hex) => {
      const end = at + hex.length / 2;
      const frame = frames[firstIndex(frames.length, (k) => frames[k]!.start >= at)];
      const whole = frame && !frame.skipped && frame.start === at && frame.end === end && frame.length === payloadEnd(frame) - frame.body && d.decoder === "core";
      const message = whole ? hex.slice(2 * (frame.body - at), 2 * (payloadEnd(frame) - at)) : null;
      at = end;
      return { hex, message };
    });
  }

  async #write(i: number, item: Item, text: string, hex: boolean): Promise<string> {
    let content = hexOf(new TextEncoder().encode(text));
    if (hex) {
      const why = notHex(text);
      if (why) return why;
      content = text.replace(/\s+/g, "").toLowerCase();
    }
    return this.#framed(async () => {
      const sent = item.message === null ? content : await this.#frame(content);
      return this.#sends((sends) => sends.map((s, k) => (k === i ? sent : s)));
    });
  }

  #add(kind: "message" | "bytes"): Promise<string> {
    return this.#framed(async () => {
      const content = hexOf(new TextEncoder().encode("hello"));
      const sent = kind === "message" ? await this.#frame(content) : content;
      return this.#sends((sends) => [...sends, sent]);
    });
  }

  /** Another layout spells every header anew; what is no message stays as it is. */
  #relayout(layout: string): Promise<string> {
    return this.#framed(async () => {
      const sends = await Promise.all(this.#items(this.bench.document).map(({ hex, message }) => (message === null ? hex : this.#frame(message, layout))));
      return this.bench.propose({ layout, sends });
    });
  }

  async #relimit(text: string): Promise<string> {
    const limit = Number(text);
    if (!/^\s*\d+\s*$/.test(text) || limit > 2 ** 31 - 1) return "Write how many bytes a message may have, in digits: 0 to 2147483647.";
    return this.bench.propose({ limit });
  }

  #sends(change: (sends: string[]) => string[]): Promise<string> {
    return this.bench.propose(({ sends }) => ({ sends: change(sends), sendsKnown: true }));
  }

  async #frame(payload: string, layout = this.bench.document.layout): Promise<string> {
    return hexOf(await core.frame(layout, this.bench.document.limit, bytesOf(payload)));
  }

  /** A change that core frames first may be refused there. */
  #framed(change: () => Promise<string>): Promise<string> {
    return change().catch((err: Error) => reason(err));
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
}

/** How many sends are listed. */
const MOST = 40;

const ENDS = [
  { text: "open", label: "it stays open" },
  { text: "closed", label: "the sender closes it" },
  { text: "cut off", label: "the connection breaks" },
];

const OVERSIZED = [
  { text: "fail", label: "is an error" },
  { text: "skip", label: "is skipped" },
];

const spaced = (hex: string) => hex.replace(/..(?=.)/g, "$& ");

/** Why a text does not spell bytes; "" where it does. */
function notHex(text: string): string {
  const digits = [...text.replace(/\s+/g, "")];
  const wrong = digits.findIndex((c) => !/[0-9a-f]/i.test(c));
  if (wrong >= 0) return `“${shown(digits[wrong]!)}”, character ${wrong + 1}, is no hexadecimal digit: write two, 0 to 9 and a to f, for each byte.`;
  return digits.length % 2 ? `These are ${digits.length} digits, and each byte takes two.` : "";
}

customElements.define("stream-editor", StreamEditor);
