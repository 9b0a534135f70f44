import "../site.ts"; // what all pages have
import { html, nothing, render, svg } from "lit";
import { core, module } from "../module.ts";
import { address } from "../root.ts";
import { sentence } from "../sentence.ts";
import type { Editor } from "../workshop/editor.ts";
import { keep, kept, type Kept } from "../workshop/kept.ts";
import { link, unlink } from "../workshop/link.ts";
import type { Language, Problem, Tried, Watched } from "../workshop/protocol.ts";
import { png, shown } from "../workshop/picture.ts";
import { prepareJudge, workshop, type Breaker, type Run, type State } from "../workshop/run.ts";
import { prepare, Subject } from "../workshop/subject.ts";
import { copyLink } from "./copy.ts";
import { hear, PageElement, reactive } from "./element.ts";
import type { StreamFigure } from "./figure.ts";
import { save } from "./save.ts";

/** What the page knows of a task: site/workshop.go. */
interface Task {
  name: string;
  title: string;
  hints: string[];
  cost: string;
  start: Record<Language, string>;
  own: boolean;
  sends: boolean;
  solution: Record<Language, string>;
}

const LANGUAGES: [Language, string][] = [["python", "Python"], ["javascript", "JavaScript"]];
/** A batch of cases takes about so many milliseconds. */
const BATCH = 40;
/** So many honest tries, and the solution can be seen. */
const HONEST = 2;

/** What an earlier program has come to, and what has changed since. */
interface Earlier {
  score: string;
  survived: number;
  tried: number;
  breaks: string;
  since: string;
}

/** How a program went on in the case that breaks it. */
interface Watch {
  moments: Watched[];
  at: number;
  astray: number;
  say: string;
  hint: string;
}

/**
 * A program is written here, run in a worker, and judged. The tasks that the page lists can be chosen; what is written
 * is kept.
 */
class StreamWorkshop extends PageElement {
  @reactive protected task: Task | undefined;
  #kept: Kept = kept();
  @reactive protected language: Language = this.#kept.language;
  @reactive protected source = this.querySelector("pre code")?.textContent ?? "";
  @reactive protected state: State | null = null;
  /** What the run before this one came to. */
  @reactive protected last: Earlier | null = null;
  @reactive protected running = false;
  @reactive protected problem: Problem | null = null;
  @reactive protected note = "";
  @reactive protected watch: Watch | null = null;
  /** How the program is edited: in a plain field until the editor is there. */
  @reactive protected editing: "plain" | "loading" | "rich" = "plain";
  @reactive protected hints = 0;
  @reactive protected solved = false;
  /** Whether the program came by a link. */
  @reactive protected borrowed = false;
  /** The result as SVG, and whether it is looked at. */
  @reactive protected picture = "";
  @reactive protected posing = false;

  /** The one task of a chapter; "" where all are there. */
  readonly #only = this.getAttribute("task") ?? "";
  #tasks: Task[] = [];
  #goals = new Map<string, HTMLElement>();
  #subject: Subject | undefined;
  #editor: Editor | undefined;
  #turn = 0;
  #figure: StreamFigure | undefined;
  /** The program that was judged last. */
  #judged = "";

  constructor() {
    super();
    if (!this.#only) hear(this, window, { hashchange: this.#linked });
    for (const item of this.querySelectorAll<HTMLElement>(".tasks li")) this.#goals.set(item.id, item);
  }

  protected override createRenderRoot() {
    const root = this.querySelector<HTMLElement>(".bench")!;
    root.replaceChildren();
    return root;
  }

  override connectedCallback() {
    super.connectedCallback();
    for (const touch of ["focusin", "pointerdown", "pointerenter"]) this.addEventListener(touch, () => this.#warm(), { once: true });
    void this.#begin();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.stop();
  }

  async #begin(): Promise<void> {
    try {
      this.#tasks = (await (await fetch(address("workshop/programs.json"))).json()) as Task[];
    } catch {
      this.note = "The tasks can't be fetched: the server does not answer.";
      return;
    }
    if (this.#only) return this.#show(this.#tasks.find((t) => t.name === this.#only)!);
    for (const [name, item] of this.#goals) {
      const choose = () => {
        this.#enter(name);
        this.scrollIntoView({ block: "start" });
      };
      render(html`<button type="button" @click=${choose}>Work on this</button>`, item);
    }
    this.#show(this.#tasks.find((t) => t.name === this.#kept.task) ?? this.#tasks[0]!);
    await this.#linked();
  }

  /** A link brings a program, which is judged at once: it can do no harm where it runs. */
  #linked = async (): Promise<void> => {
    const shared = await unlink(location.hash);
    const task = this.#tasks.find((t) => t.name === (shared?.task ?? location.hash.slice(1)));
    if (!task) return;
    if (!shared) return this.choose(task.name);
    this.language = shared.language;
    this.#show(task, shared.source);
    this.borrowed = true;
    void this.run();
  };

  /** Fetches what will be needed soon. */
  #warm(): void {
    prepare(this.language);
    prepareJudge();
    module.prepare();
    void this.#edit();
  }

