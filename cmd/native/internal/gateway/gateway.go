// Package gateway brings the kernel's chunks to a page. Each WebSocket session
// is a real TCP connection to the time server, read with the buffer size that
// the page asked for; every Read becomes one WebSocket message, so the page
// sees chunks exactly as the kernel cut them. docs/protocol.md is the wire
// between gateway and page.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"bufferbybuffer/cmd/native/internal/address"
	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/cmd/native/internal/server"
)

// Host is the time server, as far as a gateway needs it: it is told of visits.
// *server.Server is one.
type Host interface {
	Expect(from netip.AddrPort, visit server.Visit) (forget func())
}

// Config is what a Gateway is made of.
type Config struct {
	Host       Host
	Address    netip.AddrPort // where Host listens
	Sessions   int            // at most so many at once; 256 when 0
	PerAddress int            // of them for one address; a quarter when 0
	Log        *slog.Logger   // where it says what went wrong; nowhere when nil
	Metrics    *metrics.Set   // where it counts; nowhere when nil
}

// Gateway is the handler of /ws.
type Gateway struct {
	host             Host
	address          netip.AddrPort
	most, perAddress int
	log              *slog.Logger
	count            counters
	wait             sync.WaitGroup
	rest             func(*session, context.Context) error // of its sessions: keepPace; a test may know better when to go on

	mu   sync.Mutex
	open int                  // sessions
	from map[netip.Prefix]int // of them
}

type counters struct {
	opened, refused, chunks *metrics.Counter
}

// New makes a gateway.
func New(config Config) *Gateway {
	g := &Gateway{
		host:       config.Host,
		address:    config.Address,
		most:       config.Sessions,
		perAddress: config.PerAddress,
		log:        config.Log,
		from:       make(map[netip.Prefix]int),
		rest:       (*session).keepPace,
	}
	if g.most == 0 {
		g.most = 256
	}
	if g.perAddress == 0 {
		g.perAddress = max(1, g.most/4)
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	if config.Metrics == nil {
		config.Metrics = metrics.NewSet()
	}
	config.Metrics.NewGauge("gateway_sessions", func() float64 {
		g.mu.Lock()
		defer g.mu.Unlock()
		return float64(g.open)
	})
	g.count = counters{
		opened:  config.Metrics.NewCounter("gateway_sessions_opened_total"),
		refused: config.Metrics.NewCounter("gateway_sessions_refused_total"),
		chunks:  config.Metrics.NewCounter("gateway_chunks_total"),
	}
	return g
}

// Wait returns when every session has ended. Sessions end with the base
// context of the http.Server that runs them.
func (g *Gateway) Wait() { g.wait.Wait() }

// ServeHTTP opens a session. What is wrong with a request is said inside the
// WebSocket, as a report, because a page can't read the body of a refused
// upgrade.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.wait.Add(1)
	defer g.wait.Done()

	page, err := accept(w, r)
	if err != nil {
		return // accept has answered
	}
	defer page.drop()

	if err := g.relay(r, page); err != nil {
		g.count.refused.Inc()
		page.refuse(err.Error())
	}
}

// relay runs a session. An error says, to the learner, why there was none.
func (g *Gateway) relay(r *http.Request, page *socket) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return fmt.Errorf("the parameters can't be read: %w", err)
	}
	choices, err := parseChoices(query)
	if err != nil {
		return err
	}
	from := address.OfRequest(r)
	if err := g.enter(from); err != nil {
		return err
	}
	defer g.leave(from)
	s, ctx := g.newSession(r.Context(), page, choices)
	defer s.end(nil)
	g.wait.Go(func() { s.end(s.relayUp(ctx)) }) // until ServeHTTP drops the page
	forget, err := g.dial(ctx, s, from)
	defer forget()
	if err != nil {
		if errors.Is(context.Cause(ctx), errPageGone) {
			return nil
		}
		if errors.Is(err, kernel.ErrUnsupported) {
			return errors.New("mss can be chosen only where the server runs on Linux")
		}
		if ctx.Err() != nil {
			return errors.New("the server is shutting down")
		}
		g.log.Warn("the gateway cannot reach the time server", "error", err)
		return errors.New("the time server does not answer; is it still running?")
	}
	defer s.conn.Close()
	g.count.opened.Inc()
	s.run(ctx)
	return nil
}

// enter counts a session in, or says why not.
func (g *Gateway) enter(from netip.Prefix) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.open >= g.most:
		return fmt.Errorf("too many sessions: %d are open; try again later", g.most)
	case g.from[from] >= g.perAddress:
		return fmt.Errorf("too many sessions from your address: %d are open; close one first", g.perAddress)
	}
	g.open++
	g.from[from]++
	return nil
}

func (g *Gateway) leave(from netip.Prefix) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	if g.from[from]--; g.from[from] == 0 {
		delete(g.from, from)
	}
}

// sendBuffer is what the kernel may hold of what a page sends, in bytes.
const sendBuffer = 64 << 10

// dial connects to the time server as the session's choices say. The caller
// calls forget after the session, in any case.
func (g *Gateway) dial(ctx context.Context, s *session, from netip.Prefix) (forget func(), err error) {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	if s.choices.MSS != 0 {
		dialer.Control = func(_, _ string, raw syscall.RawConn) error {
			return kernel.SetMSS(raw, s.choices.MSS)
		}
	}
	forget = func() {}
	visit := server.Visit{From: from, Manner: s.choices.Manner, Wrote: s.sends.add}
	s.conn, err = kernel.Dial(ctx, dialer, g.address, func(local netip.AddrPort) {
		forget = g.host.Expect(local, visit)
	})
	if err == nil {
		kernel.SetBuffers(s.conn, maxBuffer, sendBuffer)
		close(s.dialled)
	}
	return forget, err
}
