package judge

import (
	"bytes"
	"slices"
	"strconv"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

// hostile are headers that core refuses, each where a second frame should begin:
// lengths beyond the limit and what is no length at all. Nothing comes after them,
// for ever, and who waits for more has believed them. Where the limit is small,
// there is also a frame that exceeds it by one byte and is all there.
func hostile(s *Series, most int) []Case {
	if s.Layout.Valid() != nil {
		return nil
	}
	var cases []Case
	first := s.Frames[0]
	add := func(name string, frame []byte) {
		if len(cases) == most {
			return
		}
		stream := slices.Concat(s.Stream[:first.End], frame)
		c := Case{
			Part: Hostile, Name: name, Stream: stream, Cuts: []int{first.End}, Ending: trace.Open,
			Want: s.Messages[:1:1], Fault: true, series: s,
		}
		cases = append(cases, c)
	}
	for _, header := range forged(s.Stream[:first.Body]) {
		if err := s.refusal(header); err != nil {
			add(err.Error(), header)
		}
	}
	const small = 64 << 10
	if s.Limit <= small {
		large := bytes.Repeat([]byte("x"), s.Limit+1)
		frame, err := core.NewEncoder(s.Layout, core.Limit(s.Limit+1)).AppendFrame(nil, large)
		if err == nil {
			add("a message of "+strconv.Itoa(len(large))+" bytes, beyond the limit of "+strconv.Itoa(s.Limit), frame)
		}
	}
	return cases
}

// refusal returns why core refuses a header as soon as it has come, or nil.
func (s *Series) refusal(header []byte) error {
	dec := core.NewDecoder(s.Layout, core.Limit(s.Limit))
	dec.Feed(header)
	if failed, ok := dec.Next().Err.(*core.FrameError); ok {
		return failed.Err
	}
	return nil
}

// forged returns headers made from a right one: as large as they get, and wrong in
// the ways that the readers of numbers of many languages let through.
func forged(header []byte) [][]byte {
	n := len(header)
	if n == 0 {
		return nil
	}
	var list [][]byte
	for _, b := range []byte{'9', 0xff, 'f', '0', 0, ' ', 'A'} {
		list = append(list, bytes.Repeat([]byte{b}, n))
	}
	for _, text := range []string{"-1", "+1", "1_0", "1 0", "1.5", "1e1", "0x1", "\t1"} {
		if len(text) <= n {
			list = append(list, append([]byte(text), bytes.Repeat([]byte{' '}, n-len(text))...))
		}
	}
	// A length of more bytes than this header has, where that varies.
	list = append(list, bytes.Repeat([]byte{0xff}, 16), bytes.Repeat([]byte{'9'}, 16))
	return list
}
