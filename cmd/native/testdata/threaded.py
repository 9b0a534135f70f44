"""The tutorial's server, with a thread for each client: for make load.

    python3 threaded.py [seconds between times]

With 0 seconds it tells the time as fast as it can. It prints its address.
"""

import socket
import sys
import threading
import time

HEADER = 10
PAUSE = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0


def framed(text):
    return bytes(f"{len(text):<{HEADER}}{text}", "utf-8")


def serve(client):
    with client:
        try:
            client.sendall(framed("Welcome to the server!"))
            while True:
                if PAUSE:
                    time.sleep(PAUSE)
                client.sendall(framed(f"The time is {int(time.time())}"))
        except OSError:
            pass


threading.stack_size(256 * 1024)
with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
    print("127.0.0.1:%d" % listening.getsockname()[1], flush=True)
    while True:
        client, _ = listening.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
