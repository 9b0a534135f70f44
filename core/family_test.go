package core_test

import (
	"errors"
	"io"
	"slices"
	"strconv"

	"bufferbybuffer/core"
)

// A sample is a stream and what must come of it, known from how it was made and
// not from decoding it.
type sample struct {
	name     string
	layout   core.Layout
	options  []core.Option
	stream   []byte
	messages []string
	fault    error // the sentinel, or nil for a clean end
	offset   int64 // where the faulty frame begins
	odd      bool  // no encoder of ours writes it
}

const sampleLimit = 9

// layoutTexts are those that the tests go through: each form, narrow and wide, with
// each refinement.
var layoutTexts = []string{
	"decimal 10", "decimal 1", "decimal 2", "decimal 3 right", "decimal 4 center", "decimal 5 zero",
	"hex 1", "hex 2", "hex 4 counting 4 bare 3",
	"uint8", "uint16", "uint16 little-endian", "uint24", "uint32", "uint32 little-endian", "uint64",
	"uint16 at 1 of 4", "uint8 at 0 of 2 counting 2", "uint32 at 1 of 5 counting 4",
	"uvarint 1", "uvarint 3", "uvarint 10", "uvarint 4 at 1",
	"netstring", "chunked 12", "content-length 30", `delimiter "\n"`, `delimiter "\r\n"`, `delimiter "aab"`, `delimiter "\n" escaped "\\"`,
	"lines", "event-stream",
}

func mustLayout(text string) core.Layout {
	l, err := core.ParseLayout(text)
	if err != nil {
		panic(err)
	}
	return l
}

// family makes the samples of one layout: valid streams, each of them cut short
// after every byte, an oversized frame and every malformed header we know, after
// nothing and after a frame. Streams are at most n bytes long.
func family(layout core.Layout, n int) []sample {
	var samples []sample
	add := func(s sample) {
		s.layout = layout
		s.options = append(s.options, core.Limit(sampleLimit))
		if len(s.stream) <= n && len(s.stream) > 0 {
			samples = append(samples, s)
		}
	}
	enc := core.NewEncoder(layout, core.Limit(sampleLimit))
	for _, payloads := range [][]string{{""}, {"a"}, {"ab", "c"}, {"", "", "é"}, {"aaa", "aa\x00"}, {"x y z", "10"}, {"123456789"}, {"\n", "\\a\\"}} {
		stream, ends, ok := encode(enc, payloads)
		if !ok {
			continue // this layout can't spell such a payload
		}
		for k := 1; k <= len(stream); k++ {
			add(truncated(stream, ends, payloads, k))
		}
	}
	for stream, messages := range spellings(layout) {
		add(sample{name: "another spelling", odd: true, stream: []byte(stream), messages: messages})
	}
	whole, _, _ := encode(enc, []string{"b"})
	for _, before := range []struct {
		stream   []byte
		messages []string
	}{{nil, nil}, {whole, []string{"b"}}} {
		at := int64(len(before.stream))
		broken := func(name string, tail []byte, fault error) {
			add(sample{name: name, odd: at == 0, stream: slices.Concat(before.stream, tail), messages: before.messages, fault: fault, offset: at})
		}
		for _, header := range malformed(layout) {
			broken("malformed", append([]byte(header), "rest"...), core.ErrMalformedHeader)
		}
		huge := []byte("0123456789!")
		if frame, err := core.NewEncoder(layout).AppendFrame(nil, huge[:sampleLimit+1]); err == nil {
			broken("oversized", append(frame, huge[sampleLimit+1:]...), core.ErrTooLarge)
			if layout.HeaderSize() > 0 {
				after := slices.Concat(before.stream, frame, whole)
				s := sample{name: "skipped", options: []core.Option{core.SkipOversized()}, stream: after}
				s.messages = append(slices.Clone(before.messages), "b")
				add(s)
				s.stream = after[:len(after)-len(whole)-1]
				s.messages, s.fault, s.offset = before.messages, core.ErrTruncated, at
				add(s)
				if trailer := layout.Trailer(); trailer != "" {
					s.name = "skipped, and not closed"
					s.stream = slices.Concat(before.stream, frame[:len(frame)-len(trailer)], []byte("????"))
					s.fault = core.ErrMalformedHeader
					add(s)
				}
			}
		}
	}
	// The shortest first: what fails first is then the smallest that fails.
	slices.SortStableFunc(samples, func(a, b sample) int { return len(a.stream) - len(b.stream) })
	return samples
}

