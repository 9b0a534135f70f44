package guess

import "math"

// The logarithm and the power that a weight needs are good to 1e-9: those of
// package math, which are exact, would cost the page that reads captures 2 KB.

// log2 returns the binary logarithm of x; x is positive, and not subnormal.
func log2(x float64) float64 {
	bits := math.Float64bits(x)
	whole := float64(int(bits>>52) - 1023)
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52) // in [1, 2)
	part := 0.0
	for digit := 0.5; digit > 1e-10; digit /= 2 {
		if m *= m; m >= 2 {
			m /= 2
			part += digit
		}
	}
	return whole + part
}

// exp2 returns 2**x.
func exp2(x float64) float64 {
	switch {
	case x < -1000:
		return 0
	case x > 1000:
		return math.Inf(1)
	}
	whole := int(x)
	if float64(whole) > x {
		whole--
	}
	term, sum := 1.0, 1.0
	for i, part := 1, (x-float64(whole))*math.Ln2; i < 20; i++ { // e**part, with part in [0, ln 2)
		term *= part / float64(i)
		sum += term
	}
	return sum * math.Float64frombits(uint64(whole+1023)<<52)
}