  override render() {
    const { task, state } = this;
    if (!task) return html`<p class="status" role="status">${this.note}</p>`;
    const goal = this.#goals.get(task.name)!;
    return html`${this.#only ? nothing : this.#ladder(task, goal)}
      <div class="desk">
        <div class="write">
          <div class="tools">
            <div class="segmented" role="group" aria-label="Language">
              ${LANGUAGES.map(([language, name]) => html`<button type="button" aria-pressed=${language === this.language} @click=${() => this.#speak(language)}>${name}</button>`)}
            </div>
            <button type="button" class="go" @click=${() => (this.running ? this.stop() : void this.run())}>${this.running ? "Stop" : "Run"}</button>
            <button type="button" @click=${() => void this.#share()}>Copy link</button>
            <button type="button" @click=${() => this.#write(task.start[this.language])}>Start over</button>
          </div>
          ${this.borrowed ? html`<p class="hint">This program came by a link. <button type="button" class="plain" @click=${() => this.#enter(task.name)}>Back to my own</button></p>` : nothing}
          <div class="paper ${this.editing}">
            <textarea aria-label="Your program" spellcheck="false" autocapitalize="off" autocomplete="off" rows="22" .value=${this.source} ?hidden=${this.editing === "rich"} @input=${this.#typed} @keydown=${this.#keyed}></textarea>
            <div class="rich" ?hidden=${this.editing !== "rich"}></div>
          </div>
          <p class="hint" id="editor-keys">${this.editing === "rich" ? "Ctrl+Enter runs it. Escape, then Tab, leaves the editor." : "Ctrl+Enter runs it."}</p>
          <p class="status" role="status">${this.note}</p>
        </div>
        <div class="result" aria-busy=${this.running}>
          ${this.problem ? html`<p class="problem" role="alert">${this.problem.line ? `Line ${this.problem.line}: ` : ""}${this.problem.text}</p>` : nothing}
          ${state ? this.#result(state) : this.problem ? nothing : html`<p class="hint">Run the program: it is sent the same messages, cut in every way that is tried, and what it prints is compared with what was sent.</p>`}
        </div>
      </div>
      ${this.#help(task)}
      ${state?.breaker ? this.#breaker(state.breaker) : nothing}`;
  }

  #ladder(task: Task, goal: Element) {
    return html`<div class="ladder" role="group" aria-label="Tasks">
        ${this.#tasks.map((t, i) => {
          const done = this.#kept.passed.includes(t.name);
          return html`<button type="button" class=${done ? "done" : ""} aria-pressed=${t === task} title=${t.title} @click=${() => this.choose(t.name)}>
            <span aria-hidden="true">${done ? "✓" : i + 1}</span><span class="aside">${t.title}${done ? ", passed" : ""}</span></button>`;
        })}
      </div>
      <section class="task" aria-labelledby="task">
        <h2 id="task" tabindex="-1">${this.#tasks.indexOf(task) + 1}. ${task.title}</h2>
        <p class="goal">${goal.querySelector(".goal")!.textContent}</p>
        <p class="hint">${goal.querySelector("p:not(.goal)")!.textContent}</p>
      </section>`;
  }

  #result(s: State) {
    const total = s.over ? s.tried : s.total;
    const share = (n: number) => (total ? n / total : 0);
    const { last } = this;
    return html`<p class="score">${last ? html`<span class="was">${last.score}<span class="aside"> before, now </span><span aria-hidden="true"> → </span></span>` : nothing}<b>${s.score || "–"}</b> <span>${s.score ? "schedules survived" : s.over ? "" : "Trying…"}</span></p>
      ${last ? bar(last.survived / (last.tried || 1), 1 - last.survived / (last.tried || 1), "Before", "was") : nothing}
      ${bar(share(s.survived), share(s.tried - s.survived), `${s.done} of ${s.total} cases tried`)}
      <p class="verdict ${s.over ? (s.passed ? "right" : "wrong") : ""}" role="status">${s.over ? s.say : ""}</p>
      ${last && s.over
        ? html`<p class="since">${last.since || "What has changed:"}</p>
            ${last.breaks || s.breaker ? html`<dl class="since"><div><dt>What broke it first before</dt><dd>${last.breaks || "nothing"}</dd></div><div><dt>What breaks it first now</dt><dd>${s.breaker?.say ?? "nothing"}</dd></div></dl>` : nothing}`
        : nothing}
      <p class="hint">${s.which}</p>
      ${s.over && s.parts.length
        ? html`<ul class="findings">
            ${s.parts.map((p) => html`<li class=${p.right ? "right" : p.asked ? "wrong" : ""}><b>${p.name}</b>: ${p.say}${p.asked ? "" : " (not asked for here)"}
              ${p.list.length ? html`<ul>${p.list.map((what) => html`<li>${what}</li>`)}</ul>` : nothing}</li>`)}
          </ul>`
        : nothing}
      ${this.picture ? this.#post(this.picture) : nothing}
      ${s.passed && this.#next ? this.#onward(this.#next) : nothing}`;
  }

  #onward(next: Task) {
    if (this.#only) return html`<p><a href=${address(`workshop/#${next.name}`).href}>Go on in the workshop: ${next.title}</a></p>`;
    return html`<button type="button" class="go" @click=${() => this.#enter(next.name)}>Next: ${next.title}</button>`;
  }

  /** The result as a picture. */
  #post(svg: string) {
    return html`<div class="post">
      <button type="button" aria-expanded=${this.posing} @click=${() => (this.posing = !this.posing)}>A picture of it</button>
      ${this.posing
        ? html`<img src=${shown(svg)} width="1200" height="630" alt="${this.state!.score} ways to cut the stream are survived. ${this.state!.breaker?.say ?? ""}" />
            <div class="tools">
              <button type="button" @click=${() => void this.#keepPicture(svg)}>Download PNG</button>
              <button type="button" @click=${() => void this.#copyPicture(svg)}>Copy picture</button>
            </div>`
        : nothing}
    </div>`;
  }

  async #keepPicture(svg: string): Promise<void> {
    try {
      save("my-loop.png", await png(svg));
      this.note = "";
    } catch (err) {
      this.note = sentence(err as Error);
    }
  }

  async #copyPicture(svg: string): Promise<void> {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png(svg) })]);
      this.note = "The picture is copied.";
    } catch {
      this.note = "This browser does not let a page copy pictures: download it.";
    }
  }

  get #next(): Task | undefined {
    return this.#tasks[this.#tasks.indexOf(this.task!) + 1];
  }

  #breaker(b: Breaker) {
    return html`<section class="breaker" aria-labelledby="breaker">
      <h2 id="breaker">Where it breaks</h2>
      <p><b>${b.say}</b> ${b.sure}</p>
      <div class="both">
        <div><h3>Should come out</h3>${b.want.length ? html`<ol>${b.want.map((m) => html`<li><code>${m}</code></li>`)}</ol>` : html`<p>no message</p>`}</div>
        <div><h3>${this.task!.sends ? "What arrived" : "It printed"}</h3>${b.printed.length ? html`<ol>${b.printed.map((m) => html`<li><code>${m}</code></li>`)}</ol>` : html`<p>nothing</p>`}${b.more ? html`<p>and ${b.more} lines more</p>` : nothing}</div>
      </div>
      ${this.#watched()}
      <h3>${this.task!.sends ? "What arrived, and a decoder that is right" : "The same bytes and cuts, and a decoder that is right"}</h3>
      ${this.#figure ?? nothing}
    </section>`;
  }

  /** The program's own variables, moment by moment. */
  #watched() {
    const { watch } = this;
    if (!watch?.moments.length) return nothing;
    const m = watch.moments[watch.at]!;
    const wrong = watch.at === watch.astray;
    const line = this.#judged.split("\n")[m.line - 1]?.trim() ?? "";
    const go = (at: number) => this.#moment(at);
    return html`<section class="watch" aria-labelledby="watch">
      <h3 id="watch">Your variables, line by line</h3>
      <div class="tools">
        <button type="button" @click=${() => go(watch.at - 1)} aria-disabled=${watch.at === 0}>Back</button>
        <button type="button" @click=${() => go(watch.at + 1)} aria-disabled=${watch.at === watch.moments.length - 1}>Step</button>
        <input type="range" aria-label="Step of your program" min="0" max=${watch.moments.length - 1} .value=${String(watch.at)} @input=${(e: Event) => go(Number((e.target as HTMLInputElement).value))} />
        <span class="count">${watch.at + 1} of ${watch.moments.length}</span>
        ${watch.astray >= 0 && !wrong ? html`<button type="button" @click=${() => go(watch.astray)}>First wrong step</button>` : nothing}
      </div>
      <p class="line ${wrong ? "wrong" : ""}">Line ${m.line}: <code>${line}</code></p>
      ${this.task!.sends ? nothing : html`<p class="hint">${m.taken} bytes received.</p>`}
      ${wrong ? html`<p class="problem">${watch.say}</p>` : nothing}
      <table><thead><tr><th scope="col">Name</th><th scope="col">Holds</th></tr></thead><tbody>
        ${[...held(watch.moments, watch.at)].map(([name, { value, fresh }]) => html`<tr class=${fresh ? "fresh" : ""}><th scope="row"><code>${name}</code></th><td><code>${value}</code></td></tr>`)}
      </tbody></table>
    </section>`;
  }

