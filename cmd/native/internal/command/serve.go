package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"bufferbybuffer/cmd/native/internal/gateway"
	"bufferbybuffer/cmd/native/internal/server"
	"bufferbybuffer/cmd/native/internal/web"
	"bufferbybuffer/core/timeserver"
	"bufferbybuffer/site"
)

var serve = subcommand{
	name:    "serve",
	summary: "Serve the time over TCP, and the lesson over HTTP",
	more: `It is the tutorial's server for everybody at once, and the site with its gateway.
On loopback only, unless told otherwise. SIGINT or SIGTERM ends it: clients get
what is queued for them. docs/protocol.md says what clients may send,
docs/deploy.md how to run it for others.

  native serve
  native serve -interval 500ms
  native serve -tcp 0.0.0.0:1243 -http 0.0.0.0:8080 -host lab7.school.example
  native serve -metrics 127.0.0.1:9090
  native serve -log json -clients 100 -per-address 10 -sessions 20`,
	run: runServe,
}

type serveFlags struct {
	tcp, http string
	metrics   string // "" for the lesson's address
	interval  time.Duration
	hosts     []string
	limits    server.Limits
	sessions  int
	log       *slog.Logger
}

// The bounds of -interval. The shortest is for measuring.
const (
	shortestInterval = time.Microsecond
	longestInterval  = 24 * time.Hour
)

func parseServe(flags *flag.FlagSet, args []string, console Console) (serveFlags, error) {
	var f serveFlags
	var hosts, form string
	var verbose bool
	flags.StringVar(&f.tcp, "tcp", fmt.Sprintf("127.0.0.1:%d", timeserver.Port), "`address` of the time server; port 0 takes any")
	flags.StringVar(&f.http, "http", "127.0.0.1:8080", "`address` of the lesson; port 0 takes any")
	flags.StringVar(&f.metrics, "metrics", "", "`address` of /metrics, if not the lesson's")
	flags.DurationVar(&f.interval, "interval", timeserver.Interval*time.Second, "how long from one time message to the next")
	flags.StringVar(&hosts, "host", "", "`names` that the lesson also answers to, separated by commas; pages give the first as their own")
	flags.IntVar(&f.limits.Clients, "clients", 1024, "TCP clients at once")
	flags.IntVar(&f.limits.PerAddress, "per-address", 256, "TCP clients, and connections to the lesson, at once from one address")
	flags.IntVar(&f.sessions, "sessions", 256, "live sessions of pages at once")
	flags.StringVar(&form, "log", "text", "`form` of the log: text or json")
	flags.BoolVar(&verbose, "v", false, "log more")
	if err := parse(flags, args, 0); err != nil {
		return f, err
	}
	if f.interval < shortestInterval || f.interval > longestInterval {
		return f, usagef("-interval is %v; it must be from %v to %v", f.interval, shortestInterval, longestInterval)
	}
	for name, n := range map[string]int{"clients": f.limits.Clients, "per-address": f.limits.PerAddress, "sessions": f.sessions} {
		if n < 1 {
			return f, usagef("-%s is %d; it must be at least 1", name, n)
		}
	}
	var err error
	if f.hosts, err = web.ParseHosts(hosts); err != nil {
		return f, usagef("-host: %w", err)
	}
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if verbose {
		options.Level = slog.LevelDebug
	}
	switch form {
	case "text":
		f.log = slog.New(slog.NewTextHandler(console.Err, options))
	case "json":
		f.log = slog.New(slog.NewJSONHandler(console.Err, options))
	default:
		return f, usagef("-log is %q; it must be text or json", form)
	}
	return f, nil
}

func runServe(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	f, err := parseServe(flags, args, console)
	if err != nil {
		return err
	}
	tcp, err := listen("-tcp", f.tcp)
	if err != nil {
		return err
	}
	defer tcp.Close()
	pages, err := listen("-http", f.http)
	if err != nil {
		return err
	}
	defer pages.Close()
	var numbers net.Listener // nil for the lesson's
	if f.metrics != "" {
		if numbers, err = listen("-metrics", f.metrics); err != nil {
			return err
		}
		defer numbers.Close()
		warnIfOpen("-metrics", numbers.Addr(), f.log)
	}
	warnIfOpen("-tcp", tcp.Addr(), f.log)
	warnIfOpen("-http", pages.Addr(), f.log)
	listeners := append([]net.Listener{tcp}, listenForHostname(ctx, tcp.Addr().(*net.TCPAddr), f.log)...)

	lesson := site.Handler(site.Place{Base: publicAddress(f.hosts, pages.Addr())}) // renders the lesson; the addresses are said when somebody answers there
	// Rendering takes as much again as what stays.
	debug.FreeOSMemory()
	fmt.Fprintf(console.Out, "time server  %s\n", reachable(tcp.Addr()))
	if numbers != nil {
		fmt.Fprintf(console.Out, "metrics      http://%s/metrics\n", reachable(numbers.Addr()))
	}
	fmt.Fprintf(console.Out, "lesson       http://%s/\n", reachable(pages.Addr()))

	set := metrics.NewSet()
	times := server.New(server.Config{Interval: f.interval, Limits: f.limits, Log: f.log, Metrics: set})
	gate := gateway.New(gateway.Config{Host: times, Address: reachable(tcp.Addr()), Sessions: f.sessions, Log: f.log, Metrics: set})
	config := web.Config{Site: lesson, Gateway: gate, Metrics: set, Hosts: f.hosts, PerAddress: f.limits.PerAddress, Log: f.log}
	servers := []func(context.Context) error{
		func(ctx context.Context) error { return times.Serve(ctx, listeners...) },
	}
	if numbers != nil {
		apart := web.Config{Site: http.NotFoundHandler(), Metrics: set, Hosts: f.hosts, Log: f.log}
		servers = append(servers, func(ctx context.Context) error { return web.Serve(ctx, numbers, apart) })
		config.Metrics = nil
	}
	servers = append(servers, func(ctx context.Context) error {
		defer gate.Wait()
		return web.Serve(ctx, pages, config)
	})
	return all(ctx, servers...)
}

