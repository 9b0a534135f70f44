import { html, nothing } from "lit";
import type { Figure } from "../figure.ts";
import type { Model } from "../model.ts";
import * as icon from "./icons.ts";

/** What the controls ask for; keys ask for the same. */
export type Action = "start" | "end" | "back" | "step" | "play" | "message" | "recv" | "error" | "link" | "keys" | "undo" | "redo" | "more";

/** What can be stepped through. */
type Stepped = Pick<Model, "index" | "last" | "nextRecv" | "nextMessage" | "firstError"> & { figure: Pick<Figure, "unit">; go(step: number): void };

interface ControlState {
  playing: boolean;
  /** A live session is being recorded. */
  recording: boolean;
  /** What the copy-link button last said. */
  note: string;
  /** Whether a narrow screen shows the controls that are seldom needed. */
  more: boolean;
  /** Play and steps begin anew where they have come to the end. */
  anew?: true;
  /** No address leads here. */
  nowhere?: boolean;
  /** What comes next is asked, so nothing here tells of it. */
  open?: boolean;
  /** How fast play goes; 1 is a step in a little less than a second. */
  speed: number;
}

const SPEEDS = [0.5, 1, 2, 4, 10];

export function controls(model: Stepped, state: ControlState, act: (a: Action) => void, pace: (speed: number) => void) {
  const { index, last } = model;
  const unit = model.figure.unit ?? "recv";
  const over = index === last;
  // A button that can't be used now keeps the focus, so that keys go on working. Its name has the word that is seen.
  const button = (action: Action, name: string, word: string, face: unknown, off = false, cls = "") =>
    html`<button type="button" class=${cls} data-action=${action} aria-label=${name} aria-disabled=${off} @click=${() => off || act(action)}>${face}<span>${word}</span></button>`;
  const playName = state.recording ? (state.playing ? "Pause" : "Follow") : state.playing ? "Pause" : "Play";
  return html`<div class="controls ${state.more ? "more" : ""}" role="group" aria-label="Steps">
    ${button("start", "To the start", "Start", icon.toStart, index === 0)}
    ${button("back", "Step back", "Back", icon.back, index === 0)}
    ${button(over && state.anew ? "start" : "step", over && state.anew ? "Step from the start" : "Step", "Step", nothing, over && !state.anew, "go")}
    ${button("play", playName, playName, state.playing ? icon.pause : icon.play, !state.recording && !state.playing && !state.anew && index === last)}
    ${button("recv", `Next ${unit}`, unit, icon.nextRecv, model.nextRecv === null && !state.open)}
    ${button("message", "Next message", "Message", icon.nextMessage, model.nextMessage === null && !state.open)}
    <div class="scrub">
      <input type="range" min="0" max=${last} step="1" .value=${String(index)} aria-label="Step" aria-valuetext=${state.open ? `step ${index}` : `step ${index} of ${last}`}
        @input=${(e: Event) => model.go(Number((e.target as HTMLInputElement).value))} />
      <span class="count">${state.open ? `step ${index}` : `${index} of ${last}`}</span>
      <button type="button" class="narrow" aria-label="More controls" aria-expanded=${state.more} @click=${() => act("more")}>${icon.more}<span>More</span></button>
    </div>
    ${model.firstError === null || state.open ? nothing : button("error", "To the error", "Error", icon.error, index === model.firstError, "wide bad")}
    <label class="wide"><select aria-label="Speed of play" @change=${(e: Event) => pace(Number((e.target as HTMLSelectElement).value))}>
      ${SPEEDS.map((s) => html`<option value=${s} .selected=${s === state.speed}>${s}×</option>`)}
    </select><span>Speed</span></label>
    ${state.nowhere ? nothing : button("link", "Copy a link to this step", "Link", icon.link, false, "wide")}
    ${button("keys", "Keys", "Keys", "?", false, "wide")}
    ${state.note ? html`<span class="note" role="status">${state.note}</span>` : nothing}
  </div>`;
}
