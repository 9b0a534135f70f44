package figure_test

import (
	"bytes"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// TestForget: a live figure that forgets shows each step as one that remembers
// everything, but for where it counts from.
func TestForget(t *testing.T) {
	for _, text := range []string{"decimal 10", "netstring", `delimiter "\n"`, "uvarint 5", "uint32"} {
		layout, err := core.ParseLayout(text)
		if err != nil {
			t.Fatal(err)
		}
		var stream []byte
		encoder := core.NewEncoder(layout)
		for _, size := range []int{5, 0, 3000, 3, 1, 9000, 12, 70_000} {
			for range 20 / (1 + size) {
				stream, err = encoder.AppendFrame(stream, bytes.Repeat([]byte("x"), size))
				if err != nil {
					t.Fatal(err)
				}
			}
			stream, _ = encoder.AppendFrame(stream, bytes.Repeat([]byte("y"), size))
		}
		for _, cut := range []string{"every 13", "random 1 to 50000, seed 7", "every 3"} {
			t.Run(text+", "+cut, func(t *testing.T) {
				file := trace.File{
					Layout: layout, Limit: 8000, Skip: true, Decoder: trace.Core, Stream: stream[:len(stream)-1], Ending: trace.Closed,
				}
				if file.Schedule, err = schedule.Parse(cut); err != nil {
					t.Fatal(err)
				}
				if layout.HeaderSize() == 0 {
					file.Limit = 1 << 20 // nothing can be skipped
				}
				whole, err := figure.New(&file)
				if err != nil {
					t.Fatal(err)
				}
				live := file
				forgetting, err := figure.Live(&live)
				if err != nil {
					t.Fatal(err)
				}
				compare := func(from, at int) int {
					for n := from; n < forgetting.Len(); n++ {
						want, got := shown(whole, at), shown(forgetting, n)
						if !reflect.DeepEqual(want, got) { // so many steps are too many for cmp
							t.Fatalf("step %d (-remembering +forgetting):\n%s", at, cmp.Diff(want, got))
						}
						at++
					}
					return at
				}
				at := compare(0, 0)
				forgot := false
				var printed []byte
				for chunk := range file.Schedule.Chunks(file.Stream) {
					from, firstChunk := forgetting.Len(), len(forgetting.Trace.Ends)
					forgetting.Feed(chunk)
					at = compare(from, at)
					printed = forgetting.Trace.AppendChunks(printed, firstChunk)
					forgetting.Forget()
					forgot = forgot || forgetting.Trace.Past.Chunks > 0
				}
				from := forgetting.Len()
				forgetting.End(file.Ending)
				if at = compare(from, at); at != whole.Len() || !forgot {
					t.Errorf("%d steps, want %d; it forgot something: %v", at, whole.Len(), forgot)
				}
				if want, got := whole.Trace.Text(), string(forgetting.Trace.AppendEnd(printed)); got != want {
					t.Errorf("text (-remembering +forgetting):\n%s", cmp.Diff(want, got))
				}
			})
		}
	}
}

// shown is what is shown of a step, counted from the beginning of the stream.
func shown(fig *figure.Figure, n int) any {
	step := fig.Step(n)
	var frame figure.Frame
	if step.Event == "message" || step.Event == "skipped" {
		frame = fig.Frames[step.Frames-1]
		frame.Step = 0
	}
	step.Chunk += fig.Trace.Past.Chunks
	step.Frames = 0
	return struct {
		figure.Step
		figure.Frame
	}{step, frame}
}

// TestForgetGivesBack: what has been forgotten takes no memory, inside a frame
// too.
func TestForgetGivesBack(t *testing.T) {
	const promised = 2 << 20
	fig, err := figure.Live(&trace.File{Layout: core.Decimal(10), Limit: promised, Decoder: trace.Core})
	if err != nil {
		t.Fatal(err)
	}
	used := func() int {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int(stats.HeapAlloc)
	}
	before := used()
	fig.Feed([]byte("2097152   "))
	for chunk := range slices.Chunk(make([]byte, promised-1), 16) {
		fig.Feed(chunk)
		fig.Forget()
	}
	// The decoder gathers the payload, in a buffer of at most twice its size.
	if more := used() - before; more > 2*promised+(1<<20) {
		t.Errorf("after %d bytes in chunks of 16 it holds %d", promised, more)
	}
	runtime.KeepAlive(fig)
}
