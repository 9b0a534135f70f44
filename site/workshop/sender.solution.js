const net = require("net");

const HEADERSIZE = 10;

const socket = net.connect(1243);

for (const msg of ["hello", "Grüße, 世界", "bye for now"]) {
  const payload = Buffer.from(msg);
  socket.write(Buffer.concat([Buffer.from(String(payload.length).padEnd(HEADERSIZE)), payload]));
}
