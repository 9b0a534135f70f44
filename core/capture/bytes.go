package capture

// order is a byte order. Package encoding/binary would bring reflect along.
type order bool

const (
	little order = false
	big    order = true
)

func (o order) uint16(b []byte) uint16 {
	if o == big {
		return uint16(b[0])<<8 | uint16(b[1])
	}
	return uint16(b[1])<<8 | uint16(b[0])
}

func (o order) uint32(b []byte) uint32 {
	if o == big {
		return uint32(o.uint16(b))<<16 | uint32(o.uint16(b[2:]))
	}
	return uint32(o.uint16(b[2:]))<<16 | uint32(o.uint16(b))
}

func (o order) uint64(b []byte) uint64 {
	if o == big {
		return uint64(o.uint32(b))<<32 | uint64(o.uint32(b[4:]))
	}
	return uint64(o.uint32(b[4:]))<<32 | uint64(o.uint32(b))
}
