// Package web is the HTTP side: what answers at which path, to whom, and
// within which bounds.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// Config is what a Server is made of.
type Config struct {
	Site       http.Handler // everything but the paths below
	Gateway    http.Handler // /ws; nil for none
	Tap        http.Handler // /tap/live; nil for none
	Metrics    *metrics.Set // /metrics; nil for none
	Hosts      []string     // names it answers to beside its addresses; see hosts
	Conns      int          // connections at once; 1024 when 0
	PerAddress int          // connections at once from one address, see limit; 256 when 0
	Log        *slog.Logger
}

// The bounds of a request, and how long a closing server waits for one.
const (
	maxHeader     = 16 << 10
	maxBody       = 4 << 10
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = time.Minute
	idleTimeout   = time.Minute
	grace         = time.Second
)

// Handler is what answers.
func Handler(config Config) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", config.Site)
	if config.Gateway != nil {
		mux.Handle("/ws", config.Gateway)
	}
	if config.Tap != nil {
		mux.Handle("/tap/live", config.Tap)
	}
	if config.Metrics != nil {
		mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
			config.Metrics.WritePrometheus(w)
			metrics.WriteProcessMetrics(w)
		})
	}
	return secure(hosts(config.Hosts).only(http.MaxBytesHandler(mux, maxBody)))
}

// Serve answers on listener until ctx ends, which is also when the gateway's
// sessions end; then requests under way have a second to finish.
func Serve(ctx context.Context, listener net.Listener, config Config) error {
	if config.Conns == 0 {
		config.Conns = 1024
	}
	if config.PerAddress == 0 {
		config.PerAddress = 256
	}
	pages := &http.Server{
		Handler:           answering(Handler(config)),
		ConnContext:       withSlot,
		ConnState:         idle,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(config.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- pages.Serve(limit(listener, config.Conns, config.PerAddress)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := pages.Shutdown(closing); err != nil {
		pages.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
