const KEY = "bufferbybuffer/look";
const LOOKS = [["", "As the system"], ["light", "Light"], ["dark", "Dark"], ["projector", "Projector"]] as const;

/** Light, dark, or large and light for a wall. Kept in this browser. */
export class LessonLook extends HTMLElement {
  connectedCallback(): void {
    const select = document.createElement("select");
    select.ariaLabel = "Look of the pages";
    select.append(...LOOKS.map(([value, name]) => new Option(name, value)));
    select.value = read();
    select.addEventListener("change", () => {
      try {
        localStorage.setItem(KEY, select.value);
      } catch {
        // it then holds for this page only
      }
      set(select.value);
    });
    this.replaceChildren(select);
  }
}

export function applyLook(): void {
  set(read());
}

function read(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

function set(look: string): void {
  document.documentElement.dataset.look = look;
}
