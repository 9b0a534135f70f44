const LOOKS = [["", "As the system"], ["light", "Light"], ["dark", "Dark"], ["projector", "Projector"]] as const;

/** Light, dark, or large and light for a wall. */
export class LessonLook extends HTMLElement {
  connectedCallback(): void {
    const root = document.documentElement;
    const select = document.createElement("select");
    select.ariaLabel = "Look of the pages";
    select.append(...LOOKS.map(([value, name]) => new Option(name, value)));
    select.value = root.dataset.look ?? "";
    select.addEventListener("change", () => root.dispatchEvent(new CustomEvent("look", { detail: select.value })));
    this.replaceChildren(select);
  }
}
