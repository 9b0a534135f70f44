package corpus

// Question is what somebody may want to know, and the files that answer it, the
// plainest first.
type Question struct {
	When  string // what has to be put behind "What happens when"
	Names []string
}

// Questions returns all questions. Every file answers one of them.
func Questions() []Question { return questions }

var questions = []Question{
	{"everything goes well", []string{
		"greeting-recv16", "whole-frame-per-chunk", "whole-empty-message", "end-clean", "contrast-tutorial-recv16",
	}},
	{"recv returns a part of a message", []string{
		"split-payload", "whole-byte-by-byte", "contrast-exact-reads-bytes", "contrast-one-recv", "contrast-boswatch",
		"contrast-short-read", "contrast-short-read-full", "contrast-until-parsed-number",
	}},
	{"recv returns two messages at once", []string{
		"coalesced-two", "coalesced-carry-over", "contrast-tutorial", "contrast-at-least", "contrast-one-per-read", "contrast-no-carry-over",
		"contrast-no-carry-over-header", "contrast-until-parsed",
	}},
	{"a cut falls inside the header", []string{
		"split-header", "split-padding", "greeting-recv8", "contrast-tutorial-recv8", "contrast-tutorial-split",
		"contrast-whole-header", "contrast-short-header",
	}},
	{"a character is more than one byte", []string{
		"split-character", "contrast-tutorial-character", "contrast-characters", "contrast-tutorial-count",
	}},
	{"a program keeps the first length it has read", []string{
		"contrast-stale-length", "contrast-stale-length-equal",
	}},
	{"a message holds what marks its end", []string{"contrast-delimiter"}},
	{"the sender sleeps between two sends", []string{"contrast-sleep-lucky", "contrast-sleep"}},
	{"the other side is gone", []string{
		"failure-truncated-payload", "failure-truncated-header", "contrast-tutorial-closed", "contrast-exact-reads",
		"contrast-ignored-end",
	}},
	{"the header is a lie, or no header at all", []string{
		"failure-limit-exceeded", "contrast-trusted-length", "failure-malformed-header", "contrast-wrong-port",
	}},
	{"the protocol is a real one", []string{
		"wire-git", "wire-dns", "wire-postgresql", "wire-tls", "wire-http2", "wire-chunked", "wire-lsp", "wire-lines",
		"wire-events",
	}},
}
