import { network } from "./journey.ts";

/**
 * What stands for the server's WebSocket where no server is: the time server's own code, over a TCP in this page. It tells
 * what a gateway would tell, at the times at which it would.
 */
export class Served extends EventTarget {
  #timer = 0;

  constructor(choices: object) {
    super();
    void this.#begin(choices).catch((err: Error) => {
      this.#tell({ type: "refused", why: err.message });
      this.close();
    });
  }

  /** Nobody listens: what was asked for at the beginning stays. */
  send(): void {}

  close(): void {
    clearTimeout(this.#timer);
    this.dispatchEvent(new Event("close"));
  }

  async #begin(choices: object): Promise<void> {
    const lines = Object.entries(choices).flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
    const [hello, ...told] = await network.calls.serve(lines.join("\n"), Math.floor(Date.now() / 1000));
    this.#tell(hello);
    const begun = performance.now();
    const next = (i: number): void => {
      const report = told[i];
      if (!report) {
        this.#tell({ type: "end", how: "closed", why: "the server in this page says no more" });
        return this.close();
      }
      this.#timer = window.setTimeout(() => {
        const { text, ...rest } = report;
        this.#tell(rest);
        this.#message(new TextEncoder().encode(text).buffer);
        next(i + 1);
      }, report.at! - (performance.now() - begun));
    };
    next(0);
  }

  #tell(report: unknown): void {
    this.#message(JSON.stringify(report));
  }

  #message(data: string | ArrayBuffer): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}
