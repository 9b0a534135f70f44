package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// besieged is what is measured of a server while a force stands before it.
type besieged struct {
	greeted, pages, modules, sessions []time.Duration // how long each of those who are good waited; fastest first
	late, lateSessions                time.Duration   // see crowd.late
	wrong                             int             // of all of them, who did not get what was said or is there
	firstWrong                        error
	alone, peak, after                holding       // before anybody came, with the force, and when it had gone
	end                               time.Duration // from SIGTERM to the end, with the force
	beside                            bool          // other work: see holding.kernel
}

// givenBack tells whether what the force took is had again: of memory half, or
// all but 48 MiB: the collector lets the program's own 40 double before it comes,
// and keeps a tenth more. Beside other work the kernel's is not asked for.
func (b besieged) givenBack() bool {
	return b.after.descriptors <= 100 && (b.beside || b.after.kernel <= 16<<20) && b.left() <= max(b.taken()/2, 48<<20)
}

func (b besieged) taken() int { return b.peak.memory - b.alone.memory }
func (b besieged) left() int  { return b.after.memory - b.alone.memory }

// company is who is good and measured: so many of each.
type company struct{ clients, visitors, sessions int }

// siege measures the native server with and without hostility, at a part of
// the full size, and prints the one beside the other. Times, and what the kernel
// keeps for the whole machine, are goals only where they are asked for.
func siege(ctx context.Context, out io.Writer, native string, scale float64, timed bool) error {
	of := func(n int) int { return max(1, int(float64(n)*scale)) }
	f := force{clients: of(10_000), idle: of(2000), sessions: of(500)}
	c := company{clients: of(2000), visitors: of(500), sessions: of(100)}
	needed := f.clients + c.clients + 2000
	if have := descriptors(); have < needed {
		return fmt.Errorf("a process may have %d files open here, and %d are needed: ulimit -n %d, or -scale %.2f", have, needed, needed, scale*float64(have)/float64(needed))
	}
	calm, storm := f, f
	calm.silent = true
	fmt.Fprintf(out, "%d hostile clients, %d HTTP connections and %d sessions of one address,\nbeside %d good clients, %d visitors and %d sessions of others.\n\n",
		f.clients, f.idle, f.sessions, c.clients, c.visitors, c.sessions)
	control, err := withstand(ctx, native, calm, c, timed)
	if err != nil {
		return fmt.Errorf("with silent ones: %w", err)
	}
	hostile, err := withstand(ctx, native, storm, c, timed)
	if err != nil {
		return fmt.Errorf("with hostile ones: %w", err)
	}
	if err := tabulate(out, control, hostile); err != nil {
		return err
	}
	for _, b := range []besieged{control, hostile} {
		if b.firstWrong != nil {
			fmt.Fprintf(out, "the first that was wrong: %v\n", b.firstWrong)
		}
	}
	taken := places{
		clients:  min(allowed, f.clients+c.clients+1),
		sessions: min(256, min(64, f.sessions)+c.sessions),
		http:     min(1024, f.idle+f.sessions+c.sessions+c.visitors),
	}
	goals := bounds(control, hostile, taken)
	if timed {
		goals = append(goals, promptness(control, hostile)...)
	}
	return judge(out, goals)
}

// tabulate prints what was measured, first of times, then of all else.
func tabulate(out io.Writer, control, hostile besieged) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tbeside silent ones: median\tp99\tslowest\tbeside hostile ones: median\tp99\tslowest\t")
	for _, row := range []struct {
		name        string
		calm, storm []time.Duration
	}{
		{"a client is greeted", control.greeted, hostile.greeted},
		{"a visitor has a page", control.pages, hostile.pages},
		{"and its module", control.modules, hostile.modules},
		{"a session is greeted", control.sessions, hostile.sessions},
	} {
		fmt.Fprintf(table, "%s\t%v\t%v\t%v\t%v\t%v\t%v\t\n", row.name,
			median(row.calm), round(p99(row.calm)), slowest(row.calm), median(row.storm), round(p99(row.storm)), slowest(row.storm))
	}
	fmt.Fprintln(table, "\t\t\t\t\t\t\t")
	fmt.Fprintln(table, "\tp99 late: clients\tsessions\twrong\tMiB, and the kernel’s\tafter\tdescriptors, and after\tSIGTERM\t")
	for _, row := range []struct {
		name string
		b    besieged
	}{{"as many silent ones", control}, {"hostile ones", hostile}} {
		b := row.b
		fmt.Fprintf(table, "%s\t%v\t%v\t%d\t%d + %d\t%d + %d\t%d, %d\t%v\t\n", row.name, round(b.late), round(b.lateSessions), b.wrong,
			b.peak.memory>>20, b.peak.kernel>>20, b.after.memory>>20, b.after.kernel>>20, b.peak.descriptors, b.after.descriptors, round(b.end))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprint(out, `
greeted, has a page: from the dial on, a page to its last byte; a module from its request on the same connection to its
last byte. late: how much more than an interval after the one before a time message came. wrong: who did not get, byte
for byte, what was said to everybody (a session, which has a bell of its own: the time), what they had asked to be
echoed, or what a visitor had got before. The kernel’s memory is that of all TCP sockets, at both ends. Attackers and
clients share the machine's cores: the ratios count.

`)
	return err
}

