package contrast_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// play is what the Sources run in: a socket that returns the chunks it was given,
// then blocks (which ends the program here) or says that the peer is gone.
const play = `
import codecs, functools, json, sys, time

time.sleep = lambda seconds: None  # the chunks are here already

class Blocked(Exception): pass
class LimitError(Exception): pass

class Socket:
    def __init__(self, chunks, closed, look):
        self.chunks, self.closed, self.patience, self.look, self.part = chunks, closed, 5, look, False
    def recv(self, n):
        if n < 0:
            raise ValueError("negative buffersize in recv")
        if n == 0:
            return b''
        if not self.part:
            self.look()
        if not self.chunks:
            self.patience -= 1
            if not self.closed or self.patience == 0:
                raise Blocked
            return b''
        chunk = self.chunks.pop(0)
        self.part = len(chunk) > n
        if self.part:
            self.chunks.insert(0, chunk[n:])
        return chunk[:n]
    def recv_into(self, room):
        chunk = self.recv(len(room))
        room[:len(chunk)] = chunk
        return len(chunk)

def recv_exactly(s, n):
    data = b''
    while len(data) < n:
        part = s.recv(n - len(data))
        if not part and data:
            raise EOFError
        if not part:
            return None
        data += part
    return data

@functools.cache
def compiled(source):
    return compile(source, "source", "exec")

def shown(value):
    most = 64
    short = isinstance(value, (bytes, str)) and len(value) > most
    size = [len(value)] if isinstance(value, (bytes, str)) else []
    return [repr(value[:most]) + "…" if short else repr(value)] + size

def run(case):
    messages, looks = [], []
    def look():
        if not case["names"]:
            return
        held, frame = {}, sys._getframe(1)
        while frame:
            if frame.f_code.co_filename == "source":
                held = {**frame.f_locals, **held}
            frame = frame.f_back
        looks.append([[name] + (shown(held[name]) if name in held else []) for name in case["names"]])
    def printed(m):
        look()
        messages.append((m.encode() if isinstance(m, str) else m).hex())
    def length_of(header):
        if case["binary"]:
            if int.from_bytes(header, "big") > case["limit"]:
                raise LimitError
            return int.from_bytes(header, "big")
        text = header if isinstance(header, str) else header.decode("latin-1")
        text = text.strip(' ')
        if not text or not set(text) <= set("0123456789"):
            raise ValueError
        if int(text) > case["limit"]:
            raise LimitError
        return int(text)
    def reserve(n):
        if n > 1 << 16:  # more than there is in any stream here
            raise EOFError if case["closed"] else Blocked
        return bytearray(n)
    names = {
        "codecs": codecs, "json": json, "time": time, "HEADERSIZE": case["header"], "DELIMITER": b"\n",
        "s": Socket([bytes.fromhex(c) for c in case["chunks"]], case["closed"], look),
        "length_of": length_of, "recv_exactly": recv_exactly, "bytearray": reserve,
        "print": printed,
    }
    try:
        exec(compiled(case["source"]), names)
        end = "end"
    except Exception as e:
        end = type(e).__name__
    return {"messages": messages, "end": end, "looks": looks or None}

json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
`

type pythonCase struct {
	Source string   `json:"source"`
	Chunks []string `json:"chunks"`
	Closed bool     `json:"closed"`
	Limit  int      `json:"limit"`
	Header int      `json:"header"` // bytes of it
	Binary bool     `json:"binary"` // a big-endian number
	Names  []string `json:"names"`  // of variables
}

type pythonResult struct {
	Messages []string  `json:"messages"`
	End      string    `json:"end"`
	Looks    [][][]any `json:"looks"` // the variables whenever it waits for a recv, or prints
}

// needPython skips a test where there is no Python: under js/wasm, say.
func needPython(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("there is no python3 here")
	}
}

// python runs a program, with v as JSON for its input, and reads JSON from it.
func python(t *testing.T, program string, v, result any) {
	t.Helper()
	input, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", "-c", program)
	cmd.Stdin = strings.NewReader(string(input))
	var problems strings.Builder
	cmd.Stderr = &problems
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("python3: %v\n%s", err, &problems)
	}
	if err := json.Unmarshal(output, result); err != nil {
		t.Fatal(err)
	}
}

// TestSource runs every decoder's Python over damaged streams in random schedules,
// and wants of the decoder here what the Python did.
func TestSource(t *testing.T) {
	for _, d := range contrast.All() {
		t.Run(d.Name, func(t *testing.T) {
			comparePython(t, d.Source(), func(rnd *rand.Rand) *trace.File { return randomFile(rnd, d.Name) })
		})
	}
}

