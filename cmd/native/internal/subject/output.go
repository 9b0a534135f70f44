package subject

import (
	"slices"
	"sync"

	"bufferbybuffer/core/judge"
)

// The most of a program's output that is kept, in bytes.
const maxKept = 256 << 10

// output is what a program prints, and the messages seen in it.
type output struct {
	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, with each message seen
	size    int64
	kept    []byte // the beginning
	read    judge.Transcript
	reply   []byte // the last line of what it sends back, which has not ended
}

func newOutput(messages []Message, series *judge.Series) *output {
	return &output{changed: make(chan struct{}), read: *judge.NewTranscript(messages, series)}
}

// Write takes what the program printed.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.size += int64(len(p))
	o.kept = append(o.kept, p[:min(len(p), maxKept-len(o.kept))]...)
	o.tell(o.read.Write(p) > 0)
	return len(p), nil
}

// replied takes what the program sent back.
func (o *output) replied(p []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	judge.Lines(p, &o.reply, func(line string) { o.tell(o.read.Look(line)) })
}

// answered takes a message that the program sent back.
func (o *output) answered(payload []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tell(o.read.Look(string(payload)))
}

// tell wakes who waits for a message.
func (o *output) tell(seen bool) {
	if seen {
		close(o.changed)
		o.changed = make(chan struct{})
	}
}

// Close ends the last line.
func (o *output) Close() error {
	o.Write([]byte("\n"))
	return nil
}

// state is what has been seen so far, and a channel that is closed when more is.
func (o *output) state() (seen []int, changed <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.read.Seen), o.changed
}

// printed is the number of bytes so far, and of lines without a message.
func (o *output) printed() (size int64, others int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.size, len(o.read.Others)
}
