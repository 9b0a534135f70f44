const net = require("net");

const HEADERSIZE = 10;

const socket = net.connect(1243);

let buffer = Buffer.alloc(0);
socket.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  while (buffer.length >= HEADERSIZE) {
    const length = parseInt(buffer.subarray(0, HEADERSIZE).toString(), 10);
    if (buffer.length < HEADERSIZE + length) break;
    console.log(buffer.subarray(HEADERSIZE, HEADERSIZE + length).toString());
    buffer = buffer.subarray(HEADERSIZE + length);
  }
});
