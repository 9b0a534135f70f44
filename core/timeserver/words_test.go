package timeserver_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/timeserver"
)

func TestWords(t *testing.T) {
	tests := []struct {
		name string
		got  []byte
		want string
	}{
		{"greeting", timeserver.AppendGreeting(nil), "22        Welcome to the server!"},
		{"time", timeserver.AppendTime(nil, 1577836800), "22        The time is 1577836800"},
		{"before 1970", timeserver.AppendTime(nil, -1), "14        The time is -1"},
		{"appended", timeserver.AppendTime([]byte("before "), 0), "before 13        The time is 0"},
		{"fixed", timeserver.Manner{}.AppendTell(nil, 2, 1577836800), "22        The time is 1577836800"},
		{"varied", varied(4), "16        It is 1577836800" + "22        The time is 1577836800" +
			"41        1577836800 seconds have passed since 1970" + "10        1577836800"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, string(test.got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// varied is what is told so many times when words vary.
func varied(times int) (frames []byte) {
	for n := range times {
		frames = timeserver.Manner{Varied: true}.AppendTell(frames, n, 1577836800)
	}
	return frames
}
