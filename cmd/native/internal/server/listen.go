package server

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
)

// talkers is the size of one recv, in bytes, from a client that sends much.
const talkers = 8 << 10

// listen reads what the client sends, and answers it, until its stream ends:
// with io.EOF where it ended between two frames, with errBroken once the
// client was told what is wrong with its bytes, and otherwise with the error
// of the socket.
func (c *client) listen() error {
	buffer := c.in[:]
	for {
		n, err := c.conn.Read(buffer)
		if n > 0 {
			if !c.await(n, nil) {
				return errGone
			}
			if !c.hear(buffer[:n]) {
				return errBroken
			}
		}
		if n == len(buffer) && n < talkers {
			buffer = make([]byte, talkers)
		}
		if err != nil {
			return c.hearEnd(err)
		}
	}
}

// hear feeds one chunk, and answers every message that it completes.
func (c *client) hear(chunk []byte) bool {
	if c.decoder == nil {
		c.decoder = core.NewDecoder(core.Decimal(10), core.Limit(timeserver.MaxMessage))
	}
	c.decoder.Feed(chunk)
	for message := range c.decoder.Messages() {
		c.server.count.received.Inc()
		if !c.await(len(message), nil) {
			return true // nobody will be answered any more
		}
		answer, set := c.manner.Answer(nil, message)
		if set {
			c.adopt() // first, so that the answer is in the manner already
		}
		c.send(answer)
	}
	if err := c.decoder.Err(); err != nil {
		c.send(timeserver.AppendRefusal(nil, err.Error()))
		return false
	}
	c.out.room()
	return true
}

// hearEnd tells a client that ended its stream inside a frame, and may still
// be listening, what is missing.
func (c *client) hearEnd(err error) error {
	if c.decoder == nil {
		return err
	}
	if truncated := c.decoder.Close(); truncated != nil {
		c.send(timeserver.AppendRefusal(nil, truncated.Error()))
		return errBroken
	}
	return err
}
