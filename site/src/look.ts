/**
 * The look that the reader chose. It is set before anything is painted, so this runs by itself in the page's head; a
 * "look" event at the root says that it is to be another. It is kept in this browser.
 */
const KEY = "bufferbybuffer/look";
const root = document.documentElement;

try {
  root.dataset.look = localStorage.getItem(KEY) ?? "";
} catch {
  // forbidden: the look is then the system's
}

root.addEventListener("look", (e) => {
  const look = (root.dataset.look = (e as CustomEvent<string>).detail);
  try {
    localStorage.setItem(KEY, look);
  } catch {
    // it then holds for this page only
  }
});
