// Package gateway brings the kernel's chunks to a page. Each WebSocket session
// is a real TCP connection to the time server, read with the buffer size that
// the page asked for; every Read becomes one WebSocket message, so the page
// sees chunks exactly as the kernel cut them. docs/protocol.md is the wire
// between gateway and page.
package gateway

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// Dial opens a connection to the time server.
type Dial func(ctx context.Context) (*net.TCPConn, error)

// Gateway is the handler of /ws.
type Gateway struct {
	dial     Dial
	log      *slog.Logger
	sessions sync.WaitGroup
}

// New makes a gateway whose sessions connect with dial.
func New(dial Dial, log *slog.Logger) *Gateway {
	return &Gateway{dial: dial, log: log}
}

// Wait returns when every session has ended. Sessions end with the base
// context of the http.Server that runs them.
func (g *Gateway) Wait() { g.sessions.Wait() }

// ServeHTTP opens a session. What is wrong with a request is said inside the
// WebSocket, as a report, because a page can't read the body of a refused
// upgrade.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.sessions.Add(1)
	defer g.sessions.Done()

	page, err := accept(w, r)
	if err != nil {
		return // accept has answered
	}
	defer page.drop()

	choices, err := parseChoices(r.URL.Query())
	if err != nil {
		page.refuse(err.Error())
		return
	}
	conn, err := g.dial(r.Context())
	if err != nil {
		g.log.Warn("the gateway cannot reach the time server", "error", err)
		page.refuse("the time server does not answer; is it still running?")
		return
	}
	defer conn.Close()

	s := newSession(page, conn, choices)
	s.run(r.Context())
}
