# What a learner's program finds in place of a network: a module `socket` whose
# chunks are those of a case. It runs in MicroPython, in the worker of python.ts.
import io, sys, time, _page


class Module:
    pass


for _name in ("js", "jsffi", "_page"):  # the way out of here is ours alone
    sys.modules[_name] = Module()


class Stop(BaseException):
    "Ends a program that would wait, or go round, for ever."


class Case:
    "What recv has to give: a stream, cut at these offsets, and how it ends."

    def __init__(self, stream, ends, open):
        self.stream, self.ends, self.open = stream, ends, open
        self.at = self.chunk = self.asked = self.recvs = 0
        self.stopped = ""
        self.sent = b""

    def room(self, data):
        "How much of it the kernel takes: a sender is cut where a receiver would be."
        at = len(self.sent)
        for end in self.ends:
            if end > at:
                return min(len(data), end - at)
        return len(data)

    def take(self, n):
        self.recvs += 1
        if self.at == len(self.stream):
            return self.none()
        end = self.ends[self.chunk]
        start, self.at = self.at, min(self.at + n, end)
        if self.at == end:
            self.chunk += 1
        return self.stream[start : self.at]

    def none(self):
        if self.open:
            self.stop("waiting")
        if self.asked == 0:
            _page.ended()
        self.asked += 1
        if self.asked > 50:
            self.stop("spinning")
        return b""

    def stop(self, how):
        self.stopped = how
        raise Stop


case = Case(b"", [], False)


class Socket:
    def __init__(self, *_, **__):
        self.closed = False

    def connect(self, address):
        pass

    def connect_ex(self, address):
        return 0

    def recv(self, n, flags=0):
        if self.closed:
            raise OSError(9, "EBADF")
        if n < 0:
            raise ValueError("negative buffersize in recv")
        if n == 0:
            return b""
        if flags & 2:  # MSG_PEEK
            at, chunk = case.at, case.chunk
            data = case.take(n)
            case.at, case.chunk = at, chunk
            return data
        data = case.take(n)
        while flags & 256 and data and len(data) < n:  # MSG_WAITALL
            more = case.take(n - len(data))
            if not more:
                break
            data += more
        return data

    def recv_into(self, room, n=0, flags=0):
        data = self.recv(n or len(room), flags)
        room[: len(data)] = data
        return len(data)

    def recvfrom(self, n, flags=0):
        return self.recv(n, flags), ("127.0.0.1", 1243)

    def send(self, data, flags=0):
        n = case.room(data)
        case.sent += bytes(data[:n])
        return n

    def sendall(self, data, flags=0):
        case.sent += bytes(data)

    def makefile(self, mode="r", *_, **__):
        return File(self, "b" in mode)

    def close(self):
        self.closed = True

    def shutdown(self, how):
        pass

    def setsockopt(self, *_):
        pass

    def settimeout(self, seconds):
        pass

    def setblocking(self, on):
        pass

    def fileno(self):
        return 3

    def getpeername(self):
        return ("127.0.0.1", 1243)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class File:
    "A socket's makefile: read(n) gathers n bytes."

    def __init__(self, s, binary):
        self.s, self.binary, self.rest = s, binary, b""

    def read(self, n=-1):
        while n < 0 or len(self.rest) < n:
            data = self.s.recv(8192)
            if not data:
                break
            self.rest += data
        return self.give(len(self.rest) if n < 0 else n)

    def readline(self):
        while b"\n" not in self.rest:
            data = self.s.recv(8192)
            if not data:
                return self.give(len(self.rest))
            self.rest += data
        return self.give(self.rest.find(b"\n") + 1)

    def give(self, n):
        data, self.rest = self.rest[:n], self.rest[n:]
        return data if self.binary else data.decode()

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def module(name, names):
    m = Module()
    for key in names:
        setattr(m, key, names[key])
    sys.modules[name] = m


