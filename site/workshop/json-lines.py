import json
import socket

s = socket.create_connection(("localhost", 1243))

buffer = b''
while True:
    chunk = s.recv(4096)
    if not chunk:
        break
    buffer += chunk
    try:
        print(json.loads(buffer)["message"])
        buffer = b''
    except ValueError:
        pass  # not all of it yet
