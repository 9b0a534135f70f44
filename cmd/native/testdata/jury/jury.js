// Receive loops as people write them in Node, wrong ones and right ones.
//
//     node jury.js LOOP HOST PORT
//
// Each prints the messages that it understands. See jury_test.go for the verdicts.
"use strict";
const net = require("net");

const endsInside = (left) => {
  if (left > 0) {
    console.error("the stream ended inside a frame");
    process.exitCode = 1;
  }
};

const loops = {
  // Wrong: one "data" event is one message.
  one_recv(s) {
    s.on("data", (chunk) => console.log(chunk.subarray(10).toString()));
  },

  // Wrong: one "data" event is the header, or with it the payload's beginning.
  short_header(s) {
    let length = -1;
    let payload = Buffer.alloc(0);
    s.on("data", (chunk) => {
      if (length < 0) {
        length = parseInt(chunk.subarray(0, 10).toString(), 10);
        chunk = chunk.subarray(10);
      }
      payload = Buffer.concat([payload, chunk]);
      if (payload.length >= length) {
        console.log(payload.subarray(0, length).toString());
        const rest = payload.subarray(length);
        length = -1;
        payload = Buffer.alloc(0);
        if (rest.length > 0) s.emit("data", rest);
      }
    });
  },

  // Wrong: it waits until the length is equal.
  equals(s) {
    let message = Buffer.alloc(0);
    s.on("data", (chunk) => {
      message = Buffer.concat([message, chunk]);
      if (message.length - 10 === parseInt(message.subarray(0, 10).toString(), 10)) {
        console.log(message.subarray(10).toString());
        message = Buffer.alloc(0);
      }
    });
  },

  // Wrong: the separator is hoped to be in the first chunk. (netstrings)
  separator(s) {
    let length = -1;
    let payload = "";
    const take = (chunk) => {
      if (length < 0) {
        const [digits, ...rest] = chunk.split(":");
        length = parseInt(digits, 10);
        chunk = rest.join(":");
      }
      payload += chunk;
      if (Buffer.byteLength(payload) < length + 1) return;
      const all = Buffer.from(payload);
      console.log(all.subarray(0, length).toString());
      length = -1;
      payload = "";
      if (all.length > 0) {
        const next = all.subarray(all.indexOf(",") + 1).toString();
        if (next) take(next);
      }
    };
    s.setEncoding("utf8");
    s.on("data", take);
  },

  // Wrong: it adds up chunks until they parse. (lines of JSON)
  until_it_parses(s) {
    let buffer = "";
    s.setEncoding("utf8");
    s.on("data", (chunk) => {
      buffer += chunk;
      try {
        console.log(JSON.parse(buffer).message);
        buffer = "";
      } catch {
        // not all of it yet
      }
    });
  },

  // Wrong: what has come within a while is a message.
  sleep(s) {
    let message = Buffer.alloc(0);
    let timer;
    s.on("data", (chunk) => {
      message = Buffer.concat([message, chunk]);
      clearTimeout(timer);
      timer = setTimeout(() => {
        console.log(message.subarray(10).toString());
        message = Buffer.alloc(0);
      }, 30);
    });
  },

  // Wrong: it decodes chunks, and counts characters into the bargain.
  decode_chunks(s) {
    let length = -1;
    let header = "";
    let got = 0;
    let text = "";
    s.on("data", (chunk) => {
      while (chunk.length > 0) {
        if (length < 0) {
          const need = 10 - header.length;
          header += chunk.subarray(0, need).toString();
          chunk = chunk.subarray(need);
          if (header.length < 10) return;
          length = parseInt(header, 10);
        }
        const part = chunk.subarray(0, length - got);
        chunk = chunk.subarray(part.length);
        got += part.length;
        text += part.toString();
        if (got === length) {
          console.log(text);
          [length, header, got, text] = [-1, "", 0, ""];
        }
      }
    });
  },

  // Right: it keeps what it has not used.
  carry_over(s) {
    let buffer = Buffer.alloc(0);
    s.on("data", (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      while (buffer.length >= 10) {
        const length = parseInt(buffer.subarray(0, 10).toString(), 10);
        if (buffer.length < 10 + length) break;
        console.log(buffer.subarray(10, 10 + length).toString());
        buffer = buffer.subarray(10 + length);
      }
    });
    s.on("end", () => endsInside(buffer.length));
  },

  // Right: read(n) gives all n bytes, or null until it can.
  exact(s) {
    let length = -1;
    s.on("readable", () => {
      for (;;) {
        const data = s.read(length < 0 ? 10 : length);
        if (data === null) return;
        if (length >= 0 && data.length < length) return endsInside(1);
        if (length < 0) {
          if (data.length < 10) return endsInside(1);
          length = parseInt(data.toString(), 10);
        } else {
          console.log(data.toString());
          length = -1;
        }
      }
    });
    s.on("end", () => endsInside(length + 1));
  },
};

const [loop, host, port] = process.argv.slice(2);
loops[loop](net.connect(Number(port), host));
