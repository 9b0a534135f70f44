package judge

import (
	"bytes"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

// Decode puts a decoder at the beginning of a stream through a case.
func Decode(m trace.Machine, c Case) Outcome {
	o := Outcome{Forced: true}
	var last core.Event
	drive(m, c.Stream, c.Cuts, c.Ending, func(ev core.Event) bool {
		if ev.Kind == core.Message {
			o.Messages = append(o.Messages, bytes.Clone(ev.Payload))
		}
		last = ev
		return true
	})
	switch {
	case last.Kind == core.Failed:
		o.End, o.Detail = Failed, last.Err.Error()
	case last.Kind == core.End:
		o.End = Returned
	case c.Ending == trace.Open:
		o.End = Waiting
	default:
		o.End = Spinning
	}
	return o
}

// Right is what a stream comes to, read as it should be: the messages, the kind of
// error or none, and the end.
type Right struct {
	messages [][]byte
	last     core.Kind // NeedMore, Failed or End
	err      error
	stream   []byte
	ending   trace.Ending
}

// NewRight returns what the file's stream comes to with core's decoder, in one
// chunk.
func NewRight(f *trace.File) Right {
	r := Right{stream: f.Stream, ending: f.Ending}
	drive(f.NewDecoder(), f.Stream, nil, f.Ending, func(ev core.Event) bool {
		if ev.Kind == core.Message {
			r.messages = append(r.messages, bytes.Clone(ev.Payload))
		}
		r.last, r.err = ev.Kind, ev.Err
		return true
	})
	return r
}

// Same reports whether a decoder comes to the same with the stream cut at these
// offsets. It gives up at the first message that should not have come, and keeps
// none: this is for who tries millions of schedules.
func (r *Right) Same(m trace.Machine, cuts []int) bool {
	n, last, right := 0, core.NeedMore, true
	var err error
	drive(m, r.stream, cuts, r.ending, func(ev core.Event) bool {
		if ev.Kind == core.Message {
			right = n < len(r.messages) && bytes.Equal(ev.Payload, r.messages[n])
			n++
		}
		last, err = ev.Kind, ev.Err
		return right
	})
	return right && n == len(r.messages) && last == r.last && SameKind(err, r.err)
}

// SameKind reports whether two errors are of one kind. An error that is none of
// core's is of a kind of its own.
func SameKind(a, b error) bool {
	if a == nil || b == nil {
		return a == b
	}
	kind := kindOf(a)
	return kind != nil && kind == kindOf(b)
}

// kindOf returns the sentinel that core's errors match. (errors.Is would find it
// too, and bring reflection into the module.)
func kindOf(err error) error {
	for err != nil {
		switch err {
		case core.ErrMalformedHeader, core.ErrTooLarge:
			return err
		}
		if _, ok := err.(*core.TruncatedError); ok {
			return core.ErrTruncated
		}
		wrapper, ok := err.(interface{ Unwrap() error })
		if !ok {
			return nil
		}
		err = wrapper.Unwrap()
	}
	return nil
}

// drive runs a machine over the stream, cut at the given offsets, until yield
// returns false.
func drive(m trace.Machine, stream []byte, at []int, ending trace.Ending, yield func(core.Event) bool) {
	from := 0
	for i := 0; i <= len(at); i++ {
		to := len(stream)
		if i < len(at) {
			to = at[i]
		}
		if from == to {
			break // a stream of no bytes has no chunks
		}
		m.Feed(stream[from:to])
		from = to
		for {
			ev := m.Next()
			if !yield(ev) || ev.Kind == core.Failed || ev.Kind == core.End {
				return
			}
			if ev.Kind == core.NeedMore {
				break
			}
		}
	}
	if ending != trace.Open {
		yield(m.End())
	}
}
