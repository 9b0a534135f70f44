# asyncio, as far as receive loops use it: coroutines that take turns, and streams over
# our socket. Nothing here waits: a chunk is there when it is asked for.


class CancelledError(BaseException):
    pass


class IncompleteReadError(EOFError):
    def __init__(self, partial, expected):
        EOFError.__init__(self, "%d bytes read on a total of %s expected bytes" % (len(partial), "undefined" if expected is None else expected))
        self.partial, self.expected = partial, expected


class Turn:
    "Lets the others go on first, and wakes at a time."

    def __init__(self, wake=None):
        self.wake, self.over = wake, False

    def __iter__(self):
        return self

    def __next__(self):
        if self.over:
            raise StopIteration
        self.over = True
        return self.wake


class Task:
    def __init__(self, coro):
        self.coro, self.waiting = coro, []
        self.over = self.asked = False
        self.value = self.error = None
        loop.ready.append(self)

    def step(self):
        try:
            return self.coro.send(None)
        except StopIteration as e:
            self.value = e.value
        except (Exception, CancelledError) as e:
            self.error = e
        self.over = True
        loop.ready += self.waiting

    def __iter__(self):
        self.asked = True
        while not self.over:
            yield self
        return self.result()

    def done(self):
        return self.over

    def exception(self):
        self.asked = True
        return self.error

    def result(self):
        self.asked = True
        if self.error:
            raise self.error
        return self.value

    def cancel(self):
        if not self.over:
            self.coro.close()
            self.error, self.over, self.asked = CancelledError(), True, True
            loop.ready += self.waiting


class Loop:
    "Who goes on next. Its time passes when nobody else can."

    def __init__(self):
        self.ready, self.later, self.now, self.count = [], [], 0, 0

    def run(self, coro):
        main = task(coro)
        tasks = [main]
        while not main.over:
            if not self.ready:
                if not self.later:
                    case.stop("waiting")
                self.later.sort()
                self.now, _, one = self.later.pop(0)
                self.ready.append(one)
            one = self.ready.pop(0)
            if one.over:
                continue
            if one not in tasks:
                tasks.append(one)
            wake = one.step()
            if one.over:
                continue
            if isinstance(wake, Task):
                wake.waiting.append(one)
            elif wake is None:
                self.ready.append(one)
            else:
                self.count += 1
                self.later.append((self.now + wake, self.count, one))
        for one in tasks:
            if one.error and not one.asked and one is not main:
                print("Task exception was never retrieved: " + repr(one.error))
        return main.result()

    run_until_complete = run

    def create_task(self, coro, **_):
        return task(coro)

    def time(self):
        return self.now

    def close(self):
        pass

    async def sock_connect(self, s, address):
        await Turn()

    async def sock_recv(self, s, n):
        await Turn()
        return s.recv(n)

    async def sock_sendall(self, s, data):
        await Turn()
        s.sendall(data)


loop = Loop()


def task(what, **_):
    return what if isinstance(what, Task) else Task(what)


def run(coro, **_):
    global loop
    loop = Loop()
    return loop.run(coro)


async def sleep(seconds, result=None):
    await Turn(seconds)
    return result


async def gather(*many, return_exceptions=False):
    results = []
    for one in [task(one) for one in many]:
        try:
            results.append(await one)
        except Exception as e:
            if not return_exceptions:
                raise
            results.append(e)
    return results


async def wait_for(what, timeout):
    return await what


class Timeout:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return False


class StreamReader:
    def __init__(self, s):
        self.s, self.rest, self.over = s, b"", False

    async def more(self):
        await Turn()
        data = self.s.recv(65536)
        self.rest += data
        self.over = not data
        return data

    def give(self, n):
        data, self.rest = self.rest[:n], self.rest[n:]
        return data

    async def read(self, n=-1):
        if n < 0:
            while await self.more():
                pass
            return self.give(len(self.rest))
        if n and not self.rest:
            await self.more()
        return self.give(n)

    async def readexactly(self, n):
        if n < 0:
            raise ValueError("readexactly size can not be less than zero")
        while len(self.rest) < n:
            if not await self.more():
                raise IncompleteReadError(self.give(n), n)
        return self.give(n)

    async def readuntil(self, separator=b"\n"):
        while separator not in self.rest:
            if not await self.more():
                raise IncompleteReadError(self.give(len(self.rest)), None)
        return self.give(self.rest.find(separator) + len(separator))

    async def readline(self):
        try:
            return await self.readuntil()
        except IncompleteReadError as e:
            return e.partial

    def at_eof(self):
        return self.over and not self.rest

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if not line:
            raise StopAsyncIteration
        return line


class StreamWriter:
    def __init__(self, s):
        self.s = s

    def write(self, data):
        self.s.sendall(data)

    def writelines(self, many):
        for data in many:
            self.write(data)

    async def drain(self):
        await Turn()

    def close(self):
        self.s.close()

    def is_closing(self):
        return self.s.closed

    async def wait_closed(self):
        await Turn()

    def get_extra_info(self, name, default=None):
        return {"peername": ("127.0.0.1", 1243), "socket": self.s}.get(name, default)


async def open_connection(*_, sock=None, **__):
    await Turn()
    s = sock or Socket()
    return StreamReader(s), StreamWriter(s)


asynchronous = {
    "run": run, "sleep": sleep, "gather": gather, "wait_for": wait_for, "create_task": task, "ensure_future": task, "Task": Task,
    "timeout": lambda *_: Timeout(), "get_event_loop": lambda: loop, "get_running_loop": lambda: loop, "new_event_loop": lambda: loop,
    "open_connection": open_connection, "StreamReader": StreamReader, "StreamWriter": StreamWriter,
    "IncompleteReadError": IncompleteReadError, "CancelledError": CancelledError, "TimeoutError": OSError,
}  # fmt: skip
