"""The server that the tutorial describes: one client at a time.

    python3 server.py [port] [seconds between times] [times]

It greets who connects, then says the time over and over. Each message goes
out behind its length, left-aligned in ten characters. It prints the port it
listens on; to let a test end it, it closes after the given number of times.
"""

import itertools
import socket
import sys
import time

HEADER = 10
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 1243
PAUSE = float(sys.argv[2]) if len(sys.argv) > 2 else 3.0
TIMES = int(sys.argv[3]) if len(sys.argv) > 3 else None


def framed(text):
    return bytes(f"{len(text):<{HEADER}}{text}", "utf-8")


with socket.create_server(("127.0.0.1", PORT)) as listening:
    print(listening.getsockname()[1], flush=True)
    client, address = listening.accept()
    with client:
        client.sendall(framed("Welcome to the server!"))
        for _ in itertools.count() if TIMES is None else range(TIMES):
            time.sleep(PAUSE)
            client.sendall(framed(f"The time is {int(time.time())}"))
