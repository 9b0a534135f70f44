package journey

// Told is a recv as a gateway reports it: what it returned, what it left in the queue,
// and how many segments and which sends there were since the one before.
type Told struct {
	At               Micros
	Chunk            []byte
	Queued, Segments int
	Sends            []Call
}

// Told is what a gateway would tell of a journey.
func (j *Journey) Told() (told []Told) {
	var sends []Call
	segments := 0
	for i := range j.Log {
		switch e := &j.Log[i]; e.What {
		case Sent:
			sends = append(sends, j.Sends[e.Of])
		case Came, Waits, Filled, Twice, Refused:
			segments++
		case Returned:
			recv := j.Recvs[e.Of]
			told = append(told, Told{e.At, j.Stream[recv.Start:recv.End], recv.Left, segments, sends})
			sends, segments = nil, 0
		}
	}
	return told
}
