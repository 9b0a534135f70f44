import socket

HEADERSIZE = 10

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((socket.gethostname(), 1243))

for msg in ["hello", "Grüße, 世界", "bye for now"]:
    msg = f"{len(msg):<{HEADERSIZE}}" + msg
    s.send(bytes(msg, "utf-8"))
