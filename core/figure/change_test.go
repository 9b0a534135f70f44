package figure

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChange: a change, applied to what was told of the old figure, gives what is told
// of the new one.
func TestChange(t *testing.T) {
	const sends = "send \"22        Welcome to the server!\"\nsend \"5         h\\xc3\\xa9llo\"\nsend \"x\"\n"
	rnd := rand.New(rand.NewPCG(3, 4))
	texts := []string{}
	for _, stream := range []string{sends, sends + sends, "send \"5         hello\"\n"} {
		for _, decoder := range []string{"core", "tutorial", "no-carry-over"} {
			for _, end := range []string{"open", "closed"} {
				for range 6 {
					texts = append(texts, fmt.Sprintf("T\n\nlayout: decimal 10\ndecoder: %s\nschedule: %d, %d, then every %d\nend: %s\n\n-- stream --\n%s",
						decoder, 1+rnd.IntN(9), 1+rnd.IntN(20), 1+rnd.IntN(16), end, stream))
				}
			}
		}
	}
	for range 300 {
		old, to := opened(t, texts[rnd.IntN(len(texts))]), opened(t, texts[rnd.IntN(len(texts))])
		want := decoded(t, to.AppendJSON(nil, 0, 1))
		got := applied(decoded(t, old.AppendJSON(nil, 0, 1)), decoded(t, to.AppendChange(nil, old)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("from\n%s\nto\n%s\n(-want +got):\n%s", old.File.Text(), to.File.Text(), diff)
		}
	}
}

// TestChangeIsSmall: a cut that goes, in the middle of a long stream, is told in few words.
func TestChangeIsSmall(t *testing.T) {
	long := func(schedule string) *Figure {
		return opened(t, "T\n\nschedule: "+schedule+"\n\n-- stream --\n"+strings.Repeat("send \"10        0123456789\"\n", 500))
	}
	old, to := long("every 10"), long(strings.Repeat("10, ", 499)+"20, then every 10")
	whole, change := len(to.AppendJSON(nil, 0, 1)), len(to.AppendChange(nil, old))
	if change > whole/20 {
		t.Errorf("the change has %d bytes, the whole figure %d", change, whole)
	}
}

func opened(t *testing.T, text string) *Figure {
	t.Helper()
	f, err := Open(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func decoded(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// applied is what the page makes of a change.
func applied(old, change map[string]any) map[string]any {
	for _, list := range []string{"chunks", "frames"} {
		edit := change[list].(map[string]any)
		items := append([]any{}, old[list].([]any)[:int(edit["keep"].(float64))]...)
		items = append(items, edit["add"].([]any)...)
		for _, item := range old[list].([]any)[int(edit["from"].(float64)):] {
			item := item.(map[string]any)
			if step, ok := item["step"].(float64); ok {
				item["step"] = step + edit["shift"].(float64)
			}
			items = append(items, item)
		}
		change[list] = items
	}
	for _, key := range []string{"hex", "sends", "chars"} {
		if _, ok := change[key]; !ok {
			change[key] = old[key]
		}
	}
	return change
}
