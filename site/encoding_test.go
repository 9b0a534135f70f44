package site

import (
	"net/http"
	"testing"
)

func TestNegotiate(t *testing.T) {
	offered := []encoding{{name: "br"}, {name: "gzip"}, {}}
	tests := []struct {
		accept []string
		want   string
	}{
		{nil, ""},
		{[]string{""}, ""},
		{[]string{"gzip, deflate, br, zstd"}, "br"},
		{[]string{"gzip, deflate"}, "gzip"}, // a browser without TLS
		{[]string{"GZIP"}, "gzip"},
		{[]string{"x-gzip"}, "gzip"},
		{[]string{"gzip", "br"}, "br"}, // two lines are one list
		{[]string{"br;q=0, gzip"}, "gzip"},
		{[]string{"br; q=0.0 , gzip;q=0.000"}, ""},
		{[]string{"br;q=0.2, gzip;q=0.8"}, "gzip"},
		{[]string{"br;q=0.5, identity"}, ""},
		{[]string{"vibrant, gzipped"}, ""},
		{[]string{"*"}, "br"},
		{[]string{"*;q=0.3, br;q=0"}, "gzip"},
		{[]string{"br;q=oops, gzip"}, "gzip"},
		{[]string{"br;q=NaN"}, ""},
		{[]string{"br;q=2"}, ""},
		{[]string{"identity;q=0"}, ""}, // better than nothing
		{[]string{"identity;q=0, gzip;q=0.1"}, "gzip"},
		{[]string{",;q=1,,"}, ""},
	}
	for _, test := range tests {
		header := http.Header{"Accept-Encoding": test.accept}
		if test.accept == nil {
			header = http.Header{}
		}
		if got := negotiate(header, offered).name; got != test.want {
			t.Errorf("%q gets %q, want %q", test.accept, got, test.want)
		}
	}
}
