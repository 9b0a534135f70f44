package core

import "bytes"

// nextScan looks for the delimiter. A message of limit bytes and its delimiter is
// the most it looks at: beyond that nothing can help.
func (d *Decoder) nextScan() step {
	if d.had == 0 {
		d.start = d.Taken()
		d.forget()
	}
	var message []byte
	var found, over bool
	if d.layout.escape != 0 {
		message, found, over = d.unescape()
	} else {
		message, found, over = d.search()
	}
	switch {
	case found:
		return d.message(ScanComplete, message)
	case over:
		return d.refuse(ScanTooLarge, &LengthError{Length: uint64(d.limit) + 1, Limit: d.limit})
	default:
		return d.take(ScanMore, d.had, Unknown)
	}
}

// search takes bytes up to the delimiter. A message that lies whole in the chunk
// is a slice of it.
func (d *Decoder) search() (message []byte, found, over bool) {
	mark := []byte(d.layout.trailer)
	window := d.limit + len(mark) - len(d.gather)
	rest := d.chunk[d.pos:]
	rest = rest[:min(len(rest), window)]
	if len(d.gather) == 0 {
		if i := bytes.Index(rest, mark); i >= 0 {
			d.pos += i + len(mark)
			return rest[:i:i], true, false
		}
	}
	// The delimiter may have begun in an earlier chunk.
	old := len(d.gather)
	from := max(0, old-len(mark)+1)
	d.gather = append(d.gather, rest...)
	if i := bytes.Index(d.gather[from:], mark); i >= 0 {
		d.pos += from + i + len(mark) - old
		return d.gather[:from+i], true, false
	}
	d.pos += len(rest)
	d.had = len(d.gather)
	return nil, false, len(rest) == window
}

// unescape takes bytes up to a delimiter that no escape stands before. Every byte
// has to be looked at and copied: that is what escaping costs.
func (d *Decoder) unescape() (message []byte, found, over bool) {
	for d.pos < len(d.chunk) {
		b := d.chunk[d.pos]
		d.pos++
		d.had++
		switch {
		case d.escaped:
			d.escaped = false
		case b == d.layout.escape:
			d.escaped = true
			continue
		case b == d.layout.trailer[0]:
			return d.gather, true, false
		}
		if len(d.gather) == d.limit {
			return nil, false, true
		}
		d.gather = append(d.gather, b)
	}
	return nil, false, false
}
