import socket

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
    while buffer:
        digits, colon, rest = buffer.partition(b':')
        if not digits.isdigit() or int(digits) > 1000:
            raise ValueError('no length: %r' % digits)
        length = int(digits)
        if not colon or len(rest) < length + 1:
            break
        if rest[length:length + 1] != b',':
            raise ValueError('no comma at the end')
        print(rest[:length].decode("utf-8"))
        buffer = rest[length + 1:]
