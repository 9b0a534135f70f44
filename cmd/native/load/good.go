package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bufferbybuffer/core"
)

// goodClient is one whose every byte is checked.
type goodClient struct {
	conn    net.Conn // nil where there was none to be had
	greeted time.Duration
	ticks   []arrival
	reader  *core.Reader
	asked   int // echoes that it asked for
	echoed  int
	talks   bool
	err     error
	done    chan struct{}
}

// each does so many things, eight at a time.
func each[T any](count int, do func(i int) T) []T {
	all := make([]T, count)
	var begun atomic.Int64
	var hands sync.WaitGroup
	for range 8 {
		hands.Go(func() {
			for i := int(begun.Add(1)) - 1; i < count; i = int(begun.Add(1)) - 1 {
				all[i] = do(i)
			}
		})
	}
	hands.Wait()
	return all
}

// settle connects good clients of the time server; every tenth talks.
func settle(ctx context.Context, to string, count int) []*goodClient {
	return each(count, func(i int) *goodClient {
		return meet(i%10 == 0, func() (net.Conn, error) { return dialFrom(ctx, address(1)(i), to) })
	})
}

// dialFrom connects; whoever reads from it for long has no deadline any more.
func dialFrom(ctx context.Context, from net.IP, to string) (net.Conn, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}, Timeout: patience}
	conn, err := dialer.DialContext(ctx, "tcp", to)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	conn.SetReadDeadline(time.Now().Add(patience))
	return conn, nil
}

// patience is how long someone good waits to be connected, and to be answered.
const patience = 20 * time.Second

// meet dials, waits for the greeting, and listens from then on.
func meet(talks bool, dial func() (net.Conn, error)) *goodClient {
	g := &goodClient{talks: talks, done: make(chan struct{})}
	began := time.Now()
	g.err = g.connect(dial)
	g.greeted = time.Since(began)
	if g.err != nil {
		close(g.done)
	} else {
		go g.listen()
	}
	return g
}

func (g *goodClient) connect(dial func() (net.Conn, error)) (err error) {
	if g.conn, err = dial(); err != nil {
		return err
	}
	g.reader = core.NewReader(g.conn, core.Decimal(10), core.Buffer(512))
	greeting, err := g.reader.ReadMessage()
	if err != nil || string(greeting) != "Welcome to the server!" {
		return fmt.Errorf("it was greeted with %q (%v)", greeting, err)
	}
	g.conn.SetReadDeadline(time.Time{})
	return nil
}

var tick = regexp.MustCompile(`^The time is \d+$`)

// echo is what a client asks for the nth time, different for each.
func (g *goodClient) echo(n int) string {
	return fmt.Sprintf("%s says for the %dth time %s", g.conn.LocalAddr(), n, strings.Repeat("abc", n%100))
}

// listen reads until leave. A talker asks for an echo after each tick.
func (g *goodClient) listen() {
	defer close(g.done)
	for {
		message, err := g.reader.ReadMessage()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
		if err != nil {
			g.err = err
			return
		}
		text := string(message)
		switch {
		case tick.MatchString(text):
			g.ticks = append(g.ticks, arrival{text, time.Now()})
			if g.talks {
				g.conn.Write(frames("echo " + g.echo(g.asked))) // who can't write will not read either
				g.asked++
			}
		case g.echoed < g.asked && text == g.echo(g.echoed):
			g.echoed++
		default:
			g.err = fmt.Errorf("it was told %.60q, which nobody said", text)
			return
		}
	}
}

func (g *goodClient) leave() {
	if g.conn == nil {
		return
	}
	g.conn.SetReadDeadline(time.Unix(1, 0))
	<-g.done
	g.conn.Close()
}

// check says what is wrong with the stream: it has to be what the witness, who
// was there all the time, was told, from some tick on, and nothing but. A session
// has a bell of its own, which may ring twice in a second where others have two.
func (g *goodClient) check(all []arrival) error {
	if g.err != nil {
		return fmt.Errorf("a good client: %w", g.err)
	}
	if g.asked-g.echoed > 2 { // what it asked for last may be on its way
		return fmt.Errorf("%v: %d of %d echoes never came", g.conn.LocalAddr(), g.asked-g.echoed, g.asked)
	}
	if _, session := g.conn.(*sessionConn); session {
		return g.checkTimes()
	}
	var told, mine []string
	for _, a := range all {
		told = append(told, a.text)
	}
	for _, a := range g.ticks {
		mine = append(mine, a.text)
	}
	if !strings.Contains(strings.Join(told, "\n")+"\n", strings.Join(mine, "\n")+"\n") || len(mine) == 0 {
		return fmt.Errorf("%v was told %q, others %q", g.conn.LocalAddr(), mine, told)
	}
	return nil
}

// checkTimes says whether it was told the time, later and later.
func (g *goodClient) checkTimes() error {
	before := int64(0)
	for _, a := range g.ticks {
		var said int64
		_, err := fmt.Sscanf(a.text, "The time is %d", &said)
		late := a.at.Unix() - said
		if err != nil || said < before || late < 0 || late > int64(patience/time.Second) {
			return fmt.Errorf("%v was told %q at %v, after %d", g.conn.LocalAddr(), a.text, a.at.Unix(), before)
		}
		before = said
	}
	if len(g.ticks) == 0 {
		return fmt.Errorf("%v was never told the time", g.conn.LocalAddr())
	}
	return nil
}
