/** CodeMirror, with what a short program needs. Its styles stay in a shadow root, where they need no permission of the page's policy. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascriptLanguage } from "@codemirror/lang-javascript";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Language } from "./protocol.ts";

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "2px solid var(--now)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "20rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--faint)", color: "var(--soft)", border: "0" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--payload-bg)" },
  ".now": { backgroundColor: "var(--header-bg)", boxShadow: "inset 3px 0 var(--header)" },
  ".bad": { backgroundColor: "var(--bad-bg)", boxShadow: "inset 3px 0 var(--bad)" },
  ".cm-matchingBracket": { backgroundColor: "var(--faint)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.moduleKeyword, tags.definitionKeyword], color: "var(--carry)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--header)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--payload)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

const mark = StateEffect.define<{ line: number; kind: string } | null>();
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, tr) {
    for (const effect of tr.effects) {
      if (!effect.is(mark)) continue;
      const { value } = effect;
      marks = value && value.line >= 1 && value.line <= tr.state.doc.lines ? Decoration.set(Decoration.line({ class: value.kind }).range(tr.state.doc.line(value.line).from)) : Decoration.none;
    }
    return tr.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export class Editor {
  readonly #view: EditorView;
  readonly #language = new Compartment();
  #quiet = false;

  /** It takes over from a plain field, whose selection it keeps: somebody may be writing. */
  constructor(host: HTMLElement, field: HTMLTextAreaElement, language: Language, changed: (source: string) => void, run: () => void) {
    const root = host.attachShadow({ mode: "open" });
    this.#view = new EditorView({
      root,
      parent: root as unknown as Element,
      state: EditorState.create({
        doc: field.value,
        selection: { anchor: field.selectionStart, head: field.selectionEnd },
        extensions: [
          lineNumbers(), EditorView.lineWrapping, history(), drawSelection(), bracketMatching(), indentUnit.of("    "), syntaxHighlighting(colours), look, marked,
          keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...defaultKeymap, ...historyKeymap, indentWithTab]),
          this.#language.of(language === "python" ? pythonLanguage : javascriptLanguage),
          EditorView.contentAttributes.of({ "aria-label": "Your program", "aria-describedby": "editor-keys", spellcheck: "false", autocapitalize: "off" }),
          EditorView.updateListener.of((u) => u.docChanged && !this.#quiet && changed(u.state.doc.toString())),
        ],
      }),
    });
  }

  show(source: string, language: Language): void {
    if (source !== this.#view.state.doc.toString()) {
      this.#quiet = true;
      this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: source } });
      this.#quiet = false;
    }
    this.#view.dispatch({ effects: this.#language.reconfigure(language === "python" ? pythonLanguage : javascriptLanguage) });
  }

  mark(line: number, kind: "now" | "bad"): void {
    this.#view.dispatch({ effects: [mark.of(line ? { line, kind } : null), ...(line && line <= this.#view.state.doc.lines ? [EditorView.scrollIntoView(this.#view.state.doc.line(line).from, { y: "nearest" })] : [])] });
  }

  focus(): void {
    this.#view.focus();
  }
}