  #help(task: Task) {
    const passed = this.#kept.passed.includes(task.name);
    const tries = this.#kept.tries[task.name] ?? 0;
    const open = passed || tries >= HONEST;
    const hints = this.watch?.hint ? [this.watch.hint, ...task.hints.slice(1)] : task.hints; // a run knows better
    return html`<section class="help" aria-labelledby="help">
      <h2 id="help">Help</h2>
      ${this.hints ? html`<ol>${hints.slice(0, this.hints).map((h) => html`<li>${h}</li>`)}</ol>` : nothing}
      <div class="tools">
        <button type="button" aria-disabled=${this.hints === hints.length} @click=${() => (this.hints = Math.min(this.hints + 1, hints.length))}>${this.hints ? "Another hint" : "A hint"}</button>
        <button type="button" aria-disabled=${!open} @click=${() => open && (this.solved = !this.solved)}>${this.solved ? "Hide the solution" : "A solution"}</button>
        ${open ? nothing : html`<p class="status">After ${HONEST} programs of your own that were judged (${tries} so far).</p>`}
      </div>
      ${this.solved && open ? html`<pre><code>${task.solution[this.language]}</code></pre><p>What it costs: ${task.cost}</p>` : nothing}
    </section>`;
  }

  /** Shows a task, with what was written for it. */
  choose(name: string): void {
    const task = this.#tasks.find((t) => t.name === name);
    if (!task) return;
    if (location.hash && location.hash !== `#${name}`) history.replaceState(history.state, "", location.pathname + location.search);
    this.#show(task);
    this.#kept = { ...this.#kept, task: name };
    keep(this.#kept);
  }

  /** The same, where what was pressed goes away with it: whoever uses keys is at the task then, and not nowhere. */
  #enter(name: string): void {
    this.choose(name);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#task")?.focus({ preventScroll: true }));
  }

  /** Its own program; or what the last task has left; or what it begins with. */
  #program(task: Task): string {
    const key = (t: Task) => `${t.name}.${this.language}`;
    const own = this.#kept.programs[key(task)];
    if (own !== undefined) return own;
    const last = this.#tasks[this.#tasks.indexOf(task) - 1];
    return (!task.own && last && this.#kept.programs[key(last)]) || task.start[this.language];
  }

  #show(task: Task, source = ""): void {
    this.stop();
    this.task = task;
    this.borrowed = false;
    this.state = this.problem = this.watch = this.last = null;
    this.note = this.picture = "";
    this.hints = 0;
    this.solved = false;
    this.#put(source || this.#program(task));
  }

  #speak(language: Language): void {
    this.language = language;
    this.#kept = { ...this.#kept, language };
    keep(this.#kept);
    prepare(language);
    this.#show(this.task!);
  }

  /** Puts a program into the editor. */
  #put(source: string): void {
    this.source = source;
    this.#editor?.show(source, this.language);
    this.#editor?.mark(0, "now");
  }

  #write(source: string): void {
    this.#put(source);
    this.#changed(source);
  }

  #typed = (e: Event): void => this.#changed((e.target as HTMLTextAreaElement).value);

  #keyed = (e: KeyboardEvent): void => {
    if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    void this.run();
  };

  #changed(source: string): void {
    this.source = source;
    this.borrowed = false;
    this.#kept = { ...this.#kept, task: this.task!.name, language: this.language, programs: { ...this.#kept.programs, [`${this.task!.name}.${this.language}`]: source } };
    keep(this.#kept);
  }

  /** Fetches the editor, and puts it in the plain field's place. */
  async #edit(): Promise<void> {
    if (this.editing !== "plain" || matchMedia("(scripting: none)").matches) return;
    this.editing = "loading";
    try {
      const { Editor } = await import("../workshop/editor.ts");
      await this.updateComplete;
      const field = this.renderRoot.querySelector("textarea")!;
      const focused = document.activeElement === field;
      this.#editor = new Editor(this.renderRoot.querySelector<HTMLElement>(".rich")!, field, this.language, (source) => this.#changed(source), () => void this.run());
      this.editing = "rich";
      await this.updateComplete;
      if (focused) this.#editor.focus();
    } catch {
      this.editing = "plain"; // it does as well
    }
  }

  /** Judges the program. */
  async run(): Promise<void> {
    this.stop();
    const turn = ++this.#turn;
    const { task, language, source } = this;
    if (this.state?.over) {
      const { score, survived, tried, breaker } = this.state;
      this.last = score ? { score, survived, tried, breaks: breaker?.say ?? "", since: "" } : null;
    }
    this.#judged = source;
    this.state = this.problem = this.watch = null;
    this.note = this.picture = "";
    this.running = true;
    this.#editor?.mark(0, "now");
    // On a phone the result stands below the program.
    void this.updateComplete.then(() => this.renderRoot.querySelector(".score, .result")?.scrollIntoView({ block: "nearest" }));
    const subject = (this.#subject = new Subject(language, source));
    let run: Run | undefined;
    const gone = () => turn !== this.#turn;
    try {
      this.problem = await subject.load();
      if (gone() || this.problem) {
        if (this.problem) this.#editor?.mark(this.problem.line, "bad");
        return;
      }
      run = await workshop.run(task!.name);
      for (let size = 1, shown = 0; !gone(); ) {
        const cases = await run.next(size);
        if (!cases.length || gone()) break;
        const begun = performance.now();
        const tried = await subject.try(cases);
        if (gone()) return;
        await run.report(tried);
        const took = performance.now() - begun;
        size = Math.max(1, Math.min(500, Math.round((cases.length * BATCH) / Math.max(took, 1)), size * 4));
        if (performance.now() - shown > 100) {
          this.state = await run.state();
          shown = performance.now();
        }
      }
      if (gone()) return;
      const state = await run.state();
      const { last } = this;
      const [picture, since] = await Promise.all([run.picture(LANGUAGES.find(([name]) => name === language)![1]), last ? run.since(last.survived, last.tried) : ""]);
      if (gone()) return;
      if (last) this.last = { ...last, since };
      this.picture = picture;
      this.#note(state);
      if (state.breaker) await this.#look(state.breaker, subject, run, gone);
      if (!gone()) this.state = state;
    } catch (err) {
      if (!gone()) this.note = sentence(err as Error);
    } finally {
      run?.release();
      if (!gone()) {
        subject.stop();
        this.running = false;
        // Once the editor has brought the line that it marks into view.
        void this.updateComplete.then(() => requestAnimationFrame(() => this.#reveal()));
      }
    }
  }

  /** Brings the verdict into view where it stands below the program, as it does on a phone. */
  #reveal(): void {
    const told = this.renderRoot.querySelector(".result > .problem, .score");
    if (told && told.getBoundingClientRect().bottom > innerHeight) told.scrollIntoView({ block: "start" });
  }

  stop(): void {
    this.#turn++;
    this.#subject?.stop();
    this.#subject = undefined;
    this.running = false;
  }

  /** Notes what a program has come to. */
  #note(state: State): void {
    const { name } = this.task!;
    const { passed, tries } = this.#kept;
    const own = this.source !== this.task!.start[this.language] && !this.borrowed;
    if (state.passed && !passed.includes(name)) this.#kept = { ...this.#kept, passed: [...passed, name] };
    else if (!state.passed && own) this.#kept = { ...this.#kept, tries: { ...tries, [name]: (tries[name] ?? 0) + 1 } };
    keep(this.#kept);
  }

  /** Shows the case that breaks it in the figure, and how the program went on in it. */
  async #look(b: Breaker, subject: Subject, run: Run, gone: () => boolean): Promise<void> {
    const [{ make }, { figure, ...source }] = await Promise.all([import("./live.ts"), core.open(b.text)]);
    await customElements.whenDefined("stream-figure");
    if (gone()) return source.release();
    if (!this.#figure) {
      this.#figure = make(figure);
      this.#figure.editable = false;
      this.#figure.setAttribute("opens", "map variables"); // beside the program's own
    }
    this.#figure.bench.load(figure, b.step, { source: figure.steps.length < figure.length ? source : null, text: () => b.text, instead: true });
    const { watched, tried } = await subject.watch(b.case);
    if (gone() || !watched.length || !tried) return;
    const { at, say, hint } = await run.astray(watched.map((w, i) => ({ ...w, names: [...held(watched, i)].map(([name, { value }]) => [name, value]) })), tried as Tried);
    if (gone()) return;
    this.watch = { moments: watched, at: Math.max(0, at), astray: at, say, hint };
    this.#moment(this.watch.at);
  }

  /** Shows a moment of the program, and core's decoder after as many bytes. */
  #moment(at: number): void {
    const watch = this.watch!;
    if (at < 0 || at >= watch.moments.length) return;
    this.watch = { ...watch, at };
    const { line, taken } = watch.moments[at]!;
    if (this.source === this.#judged) this.#editor?.mark(line, at === watch.astray ? "bad" : "now");
    if (this.task!.sends) return; // its bytes are all there from the start
    const { figure } = this.#figure!.model;
    this.#figure!.model.go(Math.max(0, figure.steps.findLastIndex((step) => step.taken <= taken && step.arrived <= Math.max(taken, firstEnd(figure.chunks, taken)))));
  }

  async #share(): Promise<void> {
    const made = link({ task: this.task!.name, language: this.language, source: this.source });
    this.note = await copyLink(made.then((hash) => address(`workshop/#${hash}`).href), " It holds the program.");
  }
}