// all runs servers until ctx ends or one of them fails.
func all(ctx context.Context, servers ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(servers))
	for _, serve := range servers {
		go func() {
			err := serve(ctx)
			stop()
			ended <- err
		}()
	}
	var errs []error
	for range servers {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

// publicAddress is where others reach the lesson, with a slash at its end: by the
// first of its names; "" where it has none. To a listener on loopback they come
// through a proxy, which speaks HTTPS.
func publicAddress(names []string, listener net.Addr) string {
	if len(names) == 0 {
		return ""
	}
	address := listener.(*net.TCPAddr)
	host, port, scheme := names[0], address.Port, "http"
	ip, err := netip.ParseAddr(host)
	if local := host == "localhost" || err == nil && ip.IsLoopback(); address.IP.IsLoopback() && !local {
		scheme, port = "https", 443
	}
	if err == nil && ip.Is6() {
		host = "[" + host + "]"
	}
	if scheme == "http" && port != 80 {
		host += ":" + strconv.Itoa(port)
	}
	return scheme + "://" + host + "/"
}

// reachable is where this machine itself reaches a listener: one on every
// address is reached on loopback.
func reachable(address net.Addr) netip.AddrPort {
	tcp := address.(*net.TCPAddr).AddrPort() // every listener of ours is for TCP
	ip := tcp.Addr().Unmap()
	if ip.IsUnspecified() {
		ip = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.AddrPortFrom(ip, tcp.Port())
}

// warnIfOpen says what it means to listen on more than loopback.
func warnIfOpen(name string, address net.Addr, log *slog.Logger) {
	if tcp, ok := address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		log.Warn("not on loopback: whoever reaches this machine can connect", "flag", name, "address", address.String())
	}
}

// listen opens one address, and says of a bad one which flag to change.
func listen(name, address string) (net.Listener, error) {
	if address == "" { // for package net that is every address there is
		return nil, usagef("%s is empty; to listen everywhere, write 0.0.0.0 and a port", name)
	}
	network := "tcp"
	if at, err := netip.ParseAddrPort(address); err == nil && at.Addr().Is4() {
		network = "tcp4" // package net takes 0.0.0.0 for IPv6 as well
	}
	listener, err := net.Listen(network, address)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s %s is in use by another program; choose another port, or 0 for any", name, address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s %s is not permitted; choose a port above 1023", name, address)
	default:
		if op, ok := errors.AsType[*net.OpError](err); ok {
			err = op.Err // without the address, which is said already
		}
		return nil, usagef("%s %q: %w", name, address, err)
	}
}

// listenForHostname also listens where the tutorial's client looks for the
// server: it connects to gethostname(), which on many systems is a loopback
// address other than 127.0.0.1. Only a server on loopback does this.
func listenForHostname(ctx context.Context, taken *net.TCPAddr, log *slog.Logger) []net.Listener {
	if !taken.IP.IsLoopback() {
		return nil
	}
	name, err := os.Hostname()
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	ips, _ := net.DefaultResolver.LookupIP(ctx, "ip", name) // no answer: then no client finds the server by it either
	return listenBeside(taken, ips, log)
}

// listenBeside listens on the port that is taken, on the other loopback
// addresses among ips.
func listenBeside(taken *net.TCPAddr, ips []net.IP, log *slog.Logger) []net.Listener {
	var listeners []net.Listener
	for _, ip := range ips {
		if !ip.IsLoopback() || ip.Equal(taken.IP) {
			continue
		}
		listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: ip, Port: taken.Port})
		if err != nil {
			log.Warn("clients that connect to this machine's own name will not get through", "error", err)
			continue
		}
		log.Debug("also listening, where this machine's own name leads", "address", listener.Addr().String())
		listeners = append(listeners, listener)
	}
	return listeners
}
