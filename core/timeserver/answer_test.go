package timeserver_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
)

func TestAnswer(t *testing.T) {
	tests := []struct{ message, want string }{
		{"echo hello", "hello"},
		{"echo", ""},
		{"echo ", ""},
		{"echo  two  spaces ", " two  spaces "},
		{"echo cut every 1", "cut every 1"}, // content is no command
		{"echo \x00\xff", "\x00\xff"},
		{"cut every 7", "ok cut every 7"},
		{"words varied", "ok words varied"},
		{"words long", `refused words takes fixed or varied, not "long"`},
		{"cut 3, 7, then the rest", "ok cut 3, 7, then the rest"},
		{"pause 0s", "ok pause 0s"},
		{"pause 5s", "ok pause 5s"},
		{"gather 64", "ok gather 64"},
		{"every 10ms", "ok every 10ms"},
		{"every 3600s", "ok every 3600s"},

		{"", `refused there is no verb ""; there is echo, cut, pause, gather, every, words`},
		{"ECHO hello", `refused there is no verb "ECHO"; there is echo, cut, pause, gather, every, words`},
		{"\x16\x03\x01", `refused there is no verb "\x16\x03\x01"; there is echo, cut, pause, gather, every, words`},
		{strings.Repeat("a", 50), `refused there is no verb "` + strings.Repeat("a", 40) + `\u2026"; there is echo, cut, pause, gather, every, words`},
		{"pause", `refused pause takes a time from 0s to 5s, not ""`},
		{"pause 5001ms", `refused pause takes a time from 0s to 5s, not "5001ms"`},
		{"pause -1s", `refused pause takes a time from 0s to 5s, not "-1s"`},
		{"pause 1", `refused pause takes a time from 0s to 5s, not "1"`},
		{"every 9ms", `refused every takes a time from 10ms to 3600s, not "9ms"`},
		{"every 4294967295s", `refused every takes a time from 10ms to 3600s, not "4294967295s"`},
		{"gather 0", `refused gather takes a number of frames from 1 to 64, not "0"`},
		{"gather many", `refused gather takes a number of frames from 1 to 64, not "many"`},
		{"cut " + strings.Repeat("1,", 501), `refused cut takes a schedule of at most 1000 characters`},
	}
	for _, test := range tests {
		t.Run(test.message, func(t *testing.T) {
			var manner timeserver.Manner
			frame, set := manner.Answer(nil, []byte(test.message))
			if want := strings.HasPrefix(test.want, "ok "); set != want {
				t.Errorf("set is %t, want %t", set, want)
			}
			if diff := cmp.Diff(test.want, payload(t, frame)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A setting lasts; a refused one changes nothing.
func TestMannerKeepsWhatWasSet(t *testing.T) {
	var manner timeserver.Manner
	for _, message := range []string{"cut every 7", "pause 20ms", "gather 3", "every 1s", "cut every x", "pause 1h", "gather 65", "every 0s"} {
		manner.Answer(nil, []byte(message))
	}
	got := []any{manner.Cut.String(), manner.Pause, manner.Gather, manner.Every}
	if diff := cmp.Diff([]any{"every 7", 20, 3, 1000}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Frames wait until enough are gathered, leave as one, and are cut as one.
func TestWrites(t *testing.T) {
	frames := [][]byte{[]byte("1         a"), []byte("1         b"), []byte("1         c")}
	tests := []struct {
		gather, cut string
		ready       int
		want        []string
	}{
		{"1", "in one chunk", 1, []string{"1         a"}},
		{"2", "in one chunk", 2, []string{"1         a1         b"}},
		{"3", "every 12", 3, []string{"1         a1", "         b1 ", "        c"}},
		{"4", "in one chunk", 0, nil},
	}
	for _, test := range tests {
		var manner timeserver.Manner
		for name, value := range map[string]string{"gather": test.gather, "cut": test.cut} {
			if err := manner.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
		ready := manner.Ready(len(frames))
		if ready != test.ready {
			t.Errorf("gather %s: %d of 3 are ready, want %d", test.gather, ready, test.ready)
			continue
		}
		var got []string
		for write := range manner.Writes(frames[:ready]) {
			got = append(got, string(write))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("gather %s, cut %s (-want +got)\n%s", test.gather, test.cut, diff)
		}
	}
}

// payload is the message in a single frame.
func payload(t *testing.T, frame []byte) string {
	t.Helper()
	decoder := core.NewDecoder(core.Decimal(10))
	decoder.Feed(frame)
	var got []string
	for message := range decoder.Messages() {
		got = append(got, string(message))
	}
	if err := decoder.Close(); err != nil || len(got) != 1 {
		t.Fatalf("frame %q: messages %q, error %v", frame, got, err)
	}
	return got[0]
}
