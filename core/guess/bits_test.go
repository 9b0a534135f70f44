package guess

import (
	"math"
	"testing"
)

func TestBits(t *testing.T) {
	for x := 1e-12; x < 1e300; x *= 1.37 {
		if got, want := log2(x), math.Log2(x); math.Abs(got-want) > 1e-9 {
			t.Errorf("log2(%g) is %g, want %g", x, got, want)
		}
	}
	for x := -999.0; x < 999; x += 0.173 {
		if got, want := exp2(x), math.Exp2(x); math.Abs(got/want-1) > 1e-12 {
			t.Errorf("exp2(%g) is %g, want %g", x, got, want)
		}
	}
	if exp2(math.Inf(-1)) != 0 || !math.IsInf(exp2(math.Inf(1)), 1) {
		t.Error("exp2 of what is infinite")
	}
}
