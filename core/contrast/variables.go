package contrast

import (
	"strconv"
	"unicode/utf8"

	"bufferbybuffer/core"
)

// Variable is one that a decoder's Python has.
type Variable struct {
	Name  string
	Value string // as Python shows it; "" while nothing has been assigned to it
	Len   int    // what len() says of it; [core.Unknown] where it has no length
}

// Variables returns what the decoder's Python holds once the line of a step has run
// (see [Decoder.Line]). A recv that waits has not returned.
func (d Decoder) Variables(v *View) []Variable { return d.room.variables(v) }

// shownMost is how much of a value is shown: bytes, or characters of a text.
const shownMost = 64

func unset(name string) Variable { return Variable{name, "", core.Unknown} }

func number(name string, n int) Variable { return Variable{name, strconv.Itoa(n), core.Unknown} }

func boolean(name string, b bool) Variable {
	if b {
		return Variable{name, "True", core.Unknown}
	}
	return Variable{name, "False", core.Unknown}
}

func bytesVariable(name string, data []byte) Variable {
	v := Variable{name, literal(data[:min(len(data), shownMost)]), len(data)}
	if len(data) > shownMost {
		v.Value += "…"
	}
	return v
}

// text is a str of what can be decoded of some bytes: a character that is cut waits
// for its rest.
func text(name string, data []byte) Variable {
	for i := 1; i < utf8.UTFMax && i <= len(data); i++ {
		if last := data[len(data)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				data = data[:len(data)-i]
			}
			break
		}
	}
	n, shown := 0, len(data)
	for at := 0; at < len(data); n++ {
		if n == shownMost {
			shown = at
		}
		_, size := utf8.DecodeRune(data[at:])
		at += size
	}
	v := Variable{name, literalText(data[:shown]), n}
	if shown < len(data) {
		v.Value += "…"
	}
	return v
}

// began reports whether a recv has returned: bytes, or none at the end.
func (v *View) began() bool { return v.Arrived > 0 || v.Ended }

// bytes returns what was received from one stream offset to another.
func (v *View) bytes(from, to int) []byte { return v.Sent.stream[from:to] }

// chunkVariable is what the last recv returned.
func (v *View) chunkVariable(name string) Variable {
	if !v.began() {
		return unset(name)
	}
	return bytesVariable(name, v.bytes(v.From, v.Arrived))
}

// buffer is all that has come since the frame began.
func (v *View) buffer(name string) Variable {
	return bytesVariable(name, v.bytes(v.Start, v.Arrived))
}

// lengthVariable is the length that was read last.
func (v *View) lengthVariable(name string) Variable {
	switch {
	case v.Body != core.Unknown:
		return number(name, v.Length)
	case v.Before != nil:
		return number(name, v.Before.Length)
	}
	return unset(name)
}

// headerVariable is what was taken for a header last, for a decoder that asks for
// one and keeps it.
func (v *View) headerVariable(name string) Variable {
	switch {
	case v.Body != core.Unknown:
		return bytesVariable(name, v.bytes(v.Start, v.Body))
	case v.Row != core.HeaderMore:
		return bytesVariable(name, v.bytes(v.Start, int(v.Taken)))
	case v.Before != nil:
		return bytesVariable(name, v.bytes(v.Before.Start, v.Before.Body))
	}
	return unset(name)
}

// messageVariable is what was handed out last.
func (v *View) messageVariable(name string) Variable {
	if len(v.Out) == 0 {
		return unset(name)
	}
	return bytesVariable(name, v.Out[len(v.Out)-1])
}
