package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"bufferbybuffer/core"
)

// besieged is what is measured of a server while a force stands before it.
type besieged struct {
	greeted     []time.Duration // of each good client, from its dial to its greeting; fastest first
	late        time.Duration   // see crowd.late
	wrong       int             // good clients whose stream is not what was sent
	firstWrong  error
	peak, after holding       // with the force, and without it
	end         time.Duration // from SIGTERM to the end, with the force
}

// givenBack tells whether what the force took is had again.
func (b besieged) givenBack() bool {
	return b.after.descriptors <= 100 && (b.after.memory <= b.peak.memory/2 || b.after.memory < 128<<20)
}

// holding is what a process has.
type holding struct{ memory, descriptors int }

// good is how many clients are measured, at full size.
const good = 2000

// siege measures the native server with and without hostility, at a part of
// the full size, and prints the one beside the other.
func siege(ctx context.Context, out io.Writer, native string, scale float64) error {
	of := func(n int) int { return max(1, int(float64(n)*scale)) }
	f := force{clients: of(10_000), idle: of(2000), sessions: of(500)}
	needed := f.clients + of(good) + 2000
	if have := descriptors(); have < needed {
		return fmt.Errorf("a process may have %d files open here, and %d are needed: ulimit -n %d, or -scale %.2f", have, needed, needed, scale*float64(have)/float64(needed))
	}
	calm, storm := f, f
	calm.silent = true
	fmt.Fprintf(out, "%d hostile clients, %d HTTP connections and %d sessions of one address, beside %d good clients.\n\n", f.clients, f.idle, f.sessions, of(good))
	control, err := withstand(ctx, native, calm, of(good))
	if err != nil {
		return fmt.Errorf("with silent ones: %w", err)
	}
	hostile, err := withstand(ctx, native, storm, of(good))
	if err != nil {
		return fmt.Errorf("with hostile ones: %w", err)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tgreeted, median\tp99\tslowest\tp99 late\twrong\tMiB\tdescriptors\tMiB after\tdescriptors after\tSIGTERM\t")
	for _, row := range []struct {
		name string
		b    besieged
	}{{"as many silent ones", control}, {"hostile ones", hostile}} {
		b := row.b
		fmt.Fprintf(table, "%s\t%v\t%v\t%v\t%v\t%d of %d\t%d\t%d\t%d\t%d\t%v\t\n", row.name,
			round(b.greeted[len(b.greeted)/2]), round(p99(b.greeted)), round(b.greeted[len(b.greeted)-1]), round(b.late),
			b.wrong, len(b.greeted), b.peak.memory>>20, b.peak.descriptors, b.after.memory>>20, b.after.descriptors, round(b.end))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprint(out, `
greeted: from a good client's dial to its greeting. late: how much more than an interval after the one before a time
message came. wrong: good clients whose stream was not, byte for byte, what was said to everybody, or not what they
had asked to be echoed. Attackers and clients share the machine's cores with the server: the ratios count.

`)
	if hostile.firstWrong != nil {
		fmt.Fprintf(out, "the first that was wrong: %v\n", hostile.firstWrong)
	}
	return judge(out, []goal{
		{control.wrong+hostile.wrong == 0, fmt.Sprintf("%d good streams were wrong; none may be", control.wrong+hostile.wrong)},
		{hostile.greeted[len(hostile.greeted)-1] < time.Second, fmt.Sprintf("the slowest good client was greeted after %v; under a second", round(hostile.greeted[len(hostile.greeted)-1]))},
		{hostile.late <= 3*control.late, fmt.Sprintf("%.1f times as late as with silent ones; at most 3", ratio(float64(hostile.late), float64(control.late)))},
		{hostile.peak.memory <= needed*(256<<10), fmt.Sprintf("%d KiB of memory per connection; at most 256", hostile.peak.memory/needed>>10)},
		{hostile.givenBack(), fmt.Sprintf("%d descriptors and %d of %d MiB are left when they have gone; at most 100, and half or 128", hostile.after.descriptors, hostile.after.memory>>20, hostile.peak.memory>>20)},
		{hostile.end <= 2*time.Second, fmt.Sprintf("SIGTERM ended it within %v; at most 2 s", round(hostile.end))},
	})
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

// withstand starts a server, lets a force come, measures good clients beside
// it, lets it go, lets it come again, and ends the server.
func withstand(ctx context.Context, native string, f force, count int) (b besieged, err error) {
	s := server{name: "native", command: func(every time.Duration) []string {
		return []string{native, "serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0", "-interval", every.String(),
			"-clients", "20000", "-per-address", fmt.Sprint(perAddress + 56)}
	}}
	p, err := s.start(ctx, idleInterval)
	if err != nil {
		return b, err
	}
	defer p.stop()
	witness, err := dialGood(ctx, p.address, 0, false)
	if err != nil {
		return b, err
	}
	go witness.listen()
	attackers, err := send(ctx, f, p)
	if err != nil {
		return b, err
	}
	defer attackers.stop()

	clients, err := settle(ctx, p.address, count)
	if err != nil {
		return b, err
	}
	wait(ctx, 10*idleInterval)
	b.peak = p.holds()
	measured := &crowd{}
	for _, g := range clients {
		g.leave()
		b.greeted = append(b.greeted, g.greeted)
		measured.clients = append(measured.clients, &client{arrivals: g.ticks})
	}
	slices.Sort(b.greeted)
	b.late = measured.late()

	attackers.stop()
	patience := 10 * time.Second
	if !f.silent {
		patience = 150 * time.Second // the collector of a program with nothing to do comes every two minutes
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline) && ctx.Err() == nil; wait(ctx, idleInterval) {
		if b.after = p.holds(); b.givenBack() {
			break
		}
	}
	witness.leave()
	for _, g := range append(clients, witness) {
		if err := g.check(witness.ticks); err != nil {
			b.wrong++
			if b.firstWrong == nil {
				b.firstWrong = err
			}
		}
	}

	again, err := send(ctx, f, p)
	if err != nil {
		return b, err
	}
	defer again.stop()
	began := time.Now()
	p.cmd.Process.Signal(syscall.SIGTERM)
	err = p.cmd.Wait()
	b.end = time.Since(began)
	return b, err
}

func wait(ctx context.Context, span time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(span):
	}
}

// send starts a force, as a process of its own, and waits until it is there.
func send(ctx context.Context, f force, p *process) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute) // whatever happens
	cmd := exec.CommandContext(ctx, self, "-force", fmt.Sprintf("%d,%d,%d,%t,%s,%s", f.clients, f.idle, f.sessions, f.silent, p.address, p.http))
	cmd.Stderr = os.Stderr
	lines, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	if line, err := bufio.NewReader(lines).ReadString('\n'); line != "there\n" {
		cancel()
		cmd.Wait()
		return nil, fmt.Errorf("the force said %q: %w", line, errors.Join(err, ctx.Err()))
	}
	return &process{cmd: cmd, release: cancel}, nil
}

