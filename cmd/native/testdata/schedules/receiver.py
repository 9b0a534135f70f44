"""A receive loop: a header of ten digits that holds a length, and the payload."""

HEADER_SIZE = 10


def messages(sock):
    """Yield each message. Raise EOFError where the stream ends inside one."""
    while (header := exactly(sock, HEADER_SIZE)) is not None:
        payload = exactly(sock, int(header))
        if payload is None:
            raise EOFError("the stream ended right after a header")
        yield payload


def exactly(sock, n):
    """Return n bytes, or None where the stream ends before the first of them."""
    data = b""
    while len(data) < n:
        part = sock.recv(n - len(data))
        if not part and not data:
            return None
        if not part:
            raise EOFError(f"the stream ended after {len(data)} of {n} bytes")
        data += part
    return data