// bounds are the goals that hold at any size, on any machine, beside other work:
// there, without what the kernel keeps.
func bounds(control, hostile besieged, taken places) []goal {
	memory := min(taken.memory(), unitMemory)
	held, which := hostile.peak.memory+hostile.peak.kernel, "the kernel's included"
	if hostile.beside {
		held, which = hostile.peak.memory, "the kernel's not, beside other work"
	}
	return []goal{
		{control.wrong+hostile.wrong == 0, fmt.Sprintf("%d of those who were good got something wrong, or nothing; none may", control.wrong+hostile.wrong)},
		{hostile.alone.memory <= places{}.memory(), fmt.Sprintf("%d MiB of memory before anybody comes; at most %d, as docs/deploy.md says", hostile.alone.memory>>20, places{}.memory()>>20)},
		{held <= memory, fmt.Sprintf("%d MiB of memory, %s; at most %d, as docs/deploy.md promises for %d clients, but never more than its unit has", held>>20, which, memory>>20, taken.clients)},
		{hostile.peak.descriptors <= taken.descriptors(), fmt.Sprintf("%d descriptors; at most %d, as docs/deploy.md promises", hostile.peak.descriptors, taken.descriptors())},
		{hostile.givenBack(), fmt.Sprintf("%d descriptors, %d of the %d MiB that they took, and %d MiB of the kernel are left when they have gone; at most 100, half or 48, and, not beside other work, 16",
			hostile.after.descriptors, hostile.left()>>20, hostile.taken()>>20, hostile.after.kernel>>20)},
	}
}

// promptness are the goals of times.
func promptness(control, hostile besieged) []goal {
	soon := func(who string, all, calm []time.Duration) goal {
		return goal{slowest(all) < time.Second, fmt.Sprintf("the slowest good %v; under a second (beside silent ones %v)", fmt.Sprintf(who, slowest(all)), slowest(calm))}
	}
	punctual := func(who string, late, calm time.Duration) goal {
		return goal{late <= 3*calm, fmt.Sprintf("%s: %.1f times as late as with silent ones; at most 3", who, ratio(float64(late), float64(calm)))}
	}
	return []goal{
		soon("client was greeted after %v", hostile.greeted, control.greeted),
		soon("visitor had a page after %v", hostile.pages, control.pages),
		soon("visitor had its module %v later", hostile.modules, control.modules),
		soon("session was greeted after %v", hostile.sessions, control.sessions),
		punctual("clients", hostile.late, control.late),
		punctual("sessions", hostile.lateSessions, control.lateSessions),
		{hostile.end <= 2*time.Second, fmt.Sprintf("SIGTERM ended it within %v; at most 2 s", round(hostile.end))},
	}
}

func round(d time.Duration) time.Duration          { return d.Round(100 * time.Microsecond) }
func median(sorted []time.Duration) time.Duration  { return round(sorted[len(sorted)/2]) }
func slowest(sorted []time.Duration) time.Duration { return round(sorted[len(sorted)-1]) }

// allowed is how many clients the server takes at once.
const allowed = 20_000

// withstand starts a server, lets a force come, measures those who are good
// beside it, lets it go, lets it come again, and ends the server.
func withstand(ctx context.Context, native string, f force, c company, timed bool) (b besieged, err error) {
	s := server{
		name: "native",
		command: func(every time.Duration) []string {
			return []string{native, "serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0", "-interval", every.String(),
				"-clients", fmt.Sprint(allowed), "-per-address", fmt.Sprint(perAddress + 56)}
		},
		env: []string{unitHeap},
	}
	b.beside = !timed
	ticks := 3
	if timed {
		ticks = 10
	}
	before := socketMemory()
	p, err := s.start(ctx, idleInterval)
	if err != nil {
		return b, err
	}
	defer p.stop()
	witness := meet(false, func() (net.Conn, error) { return dialFrom(ctx, own(1)(0), p.address) })
	first := visitor(ctx, p.http, 0)
	if err := cmp.Or(witness.err, first.err); err != nil {
		return b, fmt.Errorf("before anybody came: %w", err)
	}
	b.alone = p.holds(before)
	peak := watch(ctx, p, before)
	attackers, err := send(ctx, f, p)
	if err != nil {
		peak()
		return b, err
	}
	defer attackers.stop()

	clients := settle(ctx, p.address, c.clients)
	sessions := converse(ctx, p.http, c.sessions)
	visits := each(c.visitors, func(i int) visit { return visitor(ctx, p.http, i) })
	wait(ctx, time.Duration(ticks)*idleInterval)
	b.peak = peak()
	b.greeted, b.late = part(clients)
	b.sessions, b.lateSessions = part(sessions)
	for _, v := range visits {
		b.pages, b.modules = append(b.pages, v.page), append(b.modules, v.module)
	}
	slices.Sort(b.pages)
	slices.Sort(b.modules)

	attackers.stop()
	patience := 10 * time.Second
	if !f.silent {
		patience = 150 * time.Second // the collector of a program with nothing to do comes every two minutes
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline) && ctx.Err() == nil; {
		wait(ctx, idleInterval) // and until the witness has heard the last that those who left had
		if b.after = p.holds(before); b.givenBack() {
			break
		}
	}
	witness.leave()
	var complaints []error
	for _, g := range slices.Concat(clients, sessions, []*goodClient{witness}) {
		complaints = append(complaints, g.check(witness.ticks))
	}
	for _, v := range visits {
		complaints = append(complaints, v.check(first))
	}
	for _, err := range complaints {
		if err != nil {
			b.wrong++
			b.firstWrong = cmp.Or(b.firstWrong, err)
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

// part has good clients leave, and says how long each waited for its greeting,
// fastest first, and how late they were told the time.
func part(clients []*goodClient) (greeted []time.Duration, late time.Duration) {
	measured := &crowd{}
	for _, g := range clients {
		g.leave()
		greeted = append(greeted, g.greeted)
		measured.clients = append(measured.clients, &client{arrivals: g.ticks})
	}
	slices.Sort(greeted)
	return greeted, measured.late()
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
