package figure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// TestComparison: where the tutorial's client and ours part, as the page is told.
func TestComparison(t *testing.T) {
	for name, want := range map[string]string{
		"greeting-recv16": `{"same":true,"say":"With these bytes and these cuts both decoders come to the same."}`,
		"coalesced-two":   `{"steps":[2,2],"offset":15,"say":"Our decoder hands out message 1, \"hello\"; the tutorial's client hands out nothing."}`,
	} {
		text, err := corpus.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := figure.AppendComparison(nil, text, contrast.Tutorial)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if _, err := figure.AppendComparison(nil, text, "nobody"); err == nil {
			t.Errorf("%s: compared with a decoder that there is not", name)
		}
	}
}

// TestSurvey: how far a survey has come, as the page is told.
func TestSurvey(t *testing.T) {
	file, err := trace.ParseFile("decoder: tutorial\n\n-- stream --\nsend \"2         hi\"")
	if err != nil {
		t.Fatal(err)
	}
	survey, err := contrast.NewSurvey(file, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !survey.Step(5) {
		t.Error("12 schedules are over after 5")
	}
	for survey.Step(5) {
	}
	// One frame, one cut: int() makes the same of any part of its header.
	const want = `{"total":12,"tried":12,"survived":12,"over":true}`
	if diff := cmp.Diff(want, string(figure.AppendSurvey(nil, survey, true))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
