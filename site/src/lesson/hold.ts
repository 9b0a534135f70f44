/**
 * Keeps an element at a distance from the top of the window until the reader does something. What a page came with
 * has its height late: figures when they are drawn, code when it has been fetched.
 */
export function hold(element: Element, top: number): void {
  letGo();
  const place = () => scrollBy(0, element.getBoundingClientRect().top - top);
  const sizes = new ResizeObserver(place);
  sizes.observe(document.body);
  place();
  letGo = () => sizes.disconnect();
}

let letGo: () => void = () => undefined;

for (const act of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(act, () => letGo(), { capture: true, passive: true });
