package site

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The TCP answers each question as its explanation has it.
func TestScenes(t *testing.T) {
	got := map[string]string{}
	for _, s := range scenes {
		j, err := travel(s.settings)
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		got[s.Name] = s.Choices[s.answer(j)]
	}
	want := map[string]string{
		"three-recvs": "three",
		"one-recv":    "one",
		"lost":        "once the second has been sent again",
		"overtaken":   "as they were sent",
		"nagle":       "after 55 ms",
		"full":        "24",
		"localhost":   "one message, whole",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
