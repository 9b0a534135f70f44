const net = require("net");

const HEADERSIZE = 4;

const socket = net.connect(1243);

let buffer = Buffer.alloc(0);
socket.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  while (buffer.length >= HEADERSIZE) {
    const length = buffer.readUInt32BE(0);
    if (length > 1000) throw new Error(`no length: ${length}`);
    if (buffer.length < HEADERSIZE + length) break;
    console.log(buffer.subarray(HEADERSIZE, HEADERSIZE + length).toString());
    buffer = buffer.subarray(HEADERSIZE + length);
  }
});
socket.on("end", () => {
  if (buffer.length > 0) throw new Error("the stream ended inside a message");
});
