//go:build !js

package contrast_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// TestCoreInPython: the Python that stands beside core's decoder does the same.
func TestCoreInPython(t *testing.T) {
	for name, like := range map[string]string{figure.PythonHeader: "ignored-end", figure.PythonDelimiter: "delimiter"} {
		t.Run(name, func(t *testing.T) {
			comparePython(t, strings.Join(figure.Code(name).Lines, "\n"), func(rnd *rand.Rand) *trace.File {
				for {
					f := randomFile(rnd, like)
					f.Decoder = trace.Core
					if fig, err := figure.Live(f); err != nil {
						t.Fatal(err)
					} else if fig.CodeNames()[0] == name {
						return f
					}
				}
			})
		})
	}
}
