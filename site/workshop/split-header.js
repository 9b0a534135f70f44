const net = require("net");

const HEADERSIZE = 10;

const socket = net.connect(1243);
socket.setEncoding("utf8");

let text = "";
let msgLen = -1;
socket.on("data", (chunk) => {
  text += chunk;
  while (text) {
    if (msgLen < 0) {
      msgLen = parseInt(text.slice(0, HEADERSIZE), 10);
      text = text.slice(HEADERSIZE);
    }
    if (text.length < msgLen) break;
    console.log(text.slice(0, msgLen));
    text = text.slice(msgLen);
    msgLen = -1;
  }
});
