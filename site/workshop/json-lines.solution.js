const net = require("net");

const socket = net.connect(1243);
socket.setEncoding("utf8");

let buffer = "";
socket.on("data", (chunk) => {
  buffer += chunk;
  const lines = buffer.split("\n");
  buffer = lines.pop();
  for (const line of lines) console.log(JSON.parse(line).message);
});
socket.on("end", () => {
  if (buffer) throw new Error("the stream ended inside a line");
});