// spellings returns streams that no encoder of ours writes, and others do, with their
// messages.
func spellings(layout core.Layout) map[string][]string {
	switch layout.String() {
	case "decimal 10":
		return map[string][]string{"         1a": {"a"}, "0000000001a": {"a"}}
	case "chunked 12":
		return map[string][]string{
			"1;x\r\na\r\n": {"a"}, "01 ;x=y\r\na\r\n": {"a"}, "000\r\n\r\n": {""}, "0;x\r\n\r\n": {""},
			"0\r\nA: b\r\n\r\n": {""}, "0\r\na:\r\n\r\n1\r\nb\r\n": {"", "b"},
		}
	case "content-length 30":
		return map[string][]string{
			"content-length:1\r\n\r\na": {"a"}, "a:\r\nCONTENT-LENGTH: 0\r\n\r\n": {""}, "Content-Length:\t02 \r\nb:c\r\n\r\nhi": {"hi"},
		}
	case "lines":
		return map[string][]string{"a\r\nb\n": {"a", "b"}, "\r\n\n\r\n": {"", "", ""}, "a\rb\r\r\n": {"a\rb\r"}}
	case "event-stream":
		return map[string][]string{
			"data:a\r\rdata:b\n\n": {"a", "b"}, "data: a\r\n\r\n": {"a"}, "data:a\r\n\ndata\n\n": {"a", ""}, "\xef\xbb\xbfdata:a\n\n": {"a"},
			":\n\n:c\r\n\r\n\n": nil, "id\n\ndata:a\n\n": {"a"}, "data\ndata\n\n": {"\n"}, "datax\r\r:\r\n\r": nil,
			"data:a\n:c\rdata:b\r\n\r\n": {"a\nb"}, "data:a\r\ndata:b\n\n": {"a\nb"}, "data:  a\n\n\n\n": {" a"}, "data: a\xef\xbb\xbf\n\n": {"a\xef\xbb\xbf"},
		}
	}
	return nil
}

// encode frames payloads one after the other. It reports false where the layout
// can't spell one of them.
func encode(enc *core.Encoder, payloads []string) (stream []byte, ends []int, ok bool) {
	for _, p := range payloads {
		var err error
		if stream, err = enc.AppendFrame(stream, []byte(p)); err != nil {
			return nil, nil, false
		}
		ends = append(ends, len(stream))
	}
	return stream, ends, true
}

// truncated is the sample of a valid stream of which only k bytes came.
func truncated(stream []byte, ends []int, payloads []string, k int) sample {
	s := sample{name: "cut after " + strconv.Itoa(k), stream: stream[:k]}
	boundary := 0
	for i, end := range ends {
		if end <= k {
			s.messages = append(s.messages, payloads[i])
			boundary = end
		}
	}
	if boundary < k {
		s.fault, s.offset = core.ErrTruncated, int64(boundary)
	}
	return s
}

