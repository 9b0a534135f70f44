package main

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// A session's bell is its own: near the border of a second it may say the same
// second twice, and pass one over. What it says is the time all the same.
func TestSessionIsToldTheTime(t *testing.T) {
	conn, other := net.Pipe()
	defer conn.Close()
	defer other.Close()
	everybody := []arrival{{"The time is 1000", time.Unix(1000, 0)}}
	for name, test := range map[string]struct {
		said []int64 // in the seconds 1001, 1002, ...
		good bool
	}{
		"never":        {nil, false},
		"in time":      {[]int64{1001, 1002}, true},
		"twice in one": {[]int64{1001, 1001, 1003}, true},
		"back":         {[]int64{1001, 1000}, false},
		"ahead":        {[]int64{1001, 1003}, false},
		"long ago":     {[]int64{101}, false},
	} {
		g := &goodClient{conn: &sessionConn{Conn: conn}}
		for i, said := range test.said {
			g.ticks = append(g.ticks, arrival{fmt.Sprintf("The time is %d", said), time.Unix(1001+int64(i), 0)})
		}
		if err := g.check(everybody); (err == nil) != test.good {
			t.Errorf("told %s: %v", name, err)
		}
	}
}
