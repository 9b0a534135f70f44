/**
 * Keeps what the workshop's page needs, so that it works where there is no network, once it was visited. With a network
 * it only gets out of the way: each file is asked for afresh, but for those whose name changes with their content. What is
 * kept was fetched together, when this script was installed, so that what is shown without a network fits together.
 */

export {};

/** Put before this script by site/offline.go: which files, and what all of them are called together. */
declare const KEPT: { version: string; files: string[] };

interface Later extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Asked extends Later {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
declare const globalThis: { registration: { scope: string }; skipWaiting(): Promise<void>; clients: { claim(): Promise<void> } };
declare function addEventListener(type: "install" | "activate", listener: (e: Later) => void): void;
declare function addEventListener(type: "fetch", listener: (e: Asked) => void): void;

const { scope } = globalThis.registration;
/** Another copy of these pages, under another path, has a cache of its own. */
const PREFIX = `bufferbybuffer ${scope} `;
const cache = () => caches.open(PREFIX + KEPT.version);
const addresses = new Set(KEPT.files.map((file) => new URL(file, scope).href));

addEventListener("install", (e) =>
  e.waitUntil(
    (async () => {
      await (await cache()).addAll([...addresses].map((url) => new Request(url, { cache: "no-cache" })));
      await globalThis.skipWaiting();
    })(),
  ),
);

addEventListener("activate", (e) =>
  e.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== PREFIX + KEPT.version) await caches.delete(name);
      await globalThis.clients.claim();
    })(),
  ),
);

addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  url.search = url.hash = "";
  if (e.request.method === "GET" && addresses.has(url.href)) e.respondWith(answer(e.request, url.href));
});

async function answer(request: Request, url: string): Promise<Response> {
  const kept = async () => (await cache()).match(url, { ignoreVary: true });
  if (/\/part-[0-9A-Z]{8}\.\w+$/.test(url)) return (await kept()) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (err) {
    const there = await kept();
    if (!there) throw err;
    return there;
  }
}
