package core_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

// TestNested: a decoder whose messages are the chunks of another. However the wire is cut,
// both together give the same: lines in the chunks of an HTTP body, in every schedule.
func TestNested(t *testing.T) {
	const wire = "1\r\na\r\n1\r\n\n\r\n0\r\n\r\n"
	body, err := core.ParseLayout("chunked 8")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := core.ParseLayout("lines")
	if err != nil {
		t.Fatal(err)
	}
	run := func(cuts uint) (messages []string, err error) {
		outer, inner := core.NewDecoder(body), core.NewDecoder(lines)
		feed := func(chunk []byte) {
			outer.Feed(chunk)
			for payload := range outer.Messages() {
				inner.Feed(payload)
				for message := range inner.Messages() {
					messages = append(messages, string(message))
				}
			}
		}
		start := 0
		for i := range len(wire) {
			if i == len(wire)-1 || cuts>>i&1 == 1 {
				feed([]byte(wire[start : i+1]))
				start = i + 1
			}
		}
		return messages, errors.Join(outer.Close(), inner.Close())
	}
	for cuts := range uint(1) << (len(wire) - 1) {
		messages, err := run(cuts)
		if diff := cmp.Diff([]string{"a"}, messages); diff != "" || err != nil {
			t.Fatalf("cuts %b: %v (-want +got):\n%s", cuts, err, diff)
		}
	}
}
