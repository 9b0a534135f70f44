const net = require("net");

const HEADERSIZE = 10;

const socket = net.connect(1243);

let buffer = Buffer.alloc(0);
socket.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  while (buffer.length >= HEADERSIZE) {
    const header = buffer.subarray(0, HEADERSIZE).toString();
    if (!/^ *[0-9]+ *$/.test(header) || Number(header) > 1000) throw new Error(`no length: "${header}"`);
    const length = Number(header);
    if (buffer.length < HEADERSIZE + length) break;
    console.log(buffer.subarray(HEADERSIZE, HEADERSIZE + length).toString());
    buffer = buffer.subarray(HEADERSIZE + length);
  }
});
socket.on("end", () => {
  if (buffer.length > 0) throw new Error("the stream ended inside a message");
});
