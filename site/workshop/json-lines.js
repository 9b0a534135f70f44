const net = require("net");

const socket = net.connect(1243);
socket.setEncoding("utf8");

let buffer = "";
socket.on("data", (chunk) => {
  buffer += chunk;
  try {
    console.log(JSON.parse(buffer).message);
    buffer = "";
  } catch {
    // not all of it yet
  }
});
