package judge

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

// hostile are headers that core refuses, each where a second frame should begin:
// lengths beyond the limit and what is no length at all. Nothing comes after them,
// for ever, and who waits for more has believed them. Where the limit is small,
// there is also a frame that exceeds it by one byte and is all there.
func hostile(s *Series, most int) []Case {
	if s.Layout.Valid() != nil || most <= 0 {
		return nil
	}
	var cases []Case
	first := s.Frames[0]
	add := func(name string, frame []byte) {
		stream := slices.Concat(s.Stream[:first.End], frame)
		c := Case{
			Part: Hostile, Name: name, Stream: stream, Cuts: []int{first.End}, Ending: trace.Open,
			Want: s.Messages[:1:1], Fault: true, series: s,
		}
		cases = append(cases, c)
	}
	lies, nonsense := s.forged(s.Stream[first.Start:first.Body])
	// The smallest lie first: who believes it should not be told the largest, which
	// may cost memory that nobody has.
	if len(lies) > 0 {
		add(lies[0].err.Error(), lies[0].header)
	}
	const small = 64 << 10
	if s.Limit <= small {
		large := bytes.Repeat([]byte("x"), s.Limit+1)
		frame, err := core.NewEncoder(s.Layout, core.Limit(s.Limit+1)).AppendFrame(nil, large)
		if err == nil {
			add("a message of "+strconv.Itoa(len(large))+" bytes exceeds limit "+strconv.Itoa(s.Limit), frame)
		}
	}
	for _, f := range nonsense {
		add(f.err.Error(), f.header)
	}
	if n := len(lies); n > 1 {
		add(lies[n-1].err.Error(), lies[n-1].header)
		cases[len(cases)-1].dear = true
	}
	return cases[:min(len(cases), most)]
}

// forgery is a header that core refuses as soon as it has come.
type forgery struct {
	header []byte
	err    error
	length uint64 // what it promises, where it does
}

// forged returns headers made from a right one: those that promise more than the
// limit, the smallest promise first, and those that are wrong in the ways that the
// readers of numbers of many languages let through. Core says which are which.
func (s *Series) forged(header []byte) (lies, nonsense []forgery) {
	n := len(header)
	if n == 0 {
		return nil, nil
	}
	var list [][]byte
	fill := func(text string, with byte, n int) {
		if len(text) <= n {
			list = append(list, append([]byte(text), bytes.Repeat([]byte{with}, n-len(text))...))
		}
	}
	for k := 1; k <= n; k++ {
		fill(strings.Repeat("9", k), ' ', n)
		fill(strings.Repeat("\xff", k), 0, n)
		fill(strings.Repeat("\x00", n-k), 0xff, n)
	}
	nonNumbers := []string{"-1", "+1", "1_0", "1 0", "1.5", "1e1", "0x1", "\t1"}
	for _, text := range nonNumbers {
		fill(text, ' ', n)
	}
	for _, with := range []byte{0, ' ', 'A', 'f'} {
		fill("", with, n)
	}
	// A length of more bytes than this header has, where that varies.
	fill("", 0xff, 16)
	fill("", '9', 16)
	if before, number, after := fieldOf(header); number != "" {
		for k := len(number) + 1; k <= 20; k++ {
			list = append(list, []byte(before+strings.Repeat("9", k)+after))
		}
		for _, text := range append(nonNumbers, "", number+", "+number) {
			list = append(list, []byte(before+text+after))
		}
		line := before + number + "\r\n"
		list = append(list, []byte(line+string(header)), []byte("X-"+string(header)))
	}
	for _, header := range list {
		dec := core.NewDecoder(s.Layout, core.Limit(s.Limit))
		dec.Feed(header)
		failed, ok := dec.Next().Err.(*core.FrameError)
		if !ok || len(failed.Header) == 0 {
			continue
		}
		f := forgery{header: header[:len(failed.Header)], err: failed.Err}
		same := func(o forgery) bool { return o.err.Error() == f.err.Error() }
		if long, ok := f.err.(*core.LengthError); !ok {
			if !slices.ContainsFunc(nonsense, same) {
				nonsense = append(nonsense, f)
			}
		} else if f.length = long.Length; !slices.ContainsFunc(lies, same) {
			lies = append(lies, f)
		}
	}
	slices.SortStableFunc(lies, func(a, b forgery) int { return cmp.Compare(a.length, b.length) })
	return lies, nonsense
}

// fieldOf divides a header whose number has a name, such as "Content-Length: 5", at its
// number; that is "" where it has none.
func fieldOf(header []byte) (before, number, after string) {
	from := bytes.IndexAny(header, "0123456789")
	if from <= 0 || header[0] < 'A' || header[0] > 'z' {
		return "", "", ""
	}
	to := from
	for to < len(header) && '0' <= header[to] && header[to] <= '9' {
		to++
	}
	return string(header[:from]), string(header[from:to]), string(header[to:])
}
