package address

import (
	"net/http"
	"testing"
)

func TestOfRequest(t *testing.T) {
	tests := []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"192.0.2.7:1", nil, "192.0.2.7/32"},
		{"192.0.2.7:1", []string{"192.0.2.8"}, "192.0.2.7/32"}, // it can say what it likes
		{"[2001:db8::7]:1", nil, "2001:db8::/64"},
		{"[::ffff:192.0.2.7]:1", nil, "192.0.2.7/32"},
		{"127.0.0.1:1", nil, "127.0.0.1/32"},
		{"127.0.0.1:1", []string{"192.0.2.8"}, "192.0.2.8/32"},
		{"127.0.0.1:1", []string{"10.0.0.1, 192.0.2.8"}, "192.0.2.8/32"}, // the proxy appends
		{"127.0.0.1:1", []string{"10.0.0.1", "192.0.2.8"}, "192.0.2.8/32"},
		{"[::1]:1", []string{"2001:db8:0:1::7"}, "2001:db8:0:1::/64"},
		{"127.0.0.1:1", []string{"unknown"}, "127.0.0.1/32"},
	}
	for _, test := range tests {
		r := &http.Request{RemoteAddr: test.remote, Header: http.Header{"X-Forwarded-For": test.forwarded}}
		if got := OfRequest(r).String(); got != test.want {
			t.Errorf("from %s for %q: %s, want %s", test.remote, test.forwarded, got, test.want)
		}
	}
}