// serveForce is the process that send starts.
func serveForce(ctx context.Context, text string) error {
	var f force
	fields := strings.Split(text, ",")
	if len(fields) != 6 {
		return fmt.Errorf("-force is %q", text)
	}
	if _, err := fmt.Sscan(strings.Join(fields[:4], " "), &f.clients, &f.idle, &f.sessions, &f.silent); err != nil {
		return fmt.Errorf("-force is %q: %w", text, err)
	}
	besiege(ctx, f, fields[4], fields[5])
	return nil
}

// goodClient is one whose every byte is checked.
type goodClient struct {
	conn    net.Conn
	greeted time.Duration
	ticks   []arrival
	reader  *core.Reader
	asked   int // echoes that it asked for
	echoed  int
	talks   bool
	err     error
	done    chan struct{}
}

// settle connects good clients, eight at a time; every tenth talks.
func settle(ctx context.Context, to string, count int) ([]*goodClient, error) {
	type result struct {
		client *goodClient
		err    error
	}
	next, results := make(chan int), make(chan result)
	for range 8 {
		go func() {
			for i := range next {
				g, err := dialGood(ctx, to, i, i%10 == 0)
				if err == nil {
					go g.listen()
				}
				results <- result{g, err}
			}
		}()
	}
	go func() {
		defer close(next)
		for i := range count {
			next <- i
		}
	}()
	var all []*goodClient
	var failed error
	for range count {
		if r := <-results; r.err == nil {
			all = append(all, r.client)
		} else if failed == nil {
			failed = r.err
		}
	}
	return all, failed
}

func dialGood(ctx context.Context, to string, i int, talks bool) (*goodClient, error) {
	began := time.Now()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: address(1)(i)}, Timeout: 20 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", to)
	if err != nil {
		return nil, fmt.Errorf("a good client: %w", err)
	}
	g := &goodClient{conn: conn, talks: talks, reader: core.NewReader(conn, core.Decimal(10), core.Buffer(512)), done: make(chan struct{})}
	conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	greeting, err := g.reader.ReadMessage()
	g.greeted = time.Since(began)
	if err != nil || string(greeting) != "Welcome to the server!" {
		conn.Close()
		return nil, fmt.Errorf("a good client was greeted with %q: %w", greeting, err)
	}
	conn.SetReadDeadline(time.Time{})
	return g, nil
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
	g.conn.SetReadDeadline(time.Unix(1, 0))
	<-g.done
	g.conn.Close()
}

// check says what is wrong with the stream: it has to be what the witness, who
// was there all the time, was told, from some tick on, and nothing but.
func (g *goodClient) check(all []arrival) error {
	if g.err != nil {
		return fmt.Errorf("%v: %w", g.conn.LocalAddr(), g.err)
	}
	if g.asked-g.echoed > 2 { // what it asked for last may be on its way
		return fmt.Errorf("%v: %d of %d echoes never came", g.conn.LocalAddr(), g.asked-g.echoed, g.asked)
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
