package core_test

import (
	"fmt"
	"io"
	"strings"

	"bufferbybuffer/core"
)

// A frame of the tutorial's: ten characters of length, then the payload.
func ExampleAppendFrame() {
	frame, err := core.AppendFrame(nil, []byte("Welcome to the server!"))
	fmt.Printf("%q %v\n", frame, err)
	// Output: "22        Welcome to the server!" <nil>
}

// Every event of three chunks, cut where the kernel liked.
func ExampleDecoder() {
	dec := core.NewDecoder(core.Decimal(10), core.Limit(1000))
	for _, chunk := range []string{"5         he", "llo2  ", "       hi"} {
		dec.Feed([]byte(chunk))
		for ev := range dec.Events() {
			switch ev.Kind {
			case core.NeedMore:
				fmt.Printf("needs more: %d of %d\n", ev.Had, ev.Want)
			case core.HeaderParsed:
				fmt.Printf("header says %d\n", ev.Want)
			case core.Message:
				fmt.Printf("message %q\n", ev.Payload)
			}
		}
	}
	fmt.Println(dec.Close())
	// Output:
	// header says 5
	// needs more: 2 of 5
	// message "hello"
	// needs more: 3 of 10
	// header says 2
	// message "hi"
	// needs more: 0 of 10
	// <nil>
}

// Messages from any io.Reader: a connection, a file.
func ExampleReader_Messages() {
	r := core.NewReader(strings.NewReader("5         hello2         hi7         tru"), core.Decimal(10))
	for message, err := range r.Messages() {
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Printf("%s\n", message)
	}
	// Output:
	// hello
	// hi
	// core: frame 3 at byte 27: truncated: the stream ended after 3 of 7 bytes of the payload
}

// A message that is kept: AppendMessage copies it, ReadMessage lends it.
func ExampleReader_AppendMessage() {
	r := core.NewReader(strings.NewReader("3         one3         two"), core.Decimal(10))
	var kept [][]byte
	for {
		message, err := r.AppendMessage(nil)
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		kept = append(kept, message)
	}
	fmt.Printf("%q\n", kept)
	// Output: ["one" "two"]
}

// The same machine reads another wire: git's pkt-lines, whose length counts itself.
func ExampleParseLayout() {
	layout, err := core.ParseLayout("pkt-line")
	if err != nil {
		fmt.Println(err)
		return
	}
	dec := core.NewDecoder(layout)
	dec.Feed([]byte("000eversion 2\n0000"))
	for ev := range dec.Events() {
		if ev.Kind == core.Message {
			fmt.Printf("%s %q\n", ev.Header, ev.Payload)
		}
	}
	// Output:
	// 000e "version 2\n"
	// 0000 ""
}

// Passing over what is too large, and going on.
func ExampleSkipOversized() {
	r := core.NewReader(strings.NewReader("9         oversized2         ok"), core.Decimal(10), core.Limit(5), core.SkipOversized())
	for message := range r.Messages() {
		fmt.Printf("%s\n", message)
	}
	// Output: ok
}

// Messages to any io.Writer, each in one write.
func ExampleWriter() {
	var sent strings.Builder
	w := core.NewWriter(&sent, core.ContentLength(4096))
	if err := w.WriteMessages([]byte(`{"id":1}`), []byte(`{"id":2}`)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", sent.String())
	// Output: "Content-Length: 8\r\n\r\n{\"id\":1}Content-Length: 8\r\n\r\n{\"id\":2}"
}

// An answer as language models stream it: events, in whatever pieces they come.
func ExampleEventStream() {
	dec := core.NewDecoder(core.EventStream())
	for _, chunk := range []string{"data: {\"text\":\"Hel", "lo\"}\r", "\n\r\n: still here\n\ndata: [DONE]\n", "\n"} {
		dec.Feed([]byte(chunk))
		for message := range dec.Messages() {
			fmt.Printf("%s\n", message)
		}
	}
	fmt.Println(dec.Close())
	// Output:
	// {"text":"Hello"}
	// [DONE]
	// <nil>
}
