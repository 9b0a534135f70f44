package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
)

// converse opens good live sessions, each from an address of its own.
func converse(ctx context.Context, to string, count int) []*goodClient {
	return each(count, func(i int) *goodClient {
		return meet(false, func() (net.Conn, error) { return dialSession(ctx, own(5)(i), to) })
	})
}

// handshake asks for a live session.
func handshake(path string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
}

func dialSession(ctx context.Context, from net.IP, to string) (net.Conn, error) {
	conn, err := dialFrom(ctx, from, to)
	if err != nil {
		return nil, err
	}
	s := &sessionConn{Conn: conn, messages: bufio.NewReader(conn)}
	if err := s.open(); err != nil {
		conn.Close()
		return nil, err
	}
	return s, nil
}

// sessionConn reads the chunks of a live session: the stream that the gateway
// got from the time server.
type sessionConn struct {
	net.Conn
	messages *bufio.Reader
	chunk    int // bytes of it that are still to be read
}

func (s *sessionConn) open() error {
	if _, err := io.WriteString(s.Conn, handshake("/ws?buffer=64")); err != nil {
		return err
	}
	answer, err := http.ReadResponse(s.messages, nil)
	if err != nil {
		return fmt.Errorf("open a session: %w", err)
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("open a session: %s", answer.Status)
	}
	return nil
}

// Read passes over reports. The gateway sends no message in parts, none of 64 KiB, and no pings.
func (s *sessionConn) Read(p []byte) (int, error) {
	for s.chunk == 0 {
		var head [2]byte
		if _, err := io.ReadFull(s.messages, head[:]); err != nil {
			return 0, err
		}
		length := int(head[1])
		if length == 126 {
			var long [2]byte
			if _, err := io.ReadFull(s.messages, long[:]); err != nil {
				return 0, err
			}
			length = int(binary.BigEndian.Uint16(long[:]))
		}
		switch head[0] {
		case 0x82: // a chunk
			s.chunk = length
		case 0x81: // a report
			if _, err := s.messages.Discard(length); err != nil {
				return 0, err
			}
		default:
			return 0, fmt.Errorf("the session ended: a message of kind %#x", head[0])
		}
	}
	n, err := s.messages.Read(p[:min(len(p), s.chunk)])
	s.chunk -= n
	return n, err
}
