import socket

HEADERSIZE = 10

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((socket.gethostname(), 1243))

for msg in ["hello", "Grüße, 世界", "bye for now"]:
    payload = msg.encode("utf-8")
    header = f"{len(payload):<{HEADERSIZE}}".encode("utf-8")
    s.sendall(header + payload)
