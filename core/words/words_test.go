package words_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/words"
)

func TestWords(t *testing.T) {
	tests := []struct{ got, want string }{
		{words.Of(0), "no"},
		{words.Of(12), "twelve"},
		{words.Of(13), "13"},
		{words.Of(-1), "-1"},
		{words.Alone(0), "none"},
		{words.Alone(2), "two"},
		{words.First(3), "Three"},
		{words.First(1243), "1,243"},
		{words.Number(999), "999"},
		{words.Number(1_000_000_000), "1,000,000,000"},
		{words.Number(-5), "-5"},
		{words.Number(-999), "-999"},
		{words.Number(-1000), "-1,000"},
		{words.Bytes(0), "no bytes"},
		{words.Bytes(1), "one byte"},
		{words.BytesAre(2), "Two bytes are"},
		{words.OutOf(0, 5), "None of five bytes"},
		{words.OutOf(1, 22), "One of 22 bytes"},
		{words.Noun(2, "message"), "messages"},
		{words.Verb(1, "was", "were"), "was"},
		{words.Capital("“é"), "“é"},
		{words.Capital(""), ""},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
