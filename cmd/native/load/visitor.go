package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// visit is what somebody gets who opens a page, with a new connection, and then
// what that page fetches.
type visit struct {
	page   time.Duration // from the dial until all of the page is there
	module time.Duration // from asking for the module until all of it is
	bytes  []byte        // of both
	err    error
}

// visitor visits from an address of its own.
func visitor(ctx context.Context, to string, i int) (v visit) {
	began := time.Now()
	conn, err := dialFrom(ctx, own(4)(i), to)
	if err != nil {
		return visit{page: time.Since(began), err: fmt.Errorf("a visitor: %w", err)}
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	page, err := get(conn, answers, "/")
	v.page = time.Since(began)
	if err != nil {
		v.err = fmt.Errorf("a visitor: %w", err)
		return v
	}
	began = time.Now()
	module, err := get(conn, answers, "/assets/core.wasm")
	v.module = time.Since(began)
	if err != nil {
		v.err = fmt.Errorf("a visitor: %w", err)
	}
	v.bytes = append(page, module...)
	return v
}

// check says what is wrong with a visit: it has to be what another got before.
func (v visit) check(before visit) error {
	if v.err == nil && !bytes.Equal(v.bytes, before.bytes) {
		return fmt.Errorf("a visitor got other bytes than one before: %d and %d", len(v.bytes), len(before.bytes))
	}
	return v.err
}

func get(conn net.Conn, answers *bufio.Reader, path string) ([]byte, error) {
	if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n", path); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, answer.Status)
	}
	return body, err
}
