package main

import (
	"fmt"
	"net"
	"time"

	"bufferbybuffer/core/timeserver"
)

// servePlain is the server that one writes first: a goroutine for each client,
// one Write for each message.
func servePlain(every time.Duration) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			frame := timeserver.AppendGreeting(nil)
			for {
				if _, err := conn.Write(frame); err != nil {
					return
				}
				if every > 0 {
					time.Sleep(every)
				}
				frame = timeserver.AppendTime(frame[:0], time.Now().Unix())
			}
		}()
	}
}
