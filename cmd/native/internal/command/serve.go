package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"bufferbybuffer/cmd/native/internal/gateway"
	"bufferbybuffer/cmd/native/internal/server"
	"bufferbybuffer/core/timeserver"
	"bufferbybuffer/site"
)

var serve = subcommand{
	name:    "serve",
	summary: "Serve the time over TCP, and the lesson over HTTP",
	run:     runServe,
}

type serveFlags struct {
	tcp, http string
	interval  time.Duration
}

// The bounds of -interval. Below the shortest, the bell could not keep up.
const (
	shortestInterval = 10 * time.Microsecond
	longestInterval  = 24 * time.Hour
)

func parseServe(flags *flag.FlagSet, args []string) (serveFlags, error) {
	var f serveFlags
	flags.StringVar(&f.tcp, "tcp", fmt.Sprintf("127.0.0.1:%d", timeserver.Port), "`address` of the time server")
	flags.StringVar(&f.http, "http", "127.0.0.1:8080", "`address` of the lesson")
	flags.DurationVar(&f.interval, "interval", timeserver.Interval*time.Second, "how long from one time message to the next")
	if err := parse(flags, args, 0); err != nil {
		return f, err
	}
	if f.interval < shortestInterval || f.interval > longestInterval {
		return f, usagef("-interval is %v; it must be from %v to %v", f.interval, shortestInterval, longestInterval)
	}
	return f, nil
}

func runServe(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	f, err := parseServe(flags, args)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(console.Err, nil))

	tcp, err := listen("-tcp", f.tcp)
	if err != nil {
		return err
	}
	defer tcp.Close()
	web, err := listen("-http", f.http)
	if err != nil {
		return err
	}
	defer web.Close()

	fmt.Fprintf(console.Out, "time server  %s\n", tcp.Addr())
	fmt.Fprintf(console.Out, "lesson       http://%s/\n", web.Addr())

	listeners := append([]net.Listener{tcp}, listenForHostname(tcp.Addr().(*net.TCPAddr), log)...)
	times := server.New(server.Config{Interval: f.interval, Log: log})
	gate := gateway.New(gateway.Config{Host: times, Address: tcp.Addr().String(), Log: log})
	return serveBoth(ctx, times, listeners, gate, web, log)
}

// listen opens one address, and says of a bad one which flag to change.
func listen(name, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s %s is in use by another program; choose another port, or 0 for any", name, address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s %s is not permitted; choose a port above 1023", name, address)
	default:
		return nil, usagef("%s %q cannot be listened on: %w", name, address, err)
	}
}

// listenForHostname also listens where the tutorial's client looks for the
// server: it connects to gethostname(), which on many systems is a loopback
// address other than 127.0.0.1. Only a server on loopback does this.
func listenForHostname(taken *net.TCPAddr, log *slog.Logger) []net.Listener {
	if !taken.IP.IsLoopback() {
		return nil
	}
	name, err := os.Hostname()
	if err != nil {
		return nil
	}
	ips, _ := net.LookupIP(name) // no answer: then no client finds the server by it either
	var listeners []net.Listener
	for _, ip := range ips {
		if !ip.IsLoopback() || ip.Equal(taken.IP) {
			continue
		}
		listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: ip, Port: taken.Port})
		if err != nil {
			log.Warn("clients that connect to the host name will not get through", "name", name, "error", err)
			continue
		}
		listeners = append(listeners, listener)
	}
	return listeners
}

// serveBoth runs both servers until ctx ends or one of them fails.
func serveBoth(ctx context.Context, times *server.Server, listeners []net.Listener, gate *gateway.Gateway, web net.Listener, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()

	mux := http.NewServeMux()
	mux.Handle("/ws", gate)
	mux.Handle("/", site.Handler())
	pages := &http.Server{
		Handler:           mux,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}

	failed := make(chan error, 2)
	go func() {
		err := pages.Serve(web)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		stop()
		failed <- err
	}()
	go func() {
		err := times.Serve(ctx, listeners...)
		stop()
		failed <- err
	}()

	<-ctx.Done()
	closing, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	shut := pages.Shutdown(closing)
	gate.Wait()
	return errors.Join(<-failed, <-failed, shut)
}
