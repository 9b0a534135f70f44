package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var delimiter = Decoder{
	Name:  Delimiter,
	Title: "A delimiter that the payload can mimic",
	Bug: "It ends a message at every delimiter, also at one that the sender escaped because it is part of the " +
		"message. No schedule is to blame: it is wrong about the bytes.",
	Reads: readsDelimiter,
	Source: `buf = b''
while True:
    chunk = s.recv(1024)
    if not chunk and buf:
        raise EOFError
    if not chunk:
        break
    buf += chunk
    while DELIMITER in buf:
        msg, buf = buf.split(DELIMITER, 1)
        print(msg)
`,
	accepts: isDelimiter,
	start: func(layout core.Layout, limit int) trace.Machine {
		return core.NewDecoder(core.Delimiter(layout.Trailer()), core.Limit(limit))
	},
	marks: []mark{
		{core.ScanMore, "s.recv"}, {core.ScanEnd, "break"}, {core.ScanTruncated, "raise EOFError"},
		{core.ScanComplete, "print"},
	},
}
