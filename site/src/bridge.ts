/**
 * The page's side of the module, which runs in a worker (worker.ts). Calls cross by name, with their arguments as they
 * are, and what an object of the module offers here is what it offers there; so nothing here knows any call.
 */

/** An object of the module that holds a state there, until it is released. */
export interface Held {
  release(): void;
}

/** A call, of the object that another call made, or of the module itself: 0. */
export interface Call {
  id: number;
  on: number;
  method: string;
  args: unknown[];
}

/**
 * Its answer: a value; or an object, named by the call that made it; or why there is none. With id 0, whether the module
 * itself came up.
 */
export interface Reply {
  id: number;
  value?: unknown;
  /** What an object can be asked. The value is what it holds besides. */
  methods?: string[];
  error?: string;
  /** Why, where the error speaks of what the caller need not know of. */
  cause?: unknown;
}

/** The module, whose calls are T. It is fetched with the first of them, or before. */
export class Bridge<T extends object> {
  readonly calls = new Proxy({} as T, { get: (_, method: string) => (...args: unknown[]) => this.#call(0, method, args) });
  /** Of its file; until it is fetched, a page may say another. */
  name = "core";
  /** Whether it is there, and answers at once. */
  ready = false;
  #worker: Worker | undefined;
  #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (e: Error) => void }>();
  #count = 0;

  /** Fetches what will be needed soon. */
  prepare(): void {
    this.#worker ??= this.#start();
  }

  #call(on: number, method: string, args: unknown[]): Promise<unknown> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      worker.postMessage({ id, on, method, args } satisfies Call); // throws, and so rejects, where an argument can't cross
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: this.name });
    worker.addEventListener("message", ({ data: { id, value, methods, error, cause } }: MessageEvent<Reply>) => {
      if (id === 0) return error === undefined ? void (this.ready = true) : this.#drop(error);
      const { resolve, reject } = this.#waiting.get(id)!;
      this.#waiting.delete(id);
      if (error !== undefined) reject(new Error(error, { cause }));
      else resolve(methods ? this.#object(id, value, methods) : value);
    });
    worker.addEventListener("error", (e) => this.#drop(e.message || "its script can't be fetched"));
    return worker;
  }

  /** The module's object as the page has it: the same methods and values, and release, which no one waits for. */
  #object(id: number, values: unknown, methods: string[]): Held {
    const calls = Object.fromEntries(methods.map((method) => [method, (...args: unknown[]) => this.#call(id, method, args)]));
    return { ...(values as object), ...calls, release: () => void this.#call(id, "release", []).catch(() => undefined) };
  }

  /** Gives up on a worker that did not start; the next call tries afresh. */
  #drop(why: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.ready = false;
    const failed = new Error(`The decoder's module can't be loaded (${why}).`);
    for (const { reject } of this.#waiting.values()) reject(failed);
    this.#waiting.clear();
  }
}
