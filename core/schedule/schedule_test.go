package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/schedule"
)

func TestEnds(t *testing.T) {
	for _, test := range []struct {
		text string
		n    int
		want []int
	}{
		{"in one chunk", 5, []int{5}},
		{"in one chunk", 0, nil},
		{"one byte at a time", 3, []int{1, 2, 3}},
		{"every 16", 40, []int{16, 32, 40}},
		{"every 16", 32, []int{16, 32}},
		{"3, 7, then the rest", 20, []int{3, 10, 20}},
		{"3, 7", 20, []int{3, 10, 20}},
		{"3, 7, then the rest", 10, []int{3, 10}},
		{"3, 7, then the rest", 5, []int{3, 5}},
		{"3, then every 4", 12, []int{3, 7, 11, 12}},
		// A random schedule is the same for ever: were these numbers to change, links
		// and recordings would show other cuts.
		{"random 1 to 9, seed 42", 30, []int{2, 4, 5, 6, 14, 21, 23, 29, 30}},
	} {
		s, err := schedule.Parse(test.text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, s.Ends(test.n)); diff != "" {
			t.Errorf("%s of %d bytes (-want +got):\n%s", test.text, test.n, diff)
		}
	}
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"in one chunk":           "in one chunk",
		"every 1":                "one byte at a time",
		" 3,7 , then  the rest ": "3, 7, then the rest",
		"3, 7":                   "3, 7, then the rest",
		"3, every 5":             "3, then every 5",
		"random 1 to 63, seed 7": "random 1 to 63, seed 7",
	} {
		s, err := schedule.Parse(strings.ReplaceAll(text, "  ", " "))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if s.String() != want {
			t.Errorf("%q became %q, want %q", text, s, want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "it is empty",
		"every 0":               "a chunk has 1 to 1073741824 bytes, not 0",
		"every -3":              "not -3",
		"3, , 4":                `"" is not a number of bytes`,
		"every 3, 4":            `"every 3" is not a number of bytes`,
		"then the rest":         `"then the rest" is not a number`,
		"99999999999999999999":  "is not a number of bytes",
		"random 5 to 3, seed 1": "the sizes run from the smaller to the larger",
		"random 1 to 3":         "names its sizes and its seed",
		"random 1 to 3, seed x": "the seed is a whole number",
	} {
		_, err := schedule.Parse(text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "try") {
			t.Errorf("%q: %v, want something about: %s", text, err, want)
		}
	}
}

func TestAll(t *testing.T) {
	var got [][]int
	for ends := range schedule.All(4) {
		got = append(got, slices.Clone(ends))
	}
	want := [][]int{{4}, {1, 4}, {2, 4}, {1, 2, 4}, {3, 4}, {1, 3, 4}, {2, 3, 4}, {1, 2, 3, 4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func ExampleSchedule_Chunks() {
	s, err := schedule.Parse("16, then every 8")
	if err != nil {
		fmt.Println(err)
		return
	}
	for chunk := range s.Chunks([]byte("22        Welcome to the server!")) {
		fmt.Printf("%q\n", chunk)
	}
	// Output:
	// "22        Welcom"
	// "e to the"
	// " server!"
}

// FuzzParse: whatever is a schedule reads back as itself, and cuts every stream
// into chunks of at least a byte that add up to it.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"in one chunk", "every 16", "3, 7, then the rest", "3, 7, then every 5", "random 1 to 63, seed 42"} {
		f.Add(text, uint16(40))
	}
	f.Fuzz(func(t *testing.T, text string, n uint16) {
		s, err := schedule.Parse(text)
		if err != nil {
			return
		}
		again, err := schedule.Parse(s.String())
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q became %q became %q, %v", text, s, again, err)
		}
		ends := s.Ends(int(n))
		if !slices.Equal(ends, again.Ends(int(n))) {
			t.Fatalf("%q and %q cut differently", text, s)
		}
		last := 0
		for _, end := range ends {
			if end <= last {
				t.Fatalf("%q: a chunk ends at %d after %d", text, end, last)
			}
			last = end
		}
		if last != int(n) {
			t.Fatalf("%q: chunks of %d bytes end at %d", text, n, last)
		}
	})
}
