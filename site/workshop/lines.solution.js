const net = require("net");

const socket = net.connect(1243);

let buffer = Buffer.alloc(0);
let number = 0;
socket.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (let end = buffer.indexOf("\n"); end >= 0; end = buffer.indexOf("\n")) {
    const line = buffer.subarray(0, end).toString().replace(/\r$/, "");
    buffer = buffer.subarray(end + 1);
    console.log(++number, line);
  }
});
socket.on("end", () => {
  if (buffer.length > 0) throw new Error("the stream ended inside a line");
});
