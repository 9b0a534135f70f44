const net = require("net");

const HEADERSIZE = 10;

const socket = net.connect(1243);

for (const msg of ["hello", "Grüße, 世界", "bye for now"]) {
  socket.write(String(msg.length).padEnd(HEADERSIZE) + msg);
}
