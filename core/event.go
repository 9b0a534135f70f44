package core

// Unknown stands in [Event.Want] where no one can say how many bytes are due:
// in a layout without headers.
const Unknown = -1

// Event is what a [Decoder] reports. Kind says which of the other fields count.
type Event struct {
	Kind  Kind
	Row   Row   // the row of the [Table] that was taken
	Frame int   // number of the frame it is about, from 1
	Taken int64 // bytes of the stream that the decoder has taken so far

	// Had and Want count bytes. With NeedMore: of the header or the payload.
	// (or of what closes the frame, in row TrailerMore). With HeaderParsed: Want is
	// the payload length, Had is 0. With Message and Skipped: both are the payload
	// length. A header whose own length varies wants at least Want.
	Had, Want int

	// Header is the header of the frame, as far as it has come: all of it but with
	// NeedMore and Failed. A type byte, flags, or which of several bare headers this
	// is stand in it. It is lent like Payload, and nil in a layout without headers.
	Header []byte

	// Payload is the message. It is lent: it is part of the fed chunk, or of the
	// decoder's own buffer, and good until the next call of a method.
	Payload []byte

	Err error // with Failed: a [*FrameError], or an error matching [ErrMisuse]
}
