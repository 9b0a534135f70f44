package contrast

import (
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/trace"
)

// Survey tries a decoder with every schedule of a stream that has at most so many
// cuts, as a [judge.Sweep] goes through them, and counts those that it survives.
//
// To survive is to come to the same as core's decoder does with the stream in one
// chunk: the same messages, the same kind of error or none, and the same end.
//
// A survey works only when it is told to, so that it can be shown while it runs,
// and given up.
type Survey struct {
	judge.Sweep
	start func() trace.Machine
	right judge.Right
}

// NewSurvey returns a survey, of schedules with at most so many cuts, of the
// decoder that the file names, over its stream and with its ending. A negative
// number means all schedules.
func NewSurvey(f *trace.File, most int) (*Survey, error) {
	start := func() trace.Machine { return f.NewDecoder() }
	if f.Decoder != trace.Core {
		if _, err := New(f.Decoder, f.Layout, f.Limit); err != nil {
			return nil, err
		}
		start = func() trace.Machine {
			m, _ := New(f.Decoder, f.Layout, f.Limit) // the same again
			return m
		}
	}
	return &Survey{judge.NewSweep(len(f.Stream), most), start, judge.NewRight(f)}, nil
}

// Step tries up to n more schedules. It reports false when there are no more.
func (s *Survey) Step(n int) bool {
	for range n {
		cuts, ok := s.Next()
		if !ok {
			break
		}
		s.Report(s.right.Same(s.start(), cuts))
	}
	return s.Tried < s.Total
}
