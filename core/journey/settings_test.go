package journey_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/journey"
)

const two = "message: \"Welcome to the server!\"\nmessage: \"hello\"\n"

// The text form without what goes without saying; it is what links hold.
func TestText(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"mss: 8\nlose: 2,5\nrecv: 16", "lose: 2, 5\nmss: 8"},
		{"sends: 10 at 0, 37 at 30\nnagle: yes", "sends: 10 at 0, 37 at 30\nnagle: yes"},
		{"sends: 10, 37", "sends: 10 at 0, 37 at 0"},
		{"sends: header and payload\ngap: 5", "sends: header and payload\ngap: 5"},
		{"late: 3\nchance: 10, seed 7", "chance: 10, seed 7\nlate: 3 by 30"},
		{"lose:\nlate: by 30\nchance: 0, seed 1", ""},
		{"layout: uint32", "layout: uint32"},
	} {
		s, err := journey.Parse(two + test.text)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if diff := cmp.Diff(strings.TrimSuffix(two+test.want, "\n"), s.String()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

// What is wrong is said with the setting that it is in, since that is what the page
// shows it beside.
func TestErrors(t *testing.T) {
	for _, test := range []struct{ text, setting, why string }{
		{"mss: 1", "mss", "1 is not between 4 and 1460 bytes"},
		{"mss: many", "mss", `"many" is no number`},
		{"colour: red", "colour", "there is no such setting"},
		{"hello", "setting", `want a name, a colon and a value, not "hello"`},
		{"sends: 10, 20", "sends", "they come to 30 bytes, and the messages to 47 with their headers"},
		{"sends: 40 at 30, 7 at 20", "sends", "want times that grow, up to 5000 milliseconds"},
		{"message: hello", "message", "hello is not a quoted string"},
		{"message: \"" + strings.Repeat("x", 4000) + "\"", "message", "they come to 4057 bytes, and 4000 are drawn"},
		{"message: \"" + strings.Repeat("x", 2000) + "\"\nmss: 4", "mss", "with segments that small, there would be more than 120 of them"},
		{"message: \"" + strings.Repeat("x", 2000) + "\"\nrecv: 1", "recv", "with a buffer that small, there would be more than 120 of them"},
		{"lose: 0", "lose", "segments are counted from 1 to 999"},
		{"chance: 90", "chance", "want 0 to 30 of 100"},
		{"rate: 5", "rate", "a link of fewer than 100 bytes a second is not drawn; 0 is one without a limit"},
		{"late: 1 by 0", "late", "want 1 to 1,000 milliseconds"},
	} {
		_, err := journey.Parse(two + test.text)
		wrong, ok := errors.AsType[*journey.Error](err)
		if !ok {
			t.Errorf("%q: %v, want an Error", test.text, err)
			continue
		}
		if diff := cmp.Diff([]string{test.setting, test.why}, []string{wrong.Setting, wrong.Err.Error()}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
	if _, err := journey.Parse(""); err == nil {
		t.Error("a journey without a message")
	}
}

func TestTimeServer(t *testing.T) {
	s := journey.TimeServer(2, 1577836800)
	if err := s.Valid(); err != nil {
		t.Fatal(err)
	}
	want := "message: \"Welcome to the server!\"\nmessage: \"The time is 1577836800\"\nmessage: \"The time is 1577836801\"\ngap: 1000"
	if diff := cmp.Diff(want, s.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
