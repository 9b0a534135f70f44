package judge

import "bufferbybuffer/core/trace"

// ends are the places where the stream can end, those first that tell most: after
// all, inside the last payload, inside its header, right after it, and so on. The
// frames come one in each chunk, which every subject that can be judged survives.
func ends(s *Series, demand, most int) []Case {
	last := s.Frames[demand-1]
	var cases []Case
	seen := make(map[int]bool)
	add := func(name string, n int) {
		if seen[n] || len(cases) >= most {
			return
		}
		seen[n] = true
		c := Case{Part: Ends, Name: name, Stream: s.Stream[:n:n], Ending: trace.Closed, series: s}
		for _, f := range s.Frames {
			if f.End <= n {
				c.Want = append(c.Want, s.Messages[len(c.Want)])
			}
			if f.End < n {
				c.Cuts = append(c.Cuts, f.End)
			}
		}
		c.Fault = !s.boundary(n)
		cases = append(cases, c)
	}
	add("the end after all messages", last.End)
	for _, place := range []struct {
		name string
		n    int // 0: there is none
	}{
		{"the end inside a payload", last.insidePayload()},
		{"the end inside a header", last.insideHeader()},
		{"the end right after a header", last.afterHeader()},
		{"the end before the last byte", last.beforeEnd()},
		{"the end between two frames", last.Start},
	} {
		if place.n > 0 {
			add(place.name, place.n)
		}
	}
	for n := range last.End {
		name := "the end inside a frame"
		switch {
		case n == 0:
			name = "the end before all messages"
		case s.boundary(n):
			name = "the end between two frames"
		}
		add(name, n)
	}
	return cases
}

// boundary reports whether a frame ends at offset n, or none has begun.
func (s *Series) boundary(n int) bool {
	if n == 0 {
		return true
	}
	for _, f := range s.Frames {
		if f.End == n {
			return true
		}
	}
	return false
}
