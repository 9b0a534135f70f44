import socket

s = socket.create_connection(("localhost", 1243))

buffer = b''
number = 0
while True:
    chunk = s.recv(1024)
    if not chunk:
        if buffer:
            raise EOFError('the stream ended inside a line')
        break
    buffer += chunk
    while b'\n' in buffer:
        line, buffer = buffer.split(b'\n', 1)
        if line.endswith(b'\r'):
            line = line[:-1]
        number += 1
        print(number, line.decode("utf-8"))
