// A receive loop: a header of ten digits that holds a length, and the payload. Give
// push every chunk that a socket's "data" event brings, and call end on "end".
const HEADER_SIZE = 10;

export class Receiver {
  #onMessage;
  #rest = Buffer.alloc(0);

  constructor(onMessage) {
    this.#onMessage = onMessage;
  }

  push(chunk) {
    let rest = Buffer.concat([this.#rest, chunk]);
    while (rest.length >= HEADER_SIZE) {
      const end = HEADER_SIZE + length(rest.subarray(0, HEADER_SIZE));
      if (rest.length < end) break;
      this.#onMessage(rest.subarray(HEADER_SIZE, end));
      rest = rest.subarray(end);
    }
    this.#rest = rest;
  }

  end() {
    if (this.#rest.length > 0) throw new Error(`the stream ended ${this.#rest.length} bytes into a frame`);
  }
}

function length(header) {
  const digits = header.toString("latin1").trim();
  if (!/^[0-9]+$/.test(digits)) throw new Error(`${JSON.stringify(digits)} is no length`);
  return Number(digits);
}
