// Command jury holds receive loops as people write them in Go, wrong ones and right
// ones.
//
//	jury LOOP HOST PORT
//
// Each prints the messages that it understands. See jury_test.go for the verdicts.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

var loops = map[string]func(net.Conn) error{
	"one_recv": oneRecv, "two_recvs": twoRecvs, "short_header": shortHeader, "equals": equals,
	"short_read": shortRead, "separator": separator, "until_it_parses": untilItParses,
	"sleep": sleep, "spin": spin, "exact": exact, "buffered": buffered,
}

// Wrong: one Read is one message.
func oneRecv(c net.Conn) error {
	buffer := make([]byte, 4096)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return err
		}
		fmt.Println(string(buffer[min(10, n):n]))
	}
}

// Wrong: one Read is the header, and one is the payload.
func twoRecvs(c net.Conn) error {
	for {
		header := make([]byte, 10)
		if _, err := c.Read(header); err != nil {
			return err
		}
		length, err := lengthIn(header)
		if err != nil {
			return err
		}
		payload := make([]byte, length)
		if _, err := c.Read(payload); err != nil {
			return err
		}
		fmt.Println(string(payload))
	}
}

// Wrong: the payload is read in full, the header is not.
func shortHeader(c net.Conn) error {
	for {
		header := make([]byte, 10)
		if _, err := c.Read(header); err != nil {
			return err
		}
		length, err := lengthIn(header)
		if err != nil {
			return err
		}
		payload := make([]byte, length)
		if _, err := io.ReadFull(c, payload); err != nil {
			return err
		}
		fmt.Println(string(payload))
	}
}

// Wrong: it waits until the length is equal.
func equals(c net.Conn) error {
	var message []byte
	buffer := make([]byte, 4096)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return err
		}
		message = append(message, buffer[:n]...)
		length, _ := lengthIn(message)
		if len(message)-10 == length {
			fmt.Println(string(message[10:]))
			message = nil
		}
	}
}

// Wrong: a short read is taken for the end of the message.
func shortRead(c net.Conn) error {
	for {
		var frame []byte
		for buffer := make([]byte, 16); ; {
			n, err := c.Read(buffer)
			if err != nil {
				return err
			}
			frame = append(frame, buffer[:n]...)
			if n < len(buffer) {
				break
			}
		}
		fmt.Println(string(frame[min(10, len(frame)):]))
	}
}

// Wrong: the separator is hoped to be in the first chunk. (netstrings)
func separator(c net.Conn) error {
	var rest []byte
	buffer := make([]byte, 4096)
	for {
		if len(rest) == 0 {
			n, err := c.Read(buffer)
			if err != nil {
				return err
			}
			rest = append(rest, buffer[:n]...)
		}
		digits, payload, found := bytes.Cut(rest, []byte(":"))
		length, err := strconv.Atoi(string(digits))
		if !found || err != nil {
			return fmt.Errorf("no length in %q", rest)
		}
		for len(payload) < length+1 {
			n, err := c.Read(buffer)
			if err != nil {
				return err
			}
			payload = append(payload, buffer[:n]...)
		}
		fmt.Println(string(payload[:length]))
		rest = payload[length+1:]
	}
}

// Wrong: it adds up chunks until they parse. (lines of JSON)
func untilItParses(c net.Conn) error {
	var all []byte
	buffer := make([]byte, 4096)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return err
		}
		all = append(all, buffer[:n]...)
		var message struct{ Message string }
		if json.Unmarshal(all, &message) == nil {
			fmt.Println(message.Message)
			all = nil
		}
	}
}

// Wrong: after a while a message will have come.
func sleep(c net.Conn) error {
	buffer := make([]byte, 65536)
	for {
		time.Sleep(50 * time.Millisecond)
		n, err := c.Read(buffer)
		if err != nil {
			return err
		}
		fmt.Println(string(buffer[min(10, n):n]))
	}
}

// Wrong at the end only: it does not look at the error.
func spin(c net.Conn) error {
	var all []byte
	buffer := make([]byte, 4096)
	for {
		n, _ := c.Read(buffer)
		all = append(all, buffer[:n]...)
		for len(all) >= 10 {
			length, err := lengthIn(all)
			if err != nil {
				return err
			}
			if len(all) < 10+length {
				break
			}
			fmt.Println(string(all[10 : 10+length]))
			all = all[10+length:]
		}
	}
}

// Right: it reads exactly what it needs.
func exact(c net.Conn) error { return frames(c) }

// Right: the same, from a buffer.
func buffered(c net.Conn) error { return frames(bufio.NewReader(c)) }

func frames(r io.Reader) error {
	for {
		header := make([]byte, 10)
		if _, err := io.ReadFull(r, header); err != nil {
			return err
		}
		length, err := lengthIn(header)
		if err != nil {
			return err
		}
		payload := make([]byte, length)
		if _, err := io.ReadFull(r, payload); err != nil {
			return fmt.Errorf("the stream ended inside a frame: %w", io.ErrUnexpectedEOF)
		}
		fmt.Println(string(payload))
	}
}

func lengthIn(header []byte) (int, error) {
	return strconv.Atoi(strings.Trim(string(header[:min(10, len(header))]), " \x00"))
}

func main() {
	c, err := net.Dial("tcp", net.JoinHostPort(os.Args[2], os.Args[3]))
	if err == nil {
		err = loops[os.Args[1]](c)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
