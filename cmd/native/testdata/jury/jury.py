"""Receive loops as people write them, wrong ones and right ones.

    jury.py LOOP HOST PORT

Each prints the messages that it understands. native judge says of each whether
it survives: see jury_test.go for the verdicts.
"""
import asyncio
import json
import socket
import sys
import time


# Wrong: one recv is one message.
def one_recv(s):
    while True:
        frame = s.recv(1024)
        if not frame:
            return
        print(frame[10:].decode())


# Wrong: one recv is the header, and one is the payload.
def two_recvs(s):
    while True:
        header = s.recv(10)
        if not header:
            return
        print(s.recv(int(header)).decode())


# Wrong: the payload is read in a loop, the header is not.
def short_header(s):
    while True:
        header = s.recv(10)
        if not header:
            return
        length, payload = int(header), b""
        while len(payload) < length:
            chunk = s.recv(length - len(payload))
            if not chunk:
                return
            payload += chunk
        print(payload.decode())


# Wrong: it waits until the length is equal, and a chunk may jump over that.
def equals(s):
    message, new = b"", True
    while True:
        chunk = s.recv(4096)
        if not chunk:
            return
        if new:
            length, new = int(chunk[:10]), False
        message += chunk
        if len(message) - 10 == length:
            print(message[10:].decode())
            message, new = b"", True


# Wrong: a short read is taken for the end of the message.
def short_read(s):
    while True:
        frame = b""
        while True:
            chunk = s.recv(16)
            frame += chunk
            if len(chunk) < 16:
                break
        if not frame:
            return
        print(frame[10:].decode())


# Wrong: the separator, and what comes after it, is hoped to be in one chunk.
# (netstrings)
def separator(s):
    rest = b""
    while True:
        start = rest or s.recv(1024)
        if not start:
            return
        length, payload = start.split(b":", 1)
        length = int(length)
        while len(payload) < length + 1:
            chunk = s.recv(1024)
            if not chunk:
                return
            payload += chunk
        print(payload[:length].decode())
        rest = payload[length + 1 :]


# Wrong: it adds up chunks until they parse. (lines of JSON)
def until_it_parses(s):
    buffer = b""
    while True:
        chunk = s.recv(4096)
        if not chunk:
            return
        buffer += chunk
        try:
            print(json.loads(buffer)["message"])
            buffer = b""
        except ValueError:
            pass  # not all of it yet


# Wrong: after a while a message will have come.
def sleep(s):
    while True:
        time.sleep(0.05)
        frame = s.recv(65536)
        if not frame:
            return
        print(frame[10:].decode())


# Wrong: it decodes chunks, and a chunk may end inside a character.
def decode_chunks(s):
    while True:
        header = exactly(s, 10)
        if header is None:
            return
        length, got, text = int(header), 0, ""
        while got < length:
            chunk = s.recv(length - got)
            if not chunk:
                raise EOFError("the stream ended inside a frame")
            got += len(chunk)
            text += chunk.decode()
        print(text)


# Wrong at the end only: what recv returns then is empty, for ever.
def spin(s):
    buffer = b""
    while True:
        buffer += s.recv(4096)
        buffer = show_frames(buffer)


# Right: it reads exactly what it needs.
def exact(s):
    while True:
        header = exactly(s, 10)
        if header is None:
            return
        payload = exactly(s, int(header))
        if payload is None:
            raise EOFError("the stream ended inside a frame")
        print(payload.decode())


# Right: it keeps what it has not used.
def carry_over(s):
    buffer = b""
    while True:
        chunk = s.recv(4096)
        if not chunk:
            if buffer:
                raise EOFError("the stream ended inside a frame")
            return
        buffer = show_frames(buffer + chunk)


# Right: somebody else's loop.
def makefile(s):
    with s.makefile("rb") as stream:
        while header := stream.read(10):
            payload = stream.read(int(header))
            if len(header) < 10 or len(payload) < int(header):
                raise EOFError("the stream ended inside a frame")
            print(payload.decode())


# Right: another one.
def streams(s):
    async def read():
        reader, _ = await asyncio.open_connection(sock=s)
        while True:
            try:
                header = await reader.readexactly(10)
            except asyncio.IncompleteReadError as end:
                if end.partial:
                    raise
                return
            print((await reader.readexactly(int(header))).decode())

    asyncio.run(read())


def exactly(s, n):
    data = b""
    while len(data) < n:
        chunk = s.recv(n - len(data))
        if not chunk:
            if data:
                raise EOFError("the stream ended inside a frame")
            return None
        data += chunk
    return data


def show_frames(buffer):
    while len(buffer) >= 10:
        length = int(buffer[:10])
        if len(buffer) < 10 + length:
            break
        print(buffer[10 : 10 + length].decode())
        buffer = buffer[10 + length :]
    return buffer


loop, host, port = sys.argv[1:]
globals()[loop](socket.create_connection((host, int(port))))
