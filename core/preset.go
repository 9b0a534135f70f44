package core

// Preset is the layout of a protocol in use, with the document that says so.
type Preset struct {
	Name   string
	Layout Layout
	Limit  int    // the largest payload its specification allows
	Spec   string // where it is specified
}

// Presets returns the layouts of well-known wires.
func Presets() []Preset {
	return []Preset{
		{"tutorial", Decimal(10), DefaultLimit,
			"https://pythonprogramming.net/buffering-streaming-data-sockets-tutorial-python-3/"},
		// The length counts its own four digits; 0000, 0001 and 0002 are a flush, a
		// delimiter and a response end.
		{"pkt-line", Hex(4).Counting(4).Bare(3), 65516,
			"https://git-scm.com/docs/gitprotocol-common#_pkt_line_format"},
		{"dns", Uint(16), 65535,
			"https://www.rfc-editor.org/rfc/rfc1035#section-4.2.2"},
		// After start-up: a type byte, then a length that counts itself and not the
		// type.
		{"postgresql", Uint(32).At(1, 5).Counting(4), 1<<30 - 1,
			"https://www.postgresql.org/docs/current/protocol-message-formats.html"},
		// Content type, version, length. The limit leaves room for what TLS 1.2's
		// encryption may add.
		{"tls", Uint(16).At(3, 5), 1<<14 + 2048,
			"https://www.rfc-editor.org/rfc/rfc8446#section-5.1"},
		// After the client's preface: length, type, flags, stream identifier.
		{"http2", Uint(24).At(0, 9), 1<<24 - 1,
			"https://www.rfc-editor.org/rfc/rfc9113#section-4.1"},
		// A signed 32-bit size; a negative one exceeds the limit.
		{"kafka", Uint(32), 1<<31 - 1,
			"https://kafka.apache.org/protocol.html#protocol_common"},
		{"mqtt", Uvarint(4).At(1, 0), 268_435_455,
			"https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901024"},
		// Of these four the specification sets no limit.
		{"http-chunked", Chunked(4096), DefaultLimit,
			"https://www.rfc-editor.org/rfc/rfc9112#section-7.1"},
		{"lsp", ContentLength(4096), DefaultLimit,
			"https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol"},
		{"sse", EventStream(), DefaultLimit,
			"https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream"},
		{"ndjson", Lines(), DefaultLimit,
			"https://github.com/ndjson/ndjson-spec"},
		{"protobuf-delimited", Uvarint(5), 1<<31 - 1,
			"https://protobuf.dev/programming-guides/techniques/#streaming"},
	}
}
