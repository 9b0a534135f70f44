import { Bridge, type Held } from "../../bridge.ts";
import type { Journey } from "../../journey.ts";
import { sheet } from "../../sheet.ts";
import { made, type StreamJourney } from "./figure.ts";
import { seen } from "./seen.ts";

/** What cmd/wasm/captured.go offers. */
interface Captured {
  capture(): Promise<Reading>;
}

interface Reading extends Held {
  feed(piece: Uint8Array): Promise<void>;
  /** One side of a connection, read in a layout; "" where nobody knows it. */
  journey(connection: number, side: number, layout: string): Promise<Journey>;
}

const captured = new Bridge<Captured>();
captured.name = "captured";

/** A capture that is drawn in time: its file is read once more, by a module that keeps what was captured when. */
export class InTime {
  #reading: Promise<Reading>;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#reading = read(pieces);
  }

  async journey(connection: number, side: number, layout: string): Promise<Journey> {
    return (await this.#reading).journey(connection, side, layout);
  }

  async figure(journey: Journey, title: string): Promise<StreamJourney> {
    await sheet("in-time");
    const figure = made(journey, Infinity, title);
    figure.drawing = seen;
    return figure;
  }

  release(): void {
    void this.#reading.then((reading) => reading.release(), () => undefined);
  }
}

/** As far as it can be read: the page has said how far that is. */
async function read(pieces: AsyncIterable<Uint8Array>): Promise<Reading> {
  const reading = await captured.calls.capture();
  try {
    for await (const piece of pieces) await reading.feed(piece);
  } catch {
    // what came before is there
  }
  return reading;
}
