// Package server is the tutorial's server on kernel sockets: one goroutine per
// client that reads, a writer only while there is something to write, and one
// bell for all whose every tick is encoded once.
//
// What is said comes from core/timeserver; this package decides only when
// bytes go to which socket, and when a client has had its chance.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"bufferbybuffer/core/timeserver"
)

// Config is what a Server is made of. The zero value of a field means the
// default named beside it.
type Config struct {
	Interval time.Duration    // from one time message to the next; 3 s
	Patience time.Duration    // how long one write may take; 10 s
	Limits   Limits           // how many clients it takes; see there
	Now      func() time.Time // the clock that is told to clients; time.Now
	Log      *slog.Logger     // where it says what went wrong; nowhere
	Metrics  *metrics.Set     // where it counts; nowhere
}

// grace is how long clients may take to accept what is queued for them once
// the server closes.
const grace = time.Second

var errClosing = errors.New("the server is closing")

// Server serves every connection of the listeners given to Serve.
type Server struct {
	interval time.Duration
	patience time.Duration
	limits   Limits
	now      func() time.Time
	log      *slog.Logger
	count    counters
	visits   visits
	turns    turns
	leaving  atomic.Int32   // clients that are being turned away
	wait     sync.WaitGroup // everything that runs for a client

	mu         sync.Mutex
	clients    map[*client]struct{}
	households map[netip.Prefix]*household
	strangers  int  // clients that are not visits
	closing    bool // set once: no client is admitted after it
}

// New makes a server; it does nothing until Serve.
func New(config Config) *Server {
	s := &Server{
		interval:   config.Interval,
		patience:   config.Patience,
		limits:     config.Limits.withDefaults(),
		now:        config.Now,
		log:        config.Log,
		clients:    make(map[*client]struct{}),
		households: make(map[netip.Prefix]*household),
	}
	s.turns.perSecond = s.limits.Turns
	if s.interval <= 0 {
		s.interval = timeserver.Interval * time.Second
	}
	if s.patience <= 0 {
		s.patience = 10 * time.Second
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if config.Metrics == nil {
		config.Metrics = metrics.NewSet()
	}
	s.count = newCounters(config.Metrics, s)
	return s
}

// Serve accepts clients on every listener until ctx ends. Then it closes the
// listeners, gives each client what is already queued for it, for a second
// at most, and returns when the last client is gone. A Server serves once.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	running, stop := context.WithCancel(ctx)
	defer stop()

	var loops sync.WaitGroup
	failed := make(chan error, len(listeners))
	for _, listener := range listeners {
		loops.Go(func() {
			if err := s.accept(running, listener); err != nil {
				failed <- err
				stop()
			}
		})
	}
	loops.Go(func() { s.ring(running) })

	<-running.Done()
	for _, listener := range listeners {
		listener.Close()
	}
	loops.Wait()
	s.drain()

	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// accept receives each new connection. Running out of file
// descriptors is weather, not the end: it waits and tries again, and those who
// are connected notice nothing.
func (s *Server) accept(ctx context.Context, listener net.Listener) error {
	const shortest, longest = 5 * time.Millisecond, time.Second
	pause := shortest
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			return nil
		}
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("server: %w", err)
			}
			s.count.acceptErrors.Inc()
			s.log.Warn("cannot accept a connection, trying again", "error", err, "pause", pause)
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(pause):
			}
			pause = min(2*pause, longest)
			continue
		}
		pause = shortest
		s.receive(conn)
	}
}

// drain ends every client politely and waits for all of them. Who has not
// taken what is queued for it within grace is cut off.
func (s *Server) drain() {
	s.mu.Lock()
	s.closing = true
	for c := range s.clients {
		c.finish()
	}
	s.mu.Unlock()

	late := time.AfterFunc(grace, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.clients {
			c.cut(errClosing)
		}
	})
	defer late.Stop()
	s.wait.Wait()
}
