package figure

import (
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/words"
)

// AppendComparison appends where the decoder of a corpus file and a second one
// first part on its stream and schedule: the step of each, the stream offset, and
// a sentence.
func AppendComparison(b []byte, text, other string) ([]byte, error) {
	first, err := Open(text)
	if err != nil {
		return nil, err
	}
	file := *first.File
	file.Decoder = other
	second, err := New(&file)
	if err != nil {
		return nil, err
	}
	w := writer{b}
	w.open('{')
	d, differ := contrast.Compare(first.Trace, second.Trace)
	if !differ {
		w.key("same").bool(true)
		w.key("say").string("With these bytes and these cuts both decoders come to the same.")
	} else {
		w.key("steps").ints([]int{d.Steps[0] + 1, d.Steps[1] + 1})
		w.key("offset").int(int(d.Offset))
		w.key("say").string(words.Capital(d.Say(contrast.Called(first.File.Decoder), contrast.Called(other))))
	}
	w.close('}')
	return w.b, nil
}
