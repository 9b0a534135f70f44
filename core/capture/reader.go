package capture

import "strconv"

// Limits bound what a [Reader] keeps. What is beyond them is counted, and not kept.
type Limits struct {
	Connections int // so many connections; packets of others are skipped
	Stream      int // so many bytes of each direction of a connection
	Total       int // so many bytes of all of them together
	Held        int // so many bytes of a direction that came before those they follow
	Log         int // so many events of each direction; a log is kept where somebody asks for one
}

// DefaultLimits returns limits for a capture that a person looks at: a thousand
// connections, 4 MiB of each direction, 64 MiB of all.
func DefaultLimits() Limits {
	return Limits{Connections: 1000, Stream: 4 << 20, Total: 64 << 20, Held: 1 << 20}
}

// Reader reads a capture that comes in pieces. It is not safe for concurrent use.
type Reader struct {
	limits Limits

	// The file is units of known length, one after the other.
	unit   func(*Reader, []byte) error // takes the next one
	need   int                         // its length, in bytes
	had    []byte                      // what there is of it
	skip   int                         // so many bytes come before it that nobody needs
	inside bool                        // the unit is not the first of a block or a packet
	offset int64                       // where in the file it begins
	err    error

	pcap    pcapFile
	pcapng  pcapngFile
	comment string

	// What was found.
	packets     int
	skipped     Skipped
	connections []*Connection
	current     map[pair]*Connection // the last one between two ends
	kept        int                  // bytes of all streams
}

// NewReader returns a reader at the beginning of a capture.
func NewReader(limits Limits) *Reader {
	r := &Reader{limits: limits, current: make(map[pair]*Connection)}
	r.next((*Reader).magic, 4)
	return r
}

// Feed takes the next piece of the file, of any length; nothing of it is kept. An
// error is an [*Error] and final: what was read before it stays.
func (r *Reader) Feed(piece []byte) error {
	for len(piece) > 0 && r.err == nil {
		if r.skip > 0 {
			n := min(r.skip, len(piece))
			r.skip -= n
			r.offset += int64(n)
			piece = piece[n:]
			continue
		}
		n := min(r.need-len(r.had), len(piece))
		unit := piece[:n]
		piece = piece[n:]
		if n < r.need {
			r.had = append(r.had, unit...)
			if len(r.had) < r.need {
				return nil
			}
			unit = r.had
		}
		err := r.unit(r, unit)
		if err != nil {
			r.err = err
			return err
		}
		r.offset += int64(len(unit))
		r.had = r.had[:0]
		if cap(r.had) > mostKept {
			r.had = nil
		}
	}
	return r.err
}

// mostKept is how many bytes of memory a reader keeps for units to come.
const mostKept = 64 << 10

// Close says that the file ends here, and returns the error of Feed, if there was
// one. It ends well between two packets.
func (r *Reader) Close() error {
	switch {
	case r.err != nil:
	case !r.pcap.is && !r.pcapng.is:
		r.err = &Error{0, "it has no more than " + strconv.Itoa(len(r.had)) + " bytes", ErrFormat}
	case r.inside || r.skip > 0 || len(r.had) > 0:
		r.err = &Error{r.offset + int64(len(r.had)), "the file ends inside a packet", ErrTruncated}
	}
	return r.err
}

// Connections returns the TCP connections, in the order of their first packets. The
// list and its connections belong to the reader, and grow with what is fed.
func (r *Reader) Connections() []*Connection { return r.connections }

// Packets returns how many packets there were, and those of them that were skipped.
func (r *Reader) Packets() (int, Skipped) { return r.packets, r.skipped }

// Comment returns the comment of the file, "" for none.
func (r *Reader) Comment() string { return r.comment }

// Chunks reports whether the file is a [Recording]: then the data of a packet is a
// chunk, as somebody read it. Otherwise it is a segment.
func (r *Reader) Chunks() bool { return r.comment == Comment }

// next says how long the next unit is, and who takes it.
func (r *Reader) next(unit func(*Reader, []byte) error, need int) {
	r.unit, r.need, r.inside = unit, need, true
}

// first says the same of the first unit of a packet or block, where a file may end.
func (r *Reader) first(unit func(*Reader, []byte) error, need int) {
	r.next(unit, need)
	r.inside = false
}

func (r *Reader) fail(err error, reason string) error { return &Error{r.offset, reason, err} }

// magic is what a file begins with.
func (r *Reader) magic(b []byte) error {
	for _, o := range []order{little, big} {
		switch o.uint32(b) {
		case microseconds:
			r.pcap = pcapFile{is: true, order: o, tick: 1000}
			r.next((*Reader).pcapHeader, 20)
			return nil
		case nanoseconds:
			r.pcap = pcapFile{is: true, order: o, tick: 1}
			r.next((*Reader).pcapHeader, 20)
			return nil
		case sectionBlock:
			r.pcapng.is = true
			r.next((*Reader).sectionHead, 8)
			return nil
		}
	}
	return r.fail(ErrFormat, "pcap and pcapng files begin otherwise")
}

// mostPacket is the largest packet that is read, in bytes: programs that capture
// keep no more than 256 KiB of one.
const mostPacket = 1 << 20
