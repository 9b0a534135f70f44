package tap_test

import (
	"io"
	"net"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/cmd/native/internal/tap"
	"bufferbybuffer/core"
)

// What passes, for a program: a JSON object on each line.
func TestEvents(t *testing.T) {
	text := &locked{more: make(chan struct{}, 1)}
	events := tap.NewEvents(text, [2]core.Layout{{}, core.Decimal(10)}, 1000, func(err error) { t.Error(err) })
	at := start(t, tap.Config{Recorder: tap.Recorders{events}}, tap.DisplayConfig{}, func(conn *net.TCPConn) {
		send(t, conn, "5         hello0         ")
		send(t, conn, "alive>12  ")
		io.ReadFull(conn, make([]byte, 3))
	})
	conn := at.connect(t)
	read(t, conn, 35)
	conn.Write([]byte("bye"))
	io.ReadAll(conn)
	conn.Close()
	at.wants(t, "over after")
	at.stop()
	want := `{"event":"connected","connection":1,"seconds":S,"client":"A","server":"A"}
{"event":"chunk","connection":1,"seconds":S,"toward":"client","bytes":"NSAgICAgICAgIGhlbGxvMCAgICAgICAgIA==","offset":0}
{"event":"message","connection":1,"seconds":S,"toward":"client","frame":1,"length":5,"payload":"aGVsbG8="}
{"event":"message","connection":1,"seconds":S,"toward":"client","frame":2,"length":0}
{"event":"chunk","connection":1,"seconds":S,"toward":"client","bytes":"YWxpdmU+MTIgIA==","offset":25}
{"event":"out of step","connection":1,"seconds":S,"toward":"client","offset":25,"frame":3,"why":"malformed header \"alive>12  \": want a decimal number, padded to 10 characters","header":"YWxpdmU+MTIgIA=="}
{"event":"chunk","connection":1,"seconds":S,"toward":"server","bytes":"Ynll","offset":0}
{"event":"ended","connection":1,"seconds":S,"toward":"client","how":"closed"}
{"event":"ended","connection":1,"seconds":S,"toward":"server","how":"closed"}
{"event":"over","connection":1,"seconds":S}
`
	got := regexp.MustCompile(`"seconds":[0-9.e-]+`).ReplaceAllString(text.String(), `"seconds":S`)
	got = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(got, "A")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
