package core

// hint says what header bytes that make no sense usually mean. It knows the
// mistakes that people make: the wrong port, the wrong protocol, the wrong byte
// order, a reader out of step, a length in characters. After is whether a frame
// came before these bytes.
func hint(l *Layout, limit int, header []byte, after bool, reason error) string {
	if _, truncated := reason.(*TruncatedError); truncated || len(header) == 0 {
		return ""
	}
	if other := spoken(header); other != "" {
		return "the bytes look like " + other + ": this may be the wrong port, or the peer speaks another protocol"
	}
	usual := l.form.hint(l, limit, header, reason)
	if after && usual == hintNoText && header[0]&0xc0 == 0x80 && printable(header[1:]) {
		return "it begins in the middle of a character: the length before was probably in characters, not in bytes"
	}
	return usual
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
