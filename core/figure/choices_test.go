package figure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// TestSchedules: the schedules to choose from know where the frames lie, whatever
// the decoder makes of them.
func TestSchedules(t *testing.T) {
	file, err := trace.ParseFile("decoder: one-recv\nschedule: every 3\n\n-- stream --\nsend \"5         hello\"\nsend \"2         hi\"\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := figure.AppendSchedules(nil, file)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"text":"in one chunk","label":"in one chunk"},{"text":"every 16","label":"every 16"},` +
		`{"text":"one byte at a time","label":"byte by byte"},{"text":"15, then the rest","label":"a message each"},` +
		`{"text":"10, 5, 10, then the rest","label":"header apart"}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
