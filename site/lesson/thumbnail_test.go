package lesson

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A thumbnail tells what a figure ends in: what each byte is, where recv cut the
// stream, and what came out.
func TestThumbnail(t *testing.T) {
	for _, test := range []struct{ block, want string }{
		{"schedule: 2, then the rest\n-- stream --\nsend \"5         h<llo\"\n", "header 5·|header ········|payload h&lt;llo|message h&lt;llo"},
		{"decoder: one-per-read\nlayout: delimiter \"\\n\"\nschedule: 3, then the rest\n-- stream --\nsend \"gone\"\n", "payload gon|payload e|message error gon|message error e"},
		{"schedule: in one chunk\n-- stream --\nbytes \"GET / HTTP\"\n", "error GET·/·HTTP"},
	} {
		fig, err := openFigure("test", test.block)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`<g class="([^"]*)">.*?<text[^>]*>(.*?)</text>`).FindAllStringSubmatch(string(fig.Thumbnail()), -1) {
			got = append(got, m[1]+" "+m[2])
		}
		if diff := cmp.Diff(test.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s\n%s", test.block, diff)
		}
	}
}
