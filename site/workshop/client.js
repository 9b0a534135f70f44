const net = require("net");

const HEADERSIZE = 10;

const socket = net.connect(1243);

let fullMsg = "";
let newMsg = true;
let msgLen = 0;
socket.on("data", (chunk) => {
  const msg = chunk.toString();
  if (newMsg) {
    msgLen = parseInt(msg.slice(0, HEADERSIZE), 10);
    newMsg = false;
  }
  fullMsg += msg;
  if (fullMsg.length - HEADERSIZE === msgLen) {
    console.log(fullMsg.slice(HEADERSIZE));
    newMsg = true;
    fullMsg = "";
  }
});
