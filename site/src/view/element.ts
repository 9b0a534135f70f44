import { LitElement, type ReactiveControllerHost } from "lit";

/** What all our elements are: what one draws stands in the page itself, whose style sheets hold for it. */
export class PageElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Marks a property whose change draws its element anew. None of ours is an attribute, too. */
export function reactive(prototype: LitElement, name: string): void {
  (prototype.constructor as typeof LitElement).createProperty(name, { attribute: false });
}

/** Hears events of a target for as long as an element is in the page. */
export function hear(host: ReactiveControllerHost, target: EventTarget, events: Record<string, (e: never) => void>): void {
  const turn = (how: "addEventListener" | "removeEventListener") => () => Object.entries(events).forEach(([name, handle]) => target[how](name, handle as EventListener));
  host.addController({ hostConnected: turn("addEventListener"), hostDisconnected: turn("removeEventListener") });
}
