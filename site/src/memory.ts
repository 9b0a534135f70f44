/** What the pages remember of their reader under a name: in this browser and nowhere else, and not at all where it forbids that. */
export class Memory<T extends object> {
  readonly key: string;

  constructor(name: string) {
    this.key = `bufferbybuffer/${name}`;
  }

  get all(): Partial<T> {
    try {
      return { ...(JSON.parse(localStorage.getItem(this.key)!) as Partial<T> | null) };
    } catch {
      return {}; // forbidden, or not ours: as if there were nothing
    }
  }

  /** Adds to it, or changes some of it. */
  note(what: Partial<T>): void {
    this.#do(() => localStorage.setItem(this.key, JSON.stringify({ ...this.all, ...what })));
  }

  forget(): void {
    this.#do(() => localStorage.removeItem(this.key));
  }

  #do(what: () => void): void {
    try {
      what();
    } catch {
      // forbidden, or full: the page goes on without
    }
  }
}
