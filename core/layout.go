package core

import "strconv"

// Layout says how a header spells the length of its payload, or what marks the end
// of a message: a form with its settings. The zero Layout is not valid; get one from
// [Decimal], [Hex], [Uint], [Uvarint], [Netstring], [Chunked], [ContentLength],
// [Delimiter], [Lines], [EventStream], [ParseLayout] or [Presets], and refine it with
// At, Counting and the like. Layouts are plain values: they can be compared and
// copied. What makes no sense is kept until [Layout.Valid] says so.
type Layout struct {
	form    form
	width   int    // bytes of the length field; the most there may be, where that varies
	align   Align  // how a decimal number fills its field
	little  bool   // the least significant byte of a binary number comes first
	offset  int    // header bytes before the field
	after   int    // header bytes after the field
	counts  int    // what the stated number counts beside the payload
	bare    int    // stated numbers below it stand for no payload at all
	trailer string // bytes that close the frame
	escape  byte   // makes the byte after it content; 0 where there is none
	wrong   string // what a refinement that makes no sense was
}

// maxHeader is the longest header, in bytes, around a field of digits or bits.
const maxHeader = 64

// Align says how a decimal number fills its field. It matters for encoding only;
// decoding accepts all of them.
type Align uint8

// The four ways of Python's format mini-language to pad a number.
const (
	Left   Align = iota // f"{n:<10}", the tutorial's
	Right               // f"{n:>10}"
	Center              // f"{n:^10}"
	Zero                // f"{n:010}"
)

var alignNames = [...]string{"left", "right", "center", "zero"}

func (a Align) String() string {
	if int(a) < len(alignNames) {
		return alignNames[a]
	}
	return "unknown"
}

// Aligned is the layout with its decimal number padded another way when encoded.
func (l Layout) Aligned(a Align) Layout {
	if l.form != (decimal{}) {
		return l.wrongly("only decimal digits can be aligned")
	}
	l.align = a
	return l
}

// At is the layout with its length field at an offset in a header of size bytes.
// For a [Uvarint] size only counts the bytes before the field.
func (l Layout) At(offset, size int) Layout {
	l.offset = offset
	if l.form != (uvarint{}) {
		l.after = size - offset - l.width
	}
	return l
}

// Counting is the layout whose stated number counts n bytes beside the payload:
// the whole header, or a part of it.
func (l Layout) Counting(n int) Layout { l.counts = n; return l }

// Bare is the layout in which a stated number below n stands for a frame of a
// header alone, as git's flush-pkt 0000. [Event.Header] tells them apart.
func (l Layout) Bare(n int) Layout { l.bare = n; return l }

// wrongly is the layout after a refinement that makes no sense.
func (l Layout) wrongly(text string) Layout {
	if l.wrong == "" {
		l.wrong = text
	}
	return l
}

// HeaderSize returns the bytes of a header, or the fewest where it varies; 0 for a
// layout without one.
func (l Layout) HeaderSize() int {
	if spells, ok := l.form.(speller); ok {
		fewest, _ := spells.size(&l)
		return l.offset + fewest + l.after
	}
	return 0
}

// Varies reports whether headers of this layout have different sizes.
func (l Layout) Varies() bool {
	spells, ok := l.form.(speller)
	if !ok {
		return false
	}
	_, fixed := spells.size(&l)
	return !fixed
}

// Ends returns in words what marks the end of a message: "the delimiter". It is "" for
// a layout that has headers.
func (l Layout) Ends() string {
	if marks, ok := l.form.(marker); ok {
		return marks.ends()
	}
	return ""
}

// Trailer returns the bytes that close a frame: the comma of a netstring, the
// delimiter; mostly none. The last chunk of a [Chunked] body has none.
func (l Layout) Trailer() string { return l.trailer }

// Valid returns an error that says what is wrong with the layout, or nil. It matches
// [ErrLayout].
func (l Layout) Valid() error {
	if fault := l.fault(); fault != "" {
		return invalid(fault)
	}
	return nil
}

// invalid describes a layout that makes no sense; it matches [ErrLayout].
type invalid string

func (i invalid) Error() string { return "core: layout: " + string(i) }
func (i invalid) Unwrap() error { return ErrLayout }

func (l *Layout) fault() string {
	switch {
	case l.wrong != "":
		return l.wrong
	case l.form == nil:
		return "the zero Layout spells nothing; start with Decimal(10)"
	}
	if fault := l.form.fault(l); fault != "" {
		return fault
	}
	spells, ok := l.form.(speller)
	switch {
	case !ok:
		return ""
	case l.offset < 0 || l.after < 0 || l.offset > maxHeader || l.after > maxHeader,
		l.offset+l.after > 0 && l.offset+l.width+l.after > maxHeader:
		return "the field does not lie in a header of at most " + strconv.Itoa(maxHeader) + " bytes"
	case l.counts < 0 || l.bare < 0:
		return "a negative number of bytes"
	case uint64(max(l.counts, l.bare)) > spells.most(l):
		return "the field can't spell " + strconv.Itoa(max(l.counts, l.bare))
	}
	return ""
}

// noRefinement is what is wrong with a layout whose form has no room for more header
// bytes than its own; or "".
func noRefinement(l *Layout) string {
	if l.offset != 0 || l.after != 0 || l.counts != 0 || l.bare != 0 {
		return "this layout has no room for other header bytes"
	}
	return ""
}

// measure returns the size of the header that b begins with; or, where b does not
// tell, how many bytes must be there to look again: more than len(b).
func (l *Layout) measure(spells speller, b []byte) int {
	field := b[min(l.offset, len(b)):]
	size := l.offset + spells.measure(l, field)
	if size > len(b) {
		return size
	}
	return size + l.after
}

// length reads the payload length from a whole header. It reports false for a header
// that does not spell one. A length too large for uint64 is the largest uint64, which
// exceeds every limit.
func (l *Layout) length(spells speller, header []byte) (length uint64, ok bool) {
	n, ok := spells.number(l, header[l.offset:len(header)-l.after])
	if n < uint64(l.bare) {
		return 0, ok
	}
	return n - uint64(l.counts), ok && n >= uint64(l.counts)
}

// why says what is wrong with a header that spells no length, where there is more to
// say than what it should be.
func (l *Layout) why(spells speller, header []byte) string {
	field := header[l.offset : len(header)-l.after]
	if n, ok := spells.number(l, field); ok {
		return "it says " + strconv.FormatUint(n, 10)
	}
	return spells.why(l, field)
}

// describeCount is what a description adds for a number that counts more than the
// payload.
func (l *Layout) describeCount() string {
	if l.counts == 0 {
		return ""
	}
	return ", no less than the " + strconv.Itoa(l.counts) + " it counts itself"
}
