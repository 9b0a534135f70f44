const net = require("net");

const socket = net.connect(1243);

let buffer = Buffer.alloc(0);
socket.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  while (buffer.length > 0) {
    const colon = buffer.indexOf(":");
    const digits = buffer.subarray(0, colon < 0 ? buffer.length : colon).toString();
    if (!/^[0-9]+$/.test(digits) || Number(digits) > 1000) throw new Error(`no length: "${digits}"`);
    const start = colon + 1;
    const end = start + Number(digits);
    if (colon < 0 || buffer.length < end + 1) break;
    if (buffer.subarray(end, end + 1).toString() !== ",") throw new Error("no comma at the end");
    console.log(buffer.subarray(start, end).toString());
    buffer = buffer.subarray(end + 1);
  }
});
socket.on("end", () => {
  if (buffer.length > 0) throw new Error("the stream ended inside a message");
});
