package gateway

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"bufferbybuffer/core/timeserver"
)

// docs/protocol.md shows every report with the keys that it has, and names
// every parameter and verb.
func TestProtocolDocument(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	reports := map[string]any{"hello": &hello{}, "chunk": &chunkReport{}, "end": &closing{}, "refused": &refusal{}}
	for _, example := range regexp.MustCompile(`\{"type":.*\}`).FindAllString(string(text), -1) {
		var head struct{ Type string }
		if err := json.Unmarshal([]byte(example), &head); err != nil {
			t.Errorf("%s: %v", example, err)
			continue
		}
		report, ok := reports[head.Type]
		if !ok {
			t.Errorf("%s: there is no such report, or it is shown twice", example)
			continue
		}
		delete(reports, head.Type)
		decoder := json.NewDecoder(strings.NewReader(example))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(report); err != nil {
			t.Errorf("%s: %v", example, err)
		}
		// What it decodes to is written the same way again.
		again, err := json.Marshal(report)
		if err != nil || string(again) != example {
			t.Errorf("the document has %s, the gateway writes %s", example, again)
		}
	}
	for kind := range reports {
		t.Errorf("there is no example of %q", kind)
	}
	for _, name := range append([]string{"buffer", "pace", "mss", "echo"}, timeserver.Names()...) {
		if !bytes.Contains(text, []byte("`"+name)) {
			t.Errorf("%s is not named", name)
		}
	}
}
