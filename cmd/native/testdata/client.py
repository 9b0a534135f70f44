"""The client that the tutorial describes, faults and all.

    python3 client.py [port] [messages]

It asks for 16 bytes at a time. At the start of a message it reads the length
out of the first ten; it collects until what it has is exactly that long; then
it prints the message and starts afresh. That works while every message ends
where a recv ends, which is what Buffer by Buffer is about. To let a test end
it, it stops after the given number of messages.
"""

import socket
import sys

HEADER = 10
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 1243
WANTED = int(sys.argv[2]) if len(sys.argv) > 2 else None

with socket.create_connection(("127.0.0.1", PORT)) as server:
    printed = 0
    collected = ""
    fresh = True
    while printed != WANTED:
        chunk = server.recv(16)
        if not chunk:  # the tutorial's would spin here for ever
            sys.exit("the server closed the connection")
        if fresh:
            length = int(chunk[:HEADER])
            fresh = False
        collected += chunk.decode("utf-8")
        if len(collected) - HEADER == length:
            print(collected[HEADER:], flush=True)
            printed += 1
            collected = ""
            fresh = True
