"""Tests receiver.py with the cases that native schedules writes.

    native schedules >cases.jsonl
    pytest                            # or: python3 -m unittest
"""

import json
import unittest

from receiver import messages

with open("cases.jsonl") as file:
    CASES = [json.loads(line) for line in file]


class Spins(BaseException):
    """No except in the loop should catch this one."""


class Socket:
    """A socket whose recv returns the chunks of a case."""

    def __init__(self, chunks):
        self.chunks = [bytes.fromhex(chunk) for chunk in chunks]
        self.calls_at_end = 0

    def recv(self, n):
        if not self.chunks:
            self.calls_at_end += 1
            if self.calls_at_end > 100:
                raise Spins
            return b""
        chunk = self.chunks[0]
        self.chunks[0] = chunk[n:]
        if not self.chunks[0]:
            del self.chunks[0]
        return chunk[:n]


class TestReceiver(unittest.TestCase):
    def check(self, part):
        for case in CASES:  # the smallest first
            if case["part"] != part:
                continue
            got, error = [], None
            try:
                for message in messages(Socket(case["chunks"])):
                    got.append(message)
            except (Exception, Spins) as e:
                error = e
            want = [bytes.fromhex(message) for message in case["messages"]]
            right = got == want
            if part == "ends":
                right = right and not isinstance(error, Spins) and (error is not None) == case["error"]
            if not right:
                self.fail(f"{case['name']}: {got}, not {want}; {error!r}\n{case['link']}")

    def test_chunking(self):
        self.check("chunking")

    def test_ends(self):
        self.check("ends")


if __name__ == "__main__":
    unittest.main()