/** How much was survived, and how much was not, as parts of one. */
const bar = (right: number, wrong: number, label: string, kind = "") => html`<svg class="bar ${kind}" viewBox="0 0 1 1" preserveAspectRatio="none" role="img" aria-label=${label}>
  ${svg`<rect class="all" width="1" height="1"/><rect class="right" width=${right} height="1"/><rect class="wrong" x=${right} width=${wrong} height="1"/>`}
</svg>`;

/** Where the chunk ends of which so many bytes have been taken. */
const firstEnd = (chunks: { end: number }[], taken: number): number => chunks.find(({ end }) => end >= taken)?.end ?? taken;

/** What the names hold at a moment, and which have got their value right before it. */
function held(moments: Watched[], at: number): Map<string, { value: string; fresh: boolean }> {
  const names = new Map<string, { value: string; fresh: boolean }>();
  for (let i = 0; i < at; i++) for (const [name, value] of moments[i]!.names) names.set(name, { value, fresh: i === at - 1 });
  return names;
}

customElements.define("stream-workshop", StreamWorkshop);
if (document.querySelector("stream-network")) {
  void import("./network.ts");
  // Where there is a way to keep the page for when there is no network; nothing waits for it.
  if (navigator.serviceWorker) addEventListener("load", () => void navigator.serviceWorker.register(address("offline.js")).catch(() => undefined));
}
