import { html, nothing, render } from "lit";
import type { StreamFigure } from "../view/figure.ts";
import { hold } from "./hold.ts";
import { named } from "./named.ts";
import { close, open } from "./open.ts";
import { short } from "./place.ts";
import { progress } from "./progress.ts";

/**
 * A question about a figure. Go wrote it, with its answer folded away; this asks
 * first, sends a wrong guess to the step that refutes it, lets the reader try
 * again, and then asks why.
 */
export class LessonPrediction extends HTMLElement {
  #misses = 0;
  /** The answer is there to be seen. */
  #over = false;

  connectedCallback(): void {
    if (this.classList.contains("asking")) return; // moved, not new
    this.classList.add("asking");
    this.#details.hidden = true;
    this.querySelectorAll<HTMLInputElement>(".bytes input").forEach((byte, i) => {
      byte.value = `${i}`; // there may be hundreds: the page itself only lists them
      byte.ariaLabel = `byte ${i}: ${byte.nextElementSibling!.textContent.replace("·", "space")}`;
    });
    this.addEventListener("focusin", this.#look, { once: true });
    const why = this.#details.querySelector("fieldset");
    if (why) this.#askWhy(why);
    const [answered] = progress.to([this.dataset.hash!]);
    this.#say(answered ? "You have answered this before. Answer again if you like." : "");
    if (!answered) this.#open();
  }

  /** What the question is asked with; that by which the answer explains itself comes later. */
  get #options(): HTMLElement {
    return this.querySelector("fieldset")!;
  }

  get #details(): HTMLDetailsElement {
    return this.querySelector("details")!;
  }

  get #figure(): Promise<StreamFigure | null> {
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
          this.#say("Skipped. A guess is still welcome.");
        },
      },
      figure,
    );
  }

  /** Says what there is to say to a guess, below the options, with what can be done next. */
  #say(verdict: unknown): void {
    const click = this.#options.classList.contains("bytes") ? html`<button type="button" @click=${this.#pick}>Click it in the figure</button>` : nothing;
    const show = this.#misses && !this.#over ? html`<button type="button" @click=${() => this.#reveal(false)}>Show me the answer</button>` : nothing;
    below(this.#options, (chosen) => (chosen === this.dataset.right ? this.#reveal(true) : this.#refute()), verdict, click, show);
  }

  #askWhy(options: HTMLElement, verdict: unknown = ""): void {
    below(options, (chosen) => {
      const right = chosen === this.dataset.reason;
      mark(options, chosen, right);
      this.#askWhy(options, [right ? "Yes." : "No. ", ...(this.querySelector(`[data-refutes="${chosen}"]`)?.cloneNode(true).childNodes ?? [])]);
    }, verdict);
  }

  /** A wrong guess: the figure goes to the step that shows so. */
  #refute(): void {
    this.#misses++;
    mark(this, this.#chosen, false);
    const { figure, see } = this.dataset;
    this.#say(html`Not so. <a href=${short(figure!, see!)}>Look at the figure</a>, and try again. ${this.querySelector(".see")!.textContent}`);
    void this.#see();
  }

  #reveal(right: boolean): void {
    mark(this, right ? this.#chosen : this.dataset.right!, true);
    this.#over = true;
    this.#say(right ? "Right." : "This is the answer.");
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

  /** To the step that shows the answer. */
  async #see(): Promise<void> {
    const { show, see } = this.dataset;
    const figure = await this.#figure;
    if (figure) close(figure, Number(show) + 1);
    await this.#go(Number(see));
  }

  async #go(step: number): Promise<void> {
    const figure = await this.#figure;
    if (!figure) return;
    const { bench } = figure;
    close(figure, step);
    if (bench.edited) await bench.reset(); // the question is about the stream as it was
    bench.model.go(step);
  }

  /** A byte can be clicked in the figure itself; until then its cuts stay where they are. */
  #pick = async ({ target }: Event): Promise<void> => {
    const figure = await this.#figure;
    if (!figure) return;
    hold(figure, 16);
    const byte = await figure.pick();
    if (byte !== null) this.querySelector<HTMLInputElement>(`fieldset input[value="${byte}"]`)!.checked = true;
    this.scrollIntoView({ block: "center" });
    (byte === null ? (target as HTMLElement) : this.querySelector<HTMLElement>(".check")!).focus();
  };
}

/** Draws, below some options, a button that answers with the chosen one, what there is to say to that, and other buttons. */
function below(options: HTMLElement, answer: (chosen: string) => void, verdict: unknown, before: unknown = nothing, after: unknown = nothing): void {
  const check = () => {
    const chosen = options.querySelector<HTMLInputElement>(":checked");
    if (chosen) answer(chosen.value);
    else options.querySelector("input")!.focus();
  };
  render(html`${before}<button type="button" class="check" @click=${check}>That is my answer</button>${after}<p role="status">${verdict}</p>`, options.nextElementSibling as HTMLElement);
}

/** Marks an option as right or wrong, by a class and by a word. */
function mark(options: HTMLElement, value: string, right: boolean): void {
  const label = options.querySelector(`input[value="${value}"]`)?.closest("label");
  if (!label) return;
  label.classList.add(right ? "right" : "wrong");
  label.dataset.mark = right ? "right" : "not so";
}
