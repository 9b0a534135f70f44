import socket

HEADERSIZE = 10

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((socket.gethostname(), 1243))

while True:
    header = b''
    while len(header) < HEADERSIZE:
        chunk = s.recv(HEADERSIZE - len(header))
        if not chunk:
            break
        header += chunk
    if not header:
        break
    msglen = int(header)
    full_msg = ''
    while len(full_msg) < msglen:
        chunk = s.recv(msglen - len(full_msg))
        full_msg += chunk.decode("utf-8")
    print(full_msg)
