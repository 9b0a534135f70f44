import { network, type Journey, type Recording } from "../../journey.ts";
import { sentence } from "../../sentence.ts";

/** The gateway's reports, as docs/protocol.md describes them: as much of them as a journey needs. */
type Report =
  | { type: "hello"; layout: string; buffer: number }
  | { type: "chunk"; at: number; queued?: number; segments?: number; sends?: number[]; sent?: number[] }
  | { type: "end"; why: string; sends?: number[]; sent?: number[] }
  | { type: "refused"; why: string };

/**
 * Makes a journey of what a gateway tells: what the server sent and when, what each recv returned and what the kernel then
 * said. "grew" events carry the journey as it is.
 */
export class Recorder extends EventTarget {
  /** Why the session ended, where it was told. */
  why = "";
  /** As much has been recorded as one picture holds. */
  full = false;
  #record: Recording | undefined;
  #report: (Report & { type: "chunk" }) | undefined;

  get begun(): boolean {
    return this.#record !== undefined;
  }

  /** Takes what was told, one after the other. */
  async take(message: string | ArrayBuffer): Promise<void> {
    if (typeof message === "string") await this.#told(JSON.parse(message) as Report);
    else await this.#arrived(new Uint8Array(message));
  }

  release(): void {
    this.#record?.release();
    this.#record = undefined;
  }

  async #told(report: Report): Promise<void> {
    switch (report.type) {
      case "hello":
        this.#record = await network.calls.record(report.layout, report.buffer);
        break;
      case "chunk":
        this.#report = report;
        break;
      default:
        this.why ||= sentence({ message: report.why });
    }
    if ("sends" in report) for (const [i, end] of (report.sends ?? []).entries()) await this.#record?.sent(end, report.sent?.[i] ?? 0);
  }

  async #arrived(chunk: Uint8Array): Promise<void> {
    if (!this.#record || !this.#report || this.full) return;
    const { at, queued = -1, segments = -1 } = this.#report;
    this.full = !(await this.#record.received(chunk, at, queued, segments));
    this.dispatchEvent(new CustomEvent<Journey>("grew", { detail: await this.#record.journey() }));
  }
}
