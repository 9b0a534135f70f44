import type { StreamFigure } from "../view/figure.ts";
import { hold } from "./hold.ts";
import { named } from "./named.ts";
import { close, open } from "./open.ts";
import { progress } from "./progress.ts";

/**
 * A question about a figure. Go wrote it, with its answer folded away; this asks
 * first, sends a wrong guess to the step that refutes it, lets the reader try
 * again, and then asks why.
 */
export class LessonPrediction extends HTMLElement {
  #misses = 0;
  #verdict = said();
  #show = button("Show me the answer");

  connectedCallback(): void {
    if (this.classList.contains("asking")) return; // moved, not new
    this.classList.add("asking");
    this.#details.hidden = true;
    this.querySelectorAll<HTMLInputElement>(".bytes input").forEach((byte, i) => {
      byte.value = `${i}`; // there may be hundreds: the page itself only lists them
      byte.ariaLabel = `byte ${i}: ${byte.nextElementSibling!.textContent.replace("·", "space")}`;
    });
    const { right, reason } = this.dataset;
    this.#show.hidden = true;
    this.#show.addEventListener("click", () => this.#reveal(false));
    this.#ask(this.querySelector("fieldset")!, (chosen) => (chosen === right ? this.#reveal(true) : this.#refute()), this.#show, this.#verdict);
    const why = this.#details.querySelector("fieldset");
    if (why) this.#askWhy(why, reason!);
    this.addEventListener("focusin", this.#look, { once: true });
    if (this.querySelector("fieldset")!.classList.contains("bytes")) this.#offerFigure();
    if (progress.of(this.dataset.hash!)) this.#verdict.textContent = "You have answered this before. Answer again if you like.";
    else this.#open();
  }

  get #details(): HTMLDetailsElement {
    return this.querySelector("details")!;
  }

  get #figure(): StreamFigure | null {
    return named(this.dataset.figure!);
  }

  /** Until there is a guess, the figure tells no more than was known at the moment that is asked about. */
  #open(): void {
    const { figure: name, show, choice } = this.dataset;
    const figure = document.getElementById(choice ?? name!) as StreamFigure;
    open(
      {
        name: name!,
        show: Number(show),
        ask: () => {
          hold(this, 16);
          this.querySelector("input")!.focus({ preventScroll: true });
        },
        skip: () => {
          close(figure, Number(show) + 1);
          this.#verdict.textContent = "Skipped. A guess is still welcome.";
        },
      },
      figure,
    );
  }

  /** Puts a button that answers, and what there is to say, below some options. */
  #ask(options: HTMLElement, answer: (chosen: string) => void, ...below: HTMLElement[]): void {
    const check = button("That is my answer");
    check.className = "check";
    check.addEventListener("click", () => {
      const chosen = options.querySelector<HTMLInputElement>(":checked");
      if (chosen) answer(chosen.value);
      else options.querySelector("input")!.focus();
    });
    const row = document.createElement("div");
    row.className = "verdict";
    row.append(check, ...below);
    options.after(row);
  }

  #askWhy(options: HTMLElement, right: string): void {
    const verdict = said();
    this.#ask(options, (chosen) => {
      mark(options, chosen, chosen === right);
      const refuted = this.querySelector(`[data-refutes="${chosen}"]`);
      verdict.replaceChildren(chosen === right ? "Yes." : "No. ", ...(refuted ? [...refuted.childNodes].map((node) => node.cloneNode(true)) : []));
    }, verdict);
  }

  /** A wrong guess: the figure goes to the step that shows so. */
  #refute(): void {
    this.#misses++;
    mark(this, this.#chosen, false);
    const see = this.querySelector(".see")!.textContent;
    this.#verdict.replaceChildren("Not so. ", link(`#1/at/${this.dataset.figure}/${this.dataset.see}`, "Look at the figure"), `, and try again. ${see}`);
    this.#show.hidden = false;
    void this.#see();
  }

  #reveal(right: boolean): void {
    mark(this, right ? this.#chosen : this.dataset.right!, true);
    this.#verdict.textContent = right ? "Right." : "This is the answer.";
    this.#show.hidden = true;
    this.#details.hidden = false;
    this.#details.open = true;
    progress.note(this.dataset.hash!, { misses: this.#misses, right });
    void this.#see();
  }

  get #chosen(): string {
    return this.querySelector<HTMLInputElement>("fieldset :checked")?.value ?? "";
  }

  /** While the reader thinks, the figure stands where the question is asked. */
  #look = (): void => {
    const go = (): void => void this.#go(Number(this.dataset.show));
    // Not while the pointer is down: the figure may grow, and what was pressed would slip away from under it.
    if (this.matches(":active")) document.addEventListener("click", go, { once: true });
    else go();
  };

  /** To the step that shows the answer, with the decoder that it takes. */
  async #see(): Promise<void> {
    const { show, see } = this.dataset;
    if (this.#figure) close(this.#figure, Number(show) + 1);
    const bench = await this.#go(Number(see));
    if (this.dataset.beside) await bench?.compare(this.dataset.beside);
  }

  async #go(step: number): Promise<StreamFigure["bench"] | undefined> {
    const figure = this.#figure;
    const bench = figure?.bench;
    if (figure) close(figure, step);
    if (bench?.edited) await bench.reset(); // the question is about the stream as it was
    bench?.model.go(step);
    return bench;
  }

  /** A byte can be clicked in the figure itself; until then its cuts stay where they are. */
  #offerFigure(): void {
    const offer = button("Click it in the figure");
    this.querySelector(".verdict")!.prepend(offer);
    offer.addEventListener("click", async () => {
      const figure = this.#figure;
      if (!figure) return;
      hold(figure, 16);
      const byte = await figure.pick();
      if (byte !== null) this.querySelector<HTMLInputElement>(`fieldset input[value="${byte}"]`)!.checked = true;
      this.scrollIntoView({ block: "center" });
      (byte === null ? offer : this.querySelector<HTMLElement>(".check")!).focus();
    });
  }
}

function said(): HTMLElement {
  const p = document.createElement("p");
  p.role = "status";
  return p;
}

function button(text: string): HTMLButtonElement {
  const b = document.createElement("button");
  b.type = "button";
  b.textContent = text;
  return b;
}

function link(href: string, text: string): HTMLAnchorElement {
  const a = document.createElement("a");
  a.href = href;
  a.textContent = text;
  return a;
}

/** Marks an option as right or wrong, by a class and by a word. */
function mark(options: HTMLElement, value: string, right: boolean): void {
  const label = options.querySelector(`input[value="${value}"]`)?.closest("label");
  if (!label) return;
  label.classList.add(right ? "right" : "wrong");
  label.dataset.mark = right ? "right" : "not so";
}
