package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestContenders: in every cell every contender takes the same messages, or what
// is measured means nothing.
func TestContenders(t *testing.T) {
	for _, c := range cells() {
		s := c.stream(1 << 18)
		for _, contender := range contenders(s.layout) {
			got, err := contender.run(s)
			if err != nil {
				t.Errorf("%v, %s: %v", c, contender.name, err)
			}
			if diff := cmp.Diff(total{s.frames, s.sum}, got, cmp.AllowUnexported(total{})); diff != "" {
				t.Errorf("%v, %s (-want +got):\n%s", c, contender.name, diff)
			}
		}
	}
}
