import socket

s = socket.create_connection(("localhost", 1243))

