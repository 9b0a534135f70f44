import json
import socket

s = socket.create_connection(("localhost", 1243))

buffer = b''
while True:
    chunk = s.recv(4096)
    if not chunk:
        if buffer:
            raise EOFError('the stream ended inside a line')
        break
    buffer += chunk
    while b'\n' in buffer:
        line, buffer = buffer.split(b'\n', 1)
        print(json.loads(line)["message"])
