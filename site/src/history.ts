/** What was done, so that it can be undone. One entry is one state; states are never changed. */
export class History<T> {
  #past: T[] = [];
  #future: T[] = [];

  constructor(public now: T) {}

  /** The states that undo and redo would lead to, where there are any. */
  get before(): T | undefined {
    return this.#past.at(-1);
  }

  get after(): T | undefined {
    return this.#future.at(-1);
  }

  /** Enters a new state. With `merge` it takes the place of the one before: a drag is one change. */
  push(state: T, merge = false): void {
    if (!merge) {
      this.#past.push(this.now);
      if (this.#past.length > MOST) this.#past.shift();
    }
    this.#future = [];
    this.now = state;
  }

  undo(): T {
    return this.#turn(this.#past, this.#future);
  }

  redo(): T {
    return this.#turn(this.#future, this.#past);
  }

  #turn(from: T[], to: T[]): T {
    const state = from.pop();
    if (state !== undefined) {
      to.push(this.now);
      this.now = state;
    }
    return this.now;
  }
}

const MOST = 200;
