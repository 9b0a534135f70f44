import socket

HEADERSIZE = 10

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
        digits = buffer[:HEADERSIZE].strip(b' ')
        if not digits.isdigit() or int(digits) > 1000:
            raise ValueError('no length: %r' % buffer[:HEADERSIZE])
        length = int(digits)
        if len(buffer) < HEADERSIZE + length:
            break
        print(buffer[HEADERSIZE:HEADERSIZE + length].decode("utf-8"))
        buffer = buffer[HEADERSIZE + length:]