// comparePython runs a source over a thousand files and wants the same of their
// decoder: messages, the end, and the variables.
func comparePython(t *testing.T, source string, file func(*rand.Rand) *trace.File) {
	t.Helper()
	needPython(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	var cases []pythonCase
	var got []pythonResult
	for i := range 1000 {
		f := file(rnd)
		c := pythonCase{
			Source: source, Chunks: []string{}, Closed: f.Ending == trace.Closed, Limit: f.Limit,
			Header: f.Layout.HeaderSize(), Binary: f.Layout == core.Uint(32),
		}
		if f.Decoder == "trusted-length" {
			c.Limit = math.MaxInt
		}
		for chunk := range f.Schedule.Chunks(f.Stream) {
			c.Chunks = append(c.Chunks, hex.EncodeToString(chunk))
		}
		result := pythonOf(runFile(t, f))
		if i%4 == 0 && f.Decoder != trace.Core { // looking takes long
			result.Looks, c.Names = looksOf(t, f)
		}
		cases, got = append(cases, c), append(got, result)
	}
	var want []pythonResult
	python(t, play, cases, &want)
	ends := map[string]int{}
	for i := range want {
		ends[want[i].End]++
		n := min(len(want[i].Looks), len(got[i].Looks))
		want[i].Looks = want[i].Looks[:n] // Python may wait at the end for ever
		if strings.Contains(source, "bytearray") {
			got[i].Looks = got[i].Looks[:n] // it ends where it would take too much room
		}
		if diff := cmp.Diff(want[i], got[i]); diff != "" {
			t.Fatalf("header of %d, chunks %q, closed %v (-python +here):\n%s", cases[i].Header, cases[i].Chunks, cases[i].Closed, diff)
		}
	}
	t.Log(ends)
	if len(ends) < 2 {
		t.Errorf("all of them came to %v: the streams are too tame", ends)
	}
}

// pythonOf is what the Python that a trace stands for would have come to.
func pythonOf(tr *trace.Trace) pythonResult {
	r := pythonResult{Messages: []string{}}
	for _, m := range tr.Messages() {
		r.Messages = append(r.Messages, hex.EncodeToString(m))
	}
	last := trace.Step{}
	if len(tr.Steps) > 0 {
		last = tr.Steps[len(tr.Steps)-1]
	}
	var header *core.HeaderError
	var length *core.LengthError
	var cut *core.TruncatedError
	switch {
	case last.Kind == core.NeedMore:
		r.End = "Blocked"
	case last.Err == nil: // the end, or a message that the end was taken for
		r.End = "end"
	case errors.As(last.Err, &header):
		r.End = "ValueError"
	case errors.As(last.Err, &length):
		r.End = "LimitError"
	case errors.As(last.Err, &cut):
		r.End = "EOFError"
	default:
		r.End, _, _ = strings.Cut(errors.Unwrap(last.Err).Error(), ":")
	}
	return r
}

// looksOf is what a figure says of the Python's variables whenever that waits for a
// recv, or prints a message; and their names.
func looksOf(t *testing.T, f *trace.File) (looks [][][]any, names []string) {
	t.Helper()
	fig, err := figure.New(f)
	if err != nil {
		t.Fatal(err)
	}
	for n := range fig.Len() {
		s := fig.Step(n)
		if n > 0 && s.Event != core.NeedMore.String() && s.Event != core.Message.String() {
			continue
		}
		var look [][]any
		names = names[:0]
		for _, v := range s.Variables {
			variable := []any{v.Name}
			if v.Value != "" {
				variable = append(variable, v.Value)
			}
			if v.Len != core.Unknown {
				variable = append(variable, float64(v.Len))
			}
			look, names = append(look, variable), append(names, v.Name)
		}
		looks = append(looks, look)
	}
	return looks, names
}

// layoutsOf returns layouts of every kind that a decoder and its Python read.
func layoutsOf(d contrast.Decoder) []core.Layout {
	var list []core.Layout
	for _, layout := range []core.Layout{core.Decimal(10), core.Uint(32), core.Lines(), core.Delimiter("\n"), core.Delimiter("\n").Escaped('\\')} {
		_, err := contrast.New(d.Name, layout, 1)
		if err == nil && (layout.HeaderSize() > 0 || !strings.Contains(d.Source(), "length_of")) {
			list = append(list, layout)
		}
	}
	return list
}

// randomFile returns a short stream in a layout that the decoder reads, sometimes
// damaged, in a random schedule of chunks up to 16 bytes.
func randomFile(rnd *rand.Rand, decoder string) *trace.File {
	f := &trace.File{Layout: core.Decimal(10), Limit: 40, Decoder: decoder}
	if d, ok := contrast.Find(decoder); ok {
		layouts := layoutsOf(d)
		f.Layout = layouts[rnd.IntN(len(layouts))]
	}
	if f.Layout.HeaderSize() == 0 {
		f.Limit = 1000
	}
	enc := core.NewEncoder(f.Layout)
	words := []string{"", "hi", "hello", "Welcome to the server!", "café", "日本", "7", "a\nb", "back\\slash", "      3      ",
		"123456789012", "3.25", `["é", 1, {"a": null}]`, `"x"`}
	for range rnd.IntN(4) {
		if framed, err := enc.AppendFrame(f.Stream, []byte(words[rnd.IntN(len(words))])); err == nil {
			f.Stream = framed
		}
	}
	damage := "0123456789 _+-\n\tx\xc3\xa9\\"
	for len(f.Stream) > 0 && rnd.IntN(3) == 0 {
		f.Stream[rnd.IntN(len(f.Stream))] = damage[rnd.IntN(len(damage))]
	}
	if len(f.Stream) > 0 && rnd.IntN(3) == 0 {
		f.Stream = f.Stream[:rnd.IntN(len(f.Stream))]
	}
	f.Schedule = schedule.Random(schedule.Range{Min: 1, Max: 1 + rnd.IntN(16)}, rnd.Uint64())
	if rnd.IntN(2) == 0 {
		f.Ending = trace.Closed
	}
	return f
}

// runFile traces the decoder that a file names.
func runFile(t *testing.T, f *trace.File) *trace.Trace {
	t.Helper()
	if f.Decoder == trace.Core {
		return f.Run(f.NewDecoder())
	}
	m, err := contrast.New(f.Decoder, f.Layout, f.Limit)
	if err != nil {
		t.Fatal(err)
	}
	return f.Run(m)
}