offered = {
    "socket": Socket,
    "create_connection": lambda *_, **__: Socket(),
    "gethostname": lambda: "localhost",
    "gethostbyname": lambda name: "127.0.0.1",
    "error": OSError,
    "timeout": OSError,
}
for _name, _value in (
    ("AF_INET", 2), ("AF_INET6", 10), ("AF_UNSPEC", 0), ("SOCK_STREAM", 1), ("IPPROTO_TCP", 6), ("TCP_NODELAY", 1), ("SOL_SOCKET", 1),
    ("SO_REUSEADDR", 2), ("SO_KEEPALIVE", 9), ("SO_RCVBUF", 8), ("SO_SNDBUF", 7), ("MSG_PEEK", 2), ("MSG_WAITALL", 256), ("SHUT_RD", 0), ("SHUT_WR", 1), ("SHUT_RDWR", 2),
):  # fmt: skip
    offered[_name] = _value

# Time does not pass here: a chunk is there when recv asks for it.
clock = {key: getattr(time, key) for key in dir(time) if key[0] != "_"}
for _name in ("sleep", "sleep_ms", "sleep_us"):
    clock[_name] = lambda *_: None

system = {key: getattr(sys, key) for key in dir(sys) if key[0] != "_"}
system["argv"] = ["client.py"]

own = set(sys.modules)


def decode(data, encoding="utf-8", errors="strict"):
    "What bytes.decode is in CPython; MicroPython's knows no errors=."
    if errors == "strict" or not isinstance(data, (bytes, bytearray)):
        return data.decode(encoding)
    data, text, i = bytes(data), "", 0
    while i < len(data):
        for n in (1, 2, 3, 4):
            try:
                text += data[i : i + n].decode(encoding)
                i += n
                break
            except UnicodeError:
                pass
        else:
            text += "" if errors == "ignore" else "\ufffd"
            i += 1
    return text


code = None


def load(source):
    global code
    code = compile(source, "client.py", "exec")


def attempt(stream, ends, open, tracer=None):
    "Runs the program through a case: how it ended, what it sent, and its traceback."
    global case, loop
    loop = Loop()
    case = Case(bytes.fromhex(stream), [int(end) for end in ends.split(",") if end], open)
    for name in list(sys.modules):
        if name not in own:
            del sys.modules[name]
    module("socket", offered)
    module("asyncio", asynchronous)
    module("time", clock)
    module("sys", system)
    names = {"__name__": "__main__", "__decode": decode}
    if tracer:
        names["__at"], names["__see"] = tracer.at, tracer.see
    how, report = "returned", ""
    try:
        exec(code, names)
    except SystemExit as e:
        if e.args and e.args[0] not in (None, 0):
            how, report = "failed", "SystemExit: " + str(e.args[0])
    except BaseException as e:
        how = "died" if isinstance(e, KeyboardInterrupt) else "failed"
        text = io.StringIO()
        sys.print_exception(e, text)
        report = text.getvalue()
    if case.stopped:
        how = case.stopped
    sent = case.sent.hex() if case.sent else ""  # of none, MicroPython makes bytes
    return how + "\n" + sent + "\n" + report


class Tracer:
    "Tells the page of each line that runs, and each name that gets a value."

    def __init__(self, most):
        self.lines = self.told = 0
        self.most, self.lost = most, False
        self.begun = time.ticks_ms()

    def at(self, line):
        self.lines += 1
        if self.lines > self.most or self.lines % 16 == 0 and time.ticks_diff(time.ticks_ms(), self.begun) > 300:
            if not self.lost:
                self.lost = True
                _page.lost(line)
            case.stop("stuck")
        if self.told < 3000:
            self.told += 1
            _page.at(line, case.at, case.recvs)
        return False

    def see(self, *pairs):
        if self.told < 3000:
            for i in range(0, len(pairs), 2):
                text = repr(pairs[i + 1])
                if text[:1] != "<":  # a module, a function, a socket
                    _page.see(pairs[i], text if len(text) <= 120 else text[:117] + "...")


def watch(stream, ends, open, most):
    return attempt(stream, ends, open, Tracer(most))
