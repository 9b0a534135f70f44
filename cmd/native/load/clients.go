package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bufferbybuffer/core"
)

// crowd is a number of clients of one server, each with its own connection.
type crowd struct {
	clients []*client
	running sync.WaitGroup
}

type client struct {
	conn     net.Conn
	messages atomic.Int64
	arrivals []arrival // of messages, when they are recorded
	err      error     // once the crowd is gone
}

// arrival is when a message came.
type arrival struct {
	text string
	at   time.Time
}

// gather connects so many clients, each reading with a buffer of so many bytes.
func gather(ctx context.Context, address string, count, buffer int, record bool) (*crowd, error) {
	c := &crowd{}
	dialer := net.Dialer{Timeout: 20 * time.Second}
	for range count {
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			c.leave()
			return nil, fmt.Errorf("after %d clients: %w", len(c.clients), err)
		}
		one := &client{conn: conn}
		c.clients = append(c.clients, one)
		c.running.Go(func() { one.err = one.read(buffer, record) })
	}
	return c, nil
}

func (c *client) read(size int, record bool) error {
	decoder := core.NewDecoder(core.Decimal(10))
	buffer := make([]byte, size)
	for {
		n, err := c.conn.Read(buffer)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil
		}
		if err != nil {
			return err
		}
		decoder.Feed(buffer[:n])
		messages := int64(0)
		for message := range decoder.Messages() {
			messages++
			if record {
				c.arrivals = append(c.arrivals, arrival{string(message), time.Now()})
			}
		}
		if err := decoder.Err(); err != nil {
			return err
		}
		c.messages.Add(messages)
	}
}

// leave ends all clients, and returns what went wrong for the first that was
// lost before.
func (c *crowd) leave() error {
	for _, one := range c.clients {
		one.conn.SetReadDeadline(time.Unix(1, 0))
	}
	c.running.Wait()
	var lost error
	for _, one := range c.clients {
		one.conn.Close()
		if lost == nil {
			lost = one.err
		}
	}
	return lost
}

// count is how many messages each client has got.
func (c *crowd) count() []int64 {
	var counts []int64
	for _, one := range c.clients {
		counts = append(counts, one.messages.Load())
	}
	return counts
}

// rates is how many messages a second each client gets during span, slowest
// first.
func (c *crowd) rates(ctx context.Context, span time.Duration) []float64 {
	before, began := c.count(), time.Now()
	select {
	case <-ctx.Done():
	case <-time.After(span):
	}
	after, took := c.count(), time.Since(began).Seconds()
	var rates []float64
	for i := range before {
		rates = append(rates, float64(after[i]-before[i])/took)
	}
	slices.Sort(rates)
	return rates
}
