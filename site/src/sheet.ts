import { address } from "./root.ts";

const fetched = new Map<string, Promise<void>>();

/** Fetches a style sheet that a page did not come with. */
export function sheet(name: string): Promise<void> {
  let there = fetched.get(name);
  if (!there) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address(`assets/${name}.css`).href;
    there = new Promise((done, failed) => {
      link.onload = () => done();
      link.onerror = failed;
    });
    fetched.set(name, there);
    there.catch(() => {
      fetched.delete(name); // fetched again next time
      link.remove();
    });
    document.head.append(link);
  }
  return there;
}
