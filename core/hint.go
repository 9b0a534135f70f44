package core

import "strconv"

// hint says what header bytes that make no sense usually mean. It knows the
// mistakes that people make: the wrong port, the wrong protocol, the wrong byte
// order, a reader out of step.
func hint(l Layout, limit int, header []byte, reason error) string {
	_, truncated := reason.(*TruncatedError)
	if truncated || l.form == formDelimiter {
		return ""
	}
	if other := spoken(header); other != "" {
		return "the bytes look like " + other + ": this may be the wrong port, or the peer speaks another protocol"
	}
	_, tooLarge := reason.(*LengthError)
	binary := l.form == formBig || l.form == formLittle
	if tooLarge && binary && l.width > 1 {
		turned := l.turned()
		if n, ok := turned.parse(header); ok && n <= uint64(limit) {
			return "in the other byte order it would be " + strconv.FormatUint(n, 10)
		}
	}
	if binary || l.form == formUvarint {
		if printable(header) {
			return "the bytes are printable text: the stream is out of step, or this is another protocol"
		}
		return ""
	}
	if !tooLarge {
		if printable(header) {
			return "the bytes are printable text: the stream is out of step, or this is another protocol"
		}
		return "the bytes are not text: this is another protocol, or a binary length"
	}
	return ""
}

// turned is the layout with the other byte order.
func (l Layout) turned() Layout {
	if l.form == formBig {
		l.form = formLittle
	} else {
		l.form = formBig
	}
	return l
}

// spoken names the protocol that begins with these bytes, or returns "".
func spoken(header []byte) string {
	starts := func(with string) bool {
		return len(header) >= len(with) && string(header[:len(with)]) == with
	}
	switch {
	case starts("\x16\x03") || starts("\x15\x03"):
		return "TLS"
	case starts("GET ") || starts("POST") || starts("PUT ") || starts("HEAD") || starts("OPTI") ||
		starts("HTTP") || starts("PRI "):
		return "HTTP"
	case starts("SSH-"):
		return "SSH"
	}
	return ""
}

func printable(header []byte) bool {
	for _, b := range header {
		if (b < ' ' || b > '~') && b != '\r' && b != '\n' && b != '\t' {
			return false
		}
	}
	return len(header) > 0
}
