package terminal

import (
	"bytes"
	"testing"
)

// Who asked for a locale without UTF-8 gets ASCII; who asked for nothing, or for
// UTF-8, gets text as it is.
func TestPlain(t *testing.T) {
	const text = "recv 1: 5··hé…\n  → \u202e😀\n1│4·…\n ▲└message’s, 1µs\n"
	const inASCII = "recv 1: 5__h\\u00e9...\n  -> \\u202e\\U0001f600\n1|4_...\n ^+message's, 1us\n"
	for _, test := range []struct{ all, ctype, lang, want string }{
		{"", "", "", text},
		{"", "", "C", inASCII},
		{"", "", "POSIX", inASCII},
		{"", "", "de_DE.ISO-8859-1", inASCII},
		{"", "", "C.UTF-8", text},
		{"", "", "de_DE.utf8", text},
		{"", "C", "de_DE.UTF-8", inASCII},
		{"C.UTF-8", "C", "C", text},
		{"C", "", "C.UTF-8", inASCII},
	} {
		t.Setenv("LC_ALL", test.all)
		t.Setenv("LC_CTYPE", test.ctype)
		t.Setenv("LANG", test.lang)
		var out bytes.Buffer
		if n, err := Plain(&out).Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("Write: %d, %v", n, err)
		}
		if out.String() != test.want {
			t.Errorf("%+v: %q", test, out.String())
		}
	}
}
