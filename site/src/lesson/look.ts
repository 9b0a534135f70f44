import { html } from "lit";
import { PageElement } from "../view/element.ts";

const LOOKS = [["", "As the system"], ["light", "Light"], ["dark", "Dark"], ["projector", "Projector"]] as const;

/** Light, dark, or large and light for a wall. */
export class LessonLook extends PageElement {
  override render() {
    const root = document.documentElement;
    const choose = (e: Event) => root.dispatchEvent(new CustomEvent("look", { detail: (e.target as HTMLSelectElement).value }));
    return html`<select aria-label="Look of the pages" @change=${choose}>${LOOKS.map(([value, name]) => html`<option value=${value} ?selected=${value === (root.dataset.look ?? "")}>${name}</option>`)}</select>`;
  }
}
