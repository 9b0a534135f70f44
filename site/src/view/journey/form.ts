import { html, nothing } from "lit";
import type { Settings } from "./settings.ts";

/** How a stream is cut into sends, but by hand. */
const CUTS = ["each message", "all at once", "header and payload"];

/** The settings as a form, with what came of them, and what is wrong at its field. */
export function form(s: Settings, wrong: { setting: string; why: string } | null, came: string, change: (s: Settings) => void) {
  const value = (name: string) => s[name] as string;
  const set = (name: string, to: string | string[]) => change({ ...s, [name]: to });
  const bad = (name: string) => (wrong?.setting === name ? html`<p class="wrong" id="wrong" role="alert">${wrong.why}</p>` : nothing);
  const input = (name: string, label: unknown, shown: string, to: (entered: string) => string, numeric = true) =>
    html`<label>${label}<input inputmode=${numeric ? "numeric" : "text"} autocomplete="off" .value=${shown} aria-invalid=${wrong?.setting === name} aria-describedby=${wrong?.setting === name ? "wrong" : nothing} @input=${(e: Event) => set(name, to((e.target as HTMLInputElement).value))} /></label>`;
  const field = (name: string, label: string) => html`${input(name, label, value(name), (v) => v || "0")}${bad(name)}`;
  const [late = "", by = ""] = value("late").split(/ ?by /);
  const [chance = "", seed = ""] = value("chance").split(", seed ");
  const byHand = !CUTS.includes(value("sends"));
  const lines = (v: string) => v.split("\n").filter((line, i, all) => line !== "" || i < all.length - 1);
  return html`<h2>Change it</h2>
  <p class="came" role="status">${came}</p>
  <form class="form" aria-label="Settings" @submit=${(e: Event) => e.preventDefault()}>
    <fieldset><legend>What is sent</legend>
      <label class="wide">messages, one a line<textarea rows="3" spellcheck="false" .value=${s.messages.join("\n")} aria-invalid=${wrong?.setting === "message"} @input=${(e: Event) => set("messages", lines((e.target as HTMLTextAreaElement).value))}></textarea></label>${bad("message")}
      <label class="wide">a send for<select @change=${(e: Event) => set("sends", (e.target as HTMLSelectElement).value)}>
        ${CUTS.map((cut) => html`<option value=${cut} .selected=${cut === value("sends")}>${{ "each message": "each message", "all at once": "everything", "header and payload": "each header, and each payload" }[cut]}</option>`)}
        <option value="10 at 0" .selected=${byHand}>what I say</option>
      </select></label>
      ${byHand ? html`<div class="wide">${input("sends", "bytes and milliseconds", value("sends"), (v) => v || "0", false)}</div>` : nothing}${bad("sends")}
      ${byHand ? nothing : field("gap", "ms between two sends")}
      <label class="check"><input type="checkbox" .checked=${value("nagle") === "yes"} @change=${(e: Event) => set("nagle", (e.target as HTMLInputElement).checked ? "yes" : "no")} /><span>Nagle’s algorithm<small>A small segment waits while another is not acknowledged.</small></span></label>
    </fieldset>
    <fieldset><legend>The link</legend>
      ${field("delay", "ms from end to end")}${field("mss", "bytes in a segment, at most")}
      ${input("lose", html`segments to lose<small>for example “2, 5”</small>`, value("lose"), (v) => v, false)}${input("chance", "of 100 others, lost by chance", chance, (v) => `${v || 0}, seed ${seed}`)}${bad("lose")}${bad("chance")}
      ${input("late", "segments to be overtaken", late, (v) => `${v} by ${by}`, false)}${input("late", "by so many ms", by, (v) => `${late} by ${v || 0}`)}${bad("late")}
      ${field("rate", "bytes a second; 0: no limit")}${input("chance", "seed of that chance", seed, (v) => `${chance}, seed ${v || 0}`)}
    </fieldset>
    <fieldset><legend>How it is received</legend>
      ${field("recv", "recv’s buffer, in bytes")}${field("queue", "room in the kernel, in bytes")}
      ${field("start", "ms until the first recv")}${field("pause", "ms after each recv")}
      ${field("acks", "ms an acknowledgement may wait")}
    </fieldset>
  </form>`;
}