// malformed returns headers that spell nothing in a layout.
func malformed(layout core.Layout) []string {
	switch layout.String() {
	case "decimal 10":
		return []string{"          ", "1_0       ", "+5        ", "-5        ", "5\t        ", "5\x00        ", "1 0       ", "GET / HTTP", "0x10      ", "५         "}
	case "decimal 2":
		return []string{"  ", "+1", "1_", "\t1"}
	case "hex 2":
		return []string{"0g", " 1", "1 ", "+1"}
	case "hex 4 counting 4 bare 3":
		return []string{"0003", "000 ", "abcx"}
	case "uint8 at 0 of 2 counting 2":
		return []string{"\x01\x00", "\x00\x00"}
	case "uvarint 3":
		return []string{"\x80\x80\x80", "\x81\x00", "\x80\x00"}
	case "uvarint 10":
		return []string{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "\x80\x80\x00"}
	case "chunked 12":
		return []string{"\r\n", "g\r\n", "1\n", "1 \r\n", "0x1\r\n", "-1\r\n", "1\r;x\r\n", "1;aaaaaaaaaaaaaa\r\n", "0\r\nx\r\n\r\n", "0\r\n\n", "1\r\naX\n"}
	case "content-length 30":
		return []string{"\r\n", "\n", "a:b\r\n\r\n", "x\r\n\r\n", "content-length: x\r\n\r\n", "a: b\r\nc: ddddddddddddddddddddd", "content-length:1\n\r\n", "content-length:\r\n\r\n"}
	case "netstring":
		return []string{"03:abc,", ":a,", "x", "1x", "1:ab", "-1:,"}
	}
	return nil
}

// outcome is what came of a stream, to be compared.
type outcome struct {
	messages []string
	err      error
	taken    int64
}

func (o *outcome) add(payload []byte) { o.messages = append(o.messages, string(payload)) }

// The ways through the decoder. Each gives the same outcome or is wrong.
var paths = []struct {
	name string
	run  func(s sample, ends []int) outcome
}{
	{"events", func(s sample, ends []int) (o outcome) {
		d := core.NewDecoder(s.layout, s.options...)
		at := 0
		for _, end := range ends {
			d.Feed(s.stream[at:end])
			at = end
			for ev := range d.Events() {
				if ev.Kind == core.Message {
					o.add(ev.Payload)
				}
			}
		}
		o.err = d.Close()
		o.taken = d.Taken()
		return o
	}},
	{"messages", func(s sample, ends []int) (o outcome) {
		d := core.NewDecoder(s.layout, s.options...)
		at := 0
		for _, end := range ends {
			d.Feed(s.stream[at:end])
			at = end
			for payload := range d.Messages() {
				o.add(payload)
			}
		}
		o.err = d.Close()
		o.taken = d.Taken()
		return o
	}},
	{"reader", func(s sample, ends []int) (o outcome) {
		r := core.NewReader(&chunkReader{s.stream, ends, 0}, s.layout, append(s.options, core.Buffer(len(s.stream)))...)
		for payload, err := range r.Messages() {
			if err != nil {
				o.err = err
				break
			}
			o.add(payload)
		}
		o.taken = -1 // not the reader's to say
		return o
	}},
}

// chunkReader is a source whose Read returns one chunk of a schedule at a time.
type chunkReader struct {
	stream []byte
	ends   []int
	at     int
}

func (r *chunkReader) Read(p []byte) (int, error) {
	if len(r.ends) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.stream[r.at:r.ends[0]])
	r.at += n
	if r.at == r.ends[0] {
		r.ends = r.ends[1:]
	}
	return n, nil
}

// wrong says how an outcome differs from what a sample must come to, or "".
func (s sample) wrong(o outcome) string {
	if !slices.Equal(o.messages, s.messages) {
		return "messages " + strconv.Quote(join(o.messages)) + ", want " + strconv.Quote(join(s.messages))
	}
	if s.fault == nil {
		if o.err != nil {
			return "error " + o.err.Error() + ", want none"
		}
		return ""
	}
	var failed *core.FrameError
	if !errors.Is(o.err, s.fault) || !errors.As(o.err, &failed) {
		return "error is not the one expected, " + s.fault.Error()
	}
	if failed.Offset != s.offset {
		return "error at byte " + strconv.FormatInt(failed.Offset, 10) + ", want " + strconv.FormatInt(s.offset, 10)
	}
	return ""
}

func join(messages []string) string {
	text := ""
	for _, m := range messages {
		text += "[" + m + "]"
	}
	return text
}
