package figure_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// TestChoices: every layout to choose from is one, in its usual form.
func TestChoices(t *testing.T) {
	var choices struct{ Layouts []struct{ Text string } }
	if err := json.Unmarshal(figure.AppendChoices(nil), &choices); err != nil {
		t.Fatal(err)
	}
	if len(choices.Layouts) < 12 {
		t.Errorf("only %d layouts to choose from", len(choices.Layouts))
	}
	for _, choice := range choices.Layouts {
		layout, err := core.ParseLayout(choice.Text)
		if err != nil || layout.String() != choice.Text {
			t.Errorf("%q is read as %q: %v", choice.Text, layout, err)
		}
	}
}

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
