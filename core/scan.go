package core

import "bytes"

// nextScan looks for the delimiter. Where the message can't hold escapes it is
// lent from the chunk when it lies whole in it.
func (d *Decoder) nextScan() Event {
	if d.had == 0 {
		d.start = d.Taken()
		d.forget()
	}
	if d.layout.escape != 0 {
		return d.nextEscaped()
	}
	delim := d.layout.trailer
	rest := d.chunk[d.pos:]
	// A message of limit bytes and its delimiter: beyond that nothing can help,
	// so nothing beyond it is kept or looked at.
	window := d.limit + len(delim) - len(d.gather)
	rest = rest[:min(len(rest), window)]
	if len(d.gather) == 0 {
		if i := bytes.Index(rest, []byte(delim)); i >= 0 {
			d.pos += i + len(delim)
			return d.message(ScanComplete, rest[:i:i])
		}
	}
	from := max(0, len(d.gather)-len(delim)+1)
	old := len(d.gather)
	d.gather = append(d.gather, rest...)
	if i := bytes.Index(d.gather[from:], []byte(delim)); i >= 0 {
		d.pos += from + i + len(delim) - old
		return d.message(ScanComplete, d.gather[:from+i])
	}
	d.pos += len(rest)
	d.had = len(d.gather)
	if len(rest) == window {
		return d.refuse(ScanTooLarge, &LengthError{Length: uint64(d.limit) + 1, Limit: d.limit})
	}
	return d.emit(ScanMore, d.had, Unknown)
}

// nextEscaped is nextScan for a layout in which the byte after an escape is
// content, whatever it is. Every byte has to be looked at and copied: that is
// what escaping costs.
func (d *Decoder) nextEscaped() Event {
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
			return d.message(ScanComplete, d.gather)
		}
		if len(d.gather) == d.limit {
			return d.refuse(ScanTooLarge, &LengthError{Length: uint64(d.limit) + 1, Limit: d.limit})
		}
		d.gather = append(d.gather, b)
	}
	return d.emit(ScanMore, d.had, Unknown)
}
