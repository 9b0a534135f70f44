import socket

HEADERSIZE = 10

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((socket.gethostname(), 1243))

buffer = b''
while True:
    chunk = s.recv(16)
    if not chunk:
        break
    buffer += chunk
    while len(buffer) >= HEADERSIZE:
        length = int(buffer[:HEADERSIZE])
        if len(buffer) < HEADERSIZE + length:
            break
        print(buffer[HEADERSIZE:HEADERSIZE + length].decode("utf-8"))
        buffer = buffer[HEADERSIZE + length:]
