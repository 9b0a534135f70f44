/** Marks, in the map of the chapters, the section that is being read: the last one whose heading is in the upper part of the window, or above it. */
export function startMap(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".map ul a")];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1))!);
  const passed = new Set<Element>();
  const mark = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) passed[isIntersecting ? "add" : "delete"](target);
      links.forEach((link, i) => (link.ariaCurrent = i === passed.size - 1 ? "location" : null));
    },
    { rootMargin: "999999px 0px -60%" }, // what is above counts, however far
  );
  for (const heading of headings) mark.observe(heading);
}
