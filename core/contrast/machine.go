package contrast

import (
	"bufferbybuffer/core"
)

// table is core's: these decoders are wrong about streams, not about the machine.
var table = core.Table()

// machine is what the decoders here share: where they stand in core's table and
// in the stream. Their bugs are elsewhere.
type machine struct {
	state core.State
	err   error
	chunk []byte // what is left of the last recv
	taken int64  // bytes of the stream that were taken
	start int64  // where the current frame begins, as the decoder sees it
	frame int    // messages handed out
}

// Feed lends the decoder the next chunk, until NeedMore.
func (m *machine) Feed(chunk []byte) { m.chunk = chunk }

// State returns where the decoder stands.
func (m *machine) State() core.State { return m.state }

// take takes n bytes of the chunk, or as many as there are: what recv(n) returns.
func (m *machine) take(n int) []byte {
	n = min(n, len(m.chunk))
	taken := m.chunk[:n]
	m.chunk = m.chunk[n:]
	m.taken += int64(n)
	return taken
}

// gather adds to buf what is missing of want bytes, as far as the chunk has them.
func (m *machine) gather(buf []byte, want int) []byte {
	return append(buf, m.take(max(0, want-len(buf)))...)
}

// emit takes a row of the table. Nothing else changes the state.
func (m *machine) emit(row core.Row, had, want int) core.Event {
	t := table[row]
	m.state = t.To
	return core.Event{Kind: t.Event, Row: row, Frame: m.frame + 1, Taken: m.taken, Had: had, Want: want, Err: m.err}
}

// message hands out what the decoder takes for a message.
func (m *machine) message(payload []byte) core.Event {
	return m.messageBy(core.PayloadComplete, payload)
}

func (m *machine) messageBy(row core.Row, payload []byte) core.Event {
	ev := m.emit(row, len(payload), len(payload))
	ev.Payload = payload
	m.frame++
	m.start = m.taken
	return ev
}

// fail takes a row that ends in failure.
func (m *machine) fail(row core.Row, reason error) core.Event {
	return m.refuse(row, core.FrameError{Err: reason})
}

func (m *machine) refuse(row core.Row, failed core.FrameError) core.Event {
	failed.Frame, failed.Offset = m.frame+1, m.start
	m.err = &failed
	m.chunk = nil
	return m.emit(row, 0, 0)
}

// again says once more how it ended.
func (m *machine) again() core.Event {
	if m.state == core.StateClosed {
		return m.emit(core.ClosedAgain, 0, 0)
	}
	return m.emit(core.FailedAgain, 0, 0)
}

// read reads a whole header as it should be read: the bugs of those who use it
// are elsewhere.
func (m *machine) read(layout core.Layout, limit int, header []byte) core.Event {
	dec := core.NewDecoder(layout, core.Limit(limit))
	dec.Feed(header)
	ev := dec.Next()
	if failed, ok := ev.Err.(*core.FrameError); ok {
		return m.refuse(ev.Row, *failed)
	}
	return m.emit(core.HeaderLength, 0, ev.Want)
}

// endOf is the end for a decoder that notices it, with so much of a header and of a
// payload gathered.
func (m *machine) endOf(header, msg []byte, size, length int) core.Event {
	switch {
	case m.state == core.StateHeader && len(header) == 0:
		return m.emit(core.HeaderEnd, 0, 0)
	case m.state == core.StateHeader:
		return m.truncated(core.HeaderTruncated, "header", len(header), size)
	case m.state == core.StatePayload:
		return m.truncated(core.PayloadTruncated, "payload", len(msg), length)
	}
	return m.again()
}

// truncated is what a decoder that notices the end says of a frame cut short.
func (m *machine) truncated(row core.Row, part string, had, want int) core.Event {
	return m.fail(row, &core.TruncatedError{Part: part, Had: had, Want: want})
}
