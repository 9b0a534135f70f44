package site

import (
	"slices"
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
		if s.answer == nil {
			continue
		}
		got[s.Name] = s.Choices[s.answer(j)]
	}
	want := map[string]string{
		"lost":      "the second one",
		"overtaken": "as they were sent",
		"nagle":     "after 55 ms",
		"full":      "24",
		"localhost": "one message, whole",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A goal is not reached by what one begins with, and one setting is enough to reach it.
func TestGoals(t *testing.T) {
	for _, s := range scenes {
		if s.answer != nil {
			continue
		}
		for way, want := range map[string]bool{"": false, s.Way: true} {
			j, err := travel(s.settings + "\n" + way)
			if err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
			if got := slices.Contains(j.Reached(), s.Name); got != want {
				t.Errorf("%s, %q: reached %v is %t", s.Name, way, j.Reached(), got)
			}
		}
	}
}
