package site

import (
	"net/http"
	"strconv"
	"strings"
)

// encoding is one way to send a file.
type encoding struct {
	name string // as Content-Encoding says it; "" for the file as it is
	body []byte
	tag  string // its ETag: what is kept in one encoding is not good in another
}

// negotiate is the encoding that a request likes best (RFC 9110, 12.5.3), and
// among equals the first offered. Without a wish, and where nothing offered
// would do, it is the file as it is, which is last.
func negotiate(header http.Header, offered []encoding) encoding {
	chosen, best := offered[len(offered)-1], 0.0
	wishes := wishes(header)
	if wishes == nil {
		return chosen
	}
	for _, e := range offered {
		name := e.name
		if name == "" {
			name = "identity"
		}
		weight, named := wishes[name]
		if !named {
			weight, named = wishes["*"]
		}
		if !named && e.name == "" {
			weight = 0.0001 // always there, and liked least
		}
		if weight > best {
			chosen, best = e, weight
		}
	}
	return chosen
}

// inOneLine is the request with the lines of each list of tags joined into one,
// as RFC 9110 has it in 5.3: net/http reads the first line only.
func inOneLine(r *http.Request) *http.Request {
	for _, name := range []string{"If-Match", "If-None-Match"} {
		if lines := r.Header.Values(name); len(lines) > 1 {
			r = r.Clone(r.Context())
			r.Header.Set(name, strings.Join(lines, ", "))
		}
	}
	return r
}

// wishes is the weight of each encoding in all lines of Accept-Encoding; nil
// where there is none. What is no weight is none.
func wishes(header http.Header) map[string]float64 {
	lines := header.Values("Accept-Encoding")
	if len(lines) == 0 {
		return nil
	}
	weights := make(map[string]float64)
	for wish := range strings.SplitSeq(strings.ToLower(strings.Join(lines, ",")), ",") {
		name, parameter, weighed := strings.Cut(wish, ";")
		weight := 1.0
		if weighed {
			q, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			var err error
			if weight, err = strconv.ParseFloat(value, 64); err != nil || q != "q" || !(weight >= 0 && weight <= 1) {
				weight = 0
			}
		}
		switch name = strings.TrimSpace(name); name {
		case "":
		case "x-gzip":
			weights["gzip"] = weight
		default:
			weights[name] = weight
		}
	}
	return weights
}
