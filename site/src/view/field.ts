import { html, nothing, type ReactiveControllerHost, type TemplateResult } from "lit";

/** Changes what a field stands for; resolves to why not, "" where it did. */
type Change = (text: string) => Promise<string>;

/**
 * The fields of an editor. What is refused stays in its field, with the reason below
 * it, until it is put right or something else changes what is edited.
 */
export class Fields {
  /** What was written into fields, by their ids, while it is asked for and where it was refused. */
  #written = new Map<string, { text: string; why: string }>();
  /** Changes are asked for in the order in which they were made. */
  #turn: Promise<unknown> = Promise.resolve();
  #asking = false;

  constructor(
    readonly host: ReactiveControllerHost,
    readonly uid: string,
  ) {}

  /** Says that what is edited has changed. */
  changed(): void {
    if (!this.#asking) this.#written.clear();
  }

  /** Lets go of what was written into the fields whose ids begin so. */
  forget(beginning: string): void {
    for (const id of this.#written.keys()) if (id.startsWith(beginning)) this.#written.delete(id);
  }

  /** A line of text. */
  line(id: string, label: string, value: string, change: Change, more: { cls?: string; list?: string; mode?: string } = {}): TemplateResult {
    const { text, why } = this.#state(id, value);
    return html`<div class="field"><label><span>${label}</span>
        <input class=${more.cls ?? ""} list=${more.list ?? nothing} inputmode=${more.mode ?? nothing} spellcheck="false" autocomplete="off" .value=${text}
          aria-invalid=${why ? "true" : nothing} aria-describedby=${why ? `${this.uid}-${id}` : nothing} @change=${(e: Event) => void this.write(id, (e.target as HTMLInputElement).value, change)} /></label>${this.why(id)}</div>`;
  }

  /** One of several. */
  choice(id: string, label: string, value: string, options: { text: string; label: string; off?: boolean }[], change: Change): TemplateResult {
    const { text, why } = this.#state(id, value);
    return html`<div class="field"><label><span>${label}</span>
        <select aria-invalid=${why ? "true" : nothing} aria-describedby=${why ? `${this.uid}-${id}` : nothing} @change=${(e: Event) => void this.write(id, (e.target as HTMLSelectElement).value, change)}>
          ${options.map((o) => html`<option value=${o.text} .selected=${o.text === text} ?disabled=${o.off}>${o.label}</option>`)}
        </select></label>${this.why(id)}</div>`;
  }

  /** Asks for a change as if the text had been written into the field. Whether it was made. */
  write(id: string, text: string, change: Change): Promise<boolean> {
    const asked = this.#turn.then(() => this.#ask(id, text, change));
    this.#turn = asked;
    return asked;
  }

  /** A button's change, such as to add something; what it is refused stands where `why` is drawn. */
  async press(id: string, change: () => Promise<string>): Promise<void> {
    if (await this.write(id, "", change)) this.#written.clear(); // the fields are others now
  }

  /** Why what was written into a field was refused. */
  why(id: string) {
    const { why } = this.#state(id, "");
    return why ? html`<p class="wrong" id="${this.uid}-${id}" role="alert">${why}</p>` : nothing;
  }

  #state(id: string, value: string) {
    return this.#written.get(id) ?? { text: value, why: "" };
  }

  async #ask(id: string, text: string, change: Change): Promise<boolean> {
    this.#written.set(id, { text, why: "" });
    this.host.requestUpdate();
    await this.host.updateComplete; // so that the field is written anew once it is another's text
    this.#asking = true;
    const why = await change(text).catch((err: Error) => err.message);
    this.#asking = false;
    if (why) this.#written.set(id, { text, why });
    else this.#written.delete(id);
    this.host.requestUpdate();
    return !why;
  }
}
