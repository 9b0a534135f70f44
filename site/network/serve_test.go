package network_test

import (
	"strings"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/site/network"

	"github.com/google/go-cmp/cmp"
)

// The server's own words come out of the TCP of the page, cut as they were asked to be.
func TestServe(t *testing.T) {
	for _, test := range []struct {
		choices string
		sizes   []int // of the first chunks
	}{
		{"buffer: 16", []int{16, 16, 16, 16}},
		{"buffer: 1024\npace: 200ms\nevery: 100ms", []int{64, 64, 64, 64}},
		{"buffer: 1024\ncut: 10, then the rest\npause: 20ms\nevery: 1s", []int{10, 22, 10, 22}},
		{"buffer: 1024\ngather: 3\nevery: 1s", []int{96, 96}},
		{"buffer: 1024\nwords: varied\nmss: 16\nevery: 1s", []int{32, 26}},
	} {
		told, buffer, err := network.Serve(test.choices, 1_000_000_000)
		if err != nil {
			t.Errorf("%q: %v", test.choices, err)
			continue
		}
		var sizes []int
		var stream []byte
		for _, r := range told {
			sizes = append(sizes, len(r.Chunk))
			stream = append(stream, r.Chunk...)
		}
		if diff := cmp.Diff(test.sizes, sizes[:len(test.sizes)]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.choices, diff)
		}
		if head, _, _ := strings.Cut(test.choices, "\n"); head == "buffer: 16" && buffer != 16 {
			t.Errorf("%q: a buffer of %d", test.choices, buffer)
		}
		dec := core.NewDecoder(core.Decimal(10))
		dec.Feed(stream)
		n := 0
		for message := range dec.Messages() {
			if n++; n == 1 && string(message) != "Welcome to the server!" {
				t.Errorf("%q: the first message is %q", test.choices, message)
			}
		}
		if err := dec.Close(); err != nil || n < 100 {
			t.Errorf("%q: %d messages, %v", test.choices, n, err)
		}
	}
	for _, wrong := range []string{"buffer: 0", "buffer: x", "colour: red", "every: 1"} {
		if _, _, err := network.Serve(wrong, 0); err == nil {
			t.Errorf("%q is served", wrong)
		}
	}
}
