import socket

HEADERSIZE = 4

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((socket.gethostname(), 1243))

buffer = b''
while True:
    chunk = s.recv(16)
    if not chunk:
        if buffer:
            raise EOFError('the stream ended inside a message')
        break
    buffer += chunk
    while len(buffer) >= HEADERSIZE:
        length = int.from_bytes(buffer[:HEADERSIZE], 'big')
        if length > 1000:
            raise ValueError('no length: %d' % length)
        if len(buffer) < HEADERSIZE + length:
            break
        print(buffer[HEADERSIZE:HEADERSIZE + length].decode("utf-8"))
        buffer = buffer[HEADERSIZE + length:]
