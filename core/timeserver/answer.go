package timeserver

import (
	"bytes"
	"strings"
)

// MaxMessage is the largest message, in bytes, that the server takes.
const MaxMessage = 16 << 10

// Answer appends to dst the frame that answers one message of a client. Every
// message begins with a verb, which ends at the first space, so that content
// is never mistaken for a command:
//
//	echo CONTENT       answered by a frame of CONTENT, byte for byte
//	cut SCHEDULE       cut each write as a schedule says
//	pause TIME         wait between two writes
//	gather NUMBER      put so many frames together before a write
//	every TIME         tell the time so often
//	words varied       tell it in words of many lengths; fixed: in the tutorial's
//
// The last five set the manner, and are answered by "ok" and what was set.
// Anything else is answered by "refused" and the reason. set tells whether the
// manner is another one now.
func (m *Manner) Answer(dst, message []byte) (frame []byte, set bool) {
	name, content, _ := bytes.Cut(message, []byte(" "))
	verb := string(name)
	if verb == "echo" {
		return appendFrame(dst, content), false
	}
	if !isSetting(verb) {
		return AppendRefusal(dst, "there is no verb "+quote(verb)+"; there is echo, "+strings.Join(Names(), ", ")), false
	}
	value := strings.TrimSpace(string(content))
	if err := m.Set(verb, value); err != nil {
		return AppendRefusal(dst, err.Error()), false
	}
	return appendFrame(dst, []byte("ok "+verb+" "+value)), true
}

// AppendRefusal appends a frame that says what the server will not do.
func AppendRefusal(dst []byte, why string) []byte {
	return appendFrame(dst, []byte("refused "+why))
}

func isSetting(verb string) bool {
	for _, name := range Names() {
		if verb == name {
			return true
		}
	}
	return false
}
