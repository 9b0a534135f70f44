const net = require("net");

const socket = net.connect(1243);

