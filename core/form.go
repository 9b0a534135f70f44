package core

// form is one way to spell a length or to mark an end: all that the decoder, the
// encoder, the errors and the text form of a [Layout] need of it. Each stands in a
// file of its own, form_*.go, and is listed in forms; the compiler asks for its
// parts. Its settings, such as the width of a field, are the Layout's.
//
// A form is either a [speller] or a [marker].
type form interface {
	// word reads the first word of a text form and what must follow it, and reports
	// false for a word that is not this form's.
	word(p *layoutParser, word string) (Layout, bool)
	// text is the text form, up to what refines it.
	text(l *Layout) string
	// fault says what is wrong with the settings; "" where nothing is.
	fault(l *Layout) string
	// describe says what a header or a message must look like, for errors.
	describe(l *Layout) string
	// hint says what header bytes that make no sense usually mean; "" where nobody
	// can know.
	hint(l *Layout, limit int, header []byte, reason error) string
}

// speller is a form that spells the length of the payload in a header.
type speller interface {
	form
	// size is how many bytes the field has; or, where that is not fixed, the fewest.
	size(l *Layout) (n int, fixed bool)
	// measure returns how many bytes the field has that b begins with; or, where b
	// does not tell, how many must be there to look again: more than len(b). It never
	// asks for a byte that may lie beyond the header.
	measure(l *Layout, b []byte) int
	// number is the number that a whole field spells. One too large for uint64 is
	// the largest uint64. It reports false for a field that spells none.
	number(l *Layout, field []byte) (n uint64, ok bool)
	// why says what is wrong with a field that spells no number, where that needs a
	// reason beside describe; or "".
	why(l *Layout, field []byte) string
	// most is the largest number that the field can spell.
	most(l *Layout) uint64
	// appendNumber appends the field that spells n, which is no more than most.
	appendNumber(l *Layout, dst []byte, n uint64) []byte
	// closes reports whether the layout's trailer follows the payload of a header.
	closes(l *Layout, header []byte) bool
}

// marker is a form that has no header and marks the end of a message.
type marker interface {
	form
	// ends is what marks the end of a message, in words.
	ends() string
	// reach is how many bytes of a message, its mark included, are looked at before
	// it is given up for too large.
	reach(l *Layout, limit int) int
	// scan looks at the bytes of frame, the first s.had of which it has seen before.
	// skip is how many bytes at its beginning belong to no message; end is where the
	// frame ends, its mark included, or 0 while that is not known. It returns once it
	// knows either.
	scan(l *Layout, frame []byte, s *scan) (skip, end int)
	// message returns the message that a whole frame holds: a part of it where that is
	// possible, and otherwise put together in buf, whose content it replaces.
	message(l *Layout, frame []byte, buf *[]byte) []byte
	// appendFrame appends a frame that holds the payload. It refuses one that this
	// form can't carry.
	appendFrame(l *Layout, dst, payload []byte) ([]byte, error)
}

// scan is what a marker knows of the bytes it has seen. It is all zero at the
// beginning of a stream; had is 0 at the beginning of a frame.
type scan struct {
	had  int  // bytes of the frame that have been looked at
	line int  // where the last line begins, for forms that have lines
	data bool // one of the lines holds a part of the message

	after bool // the byte before had matters to the next one: an escape, a carriage return
	begun bool // the stream has begun, for forms that allow a mark before it
}

// next is at the beginning of the next frame of the stream.
func (s *scan) next() { *s = scan{after: s.after, begun: s.begun} }

// forms are all forms, in the order in which documentation names them.
var forms = []form{
	decimal{}, hexadecimal{}, binary{}, uvarint{}, netstring{}, chunked{}, contentLength{},
	delimiter{}, lines{}, eventStream{},
}

// fixed is what spellers of a field of fixed width share.
type fixed struct{}

func (fixed) size(l *Layout) (int, bool)      { return l.width, true }
func (fixed) measure(l *Layout, _ []byte) int { return l.width }

// trailing is what spellers share whose trailer, if they have one, closes every
// frame.
type trailing struct{}

func (trailing) closes(*Layout, []byte) bool { return true }

// plain is what spellers share that need no reason beside their description.
type plain struct{}

func (plain) why(*Layout, []byte) string { return "" }

// silent is what forms share of whose odd bytes nobody can say anything.
type silent struct{}

func (silent) hint(*Layout, int, []byte, error) string { return "" }

// textual is what forms share whose header is text: bytes that are no text are
// another protocol's.
type textual struct{}

func (textual) hint(l *Layout, limit int, header []byte, reason error) string {
	if _, tooLarge := reason.(*LengthError); tooLarge {
		return ""
	}
	if printable(header) {
		return hintText
	}
	return hintNoText
}

const (
	hintText   = "the bytes are printable text: the stream is out of step, or this is another protocol"
	hintNoText = "the bytes are not text: this is another protocol, or a binary length"
)
