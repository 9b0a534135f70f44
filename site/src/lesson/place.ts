import { html, nothing, render } from "lit";
import { fromFigure, print } from "../document.ts";
import { core } from "../module.ts";
import { hold } from "./hold.ts";
import { named, nameOf } from "./named.ts";
import { close } from "./open.ts";
import type { StreamFigure } from "../view/figure.ts";

/**
 * The address of a step in a page with several figures: `#1/at/FIGURE/STEP`, and
 * behind a further slash, where the reader has changed the figure, core's own
 * address of what it shows now.
 */
export const short = (name: string, step: number | string) => `#1/at/${name}/${step}`;
const FORM = /^#1\/at\/([a-z0-9-]{1,64})\/(\d{1,7})(?:\/(.{1,20000}))?$/s;

/** Where the reader was: a part of the lesson, by its number, and its distance from the top of the window. */
type Kept = [part: number, top: number] | null;

async function address(figure: StreamFigure): Promise<string> {
  const { bench, model: { index } } = figure;
  const own = short(nameOf(figure), index);
  return bench.edited ? `${own}/${await core.link(print(bench.document), index, "")}` : own;
}

/** Keeps the address bar on the step that was shown last, follows links to a step, and finds the way back. */
export function follow(figures: StreamFigure[]): void {
  let saving = 0;
  for (const figure of figures) {
    const note = () => {
      if (figure.showing) return; // the reader has gone nowhere
      clearTimeout(saving);
      saving = window.setTimeout(() => void write(figure), 150);
    };
    figure.model.addEventListener("change", note);
    figure.bench.addEventListener("change", note);
    figure.address = () => address(figure);
  }

  async function write(figure: StreamFigure): Promise<void> {
    const { index } = figure.model;
    try {
      const hash = await address(figure);
      if (figure.model.index === index) history.replaceState(null, "", hash); // which is no "hashchange"
    } catch {
      // too long for an address: the last one stays
    }
  }

  async function read(hash: string, kept: Kept = null): Promise<void> {
    clearTimeout(saving); // where one goes counts, not where one was
    lost(nothing);
    if (!hash.startsWith("#1/")) {
      // The browser went there, too, when the figures above had no height yet.
      const heading = hash && !kept && document.getElementById(hash.slice(1));
      if (heading) hold(heading, MARGIN);
      return;
    }
    const [, id, step, changed] = FORM.exec(hash) ?? [];
    const figure = id ? await named(id) : null;
    try {
      if (!figure || (!changed && Number(step) >= figure.model.figure.length)) throw new Error("This link names no step of a figure here; it may have been cut short on its way.");
      close(figure, changed ? Infinity : Number(step)); // who was sent here is to see it
      if (changed) {
        const { figure: to, ...opened } = await core.open((await core.unlink(changed)).text);
        opened.release();
        await figure.bench.edit(fromFigure(to)); // of the figure that it names: it stays a change of that
      } else if (figure.bench.edited) await figure.bench.reset();
      figure.model.go(Number(step));
      history.replaceState(kept, "", hash);
      if (!back(kept)) hold(figure, MARGIN);
    } catch (err) {
      lost(html`<p class="notice lost-step" role="alert">${(err as Error).message} The page is here all the same.</p>`);
    }
  }

  // Its own address, since ours may have been written in the meantime.
  addEventListener("hashchange", (e) => void read(new URL(e.newURL).hash, history.state as Kept));
  addEventListener("click", (e) => {
    const a = (e.target as Element).closest("a");
    if (a?.hash && a.href === location.href) void read(a.hash); // the address is there already: no "hashchange"
    else if (a) keep();
  });
  addEventListener("pagehide", keep);
  history.scrollRestoration = "manual";
  back(history.state as Kept);
  void read(location.hash, history.state as Kept);
}

const main = document.querySelector("main")!;
const first = main.firstChild;

/** Says at the top of the page that a link led nowhere. */
const lost = (notice: unknown) => void render(notice, main, { renderBefore: first });

const MARGIN = 16;
const parts = () => [...document.querySelectorAll(".lesson > *")];

/** Notes in the history where the reader is: by the part whose top is nearest to that of the window. */
function keep(): void {
  const tops = parts().map((e) => e.getBoundingClientRect().top);
  const distance = (i: number) => Math.abs(tops[i]!);
  const part = tops.reduce((best, _, i) => (distance(i) < distance(best) ? i : best), 0);
  history.replaceState([part, tops[part]!] satisfies Kept, "");
}

/** Goes where the reader was, if this page was left and come back to. */
function back(kept: Kept): boolean {
  const part = kept && parts()[kept[0]];
  if (part) hold(part, kept[1]);
  return !!part;
}
