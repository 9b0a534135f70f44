package tap

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"time"

	"bufferbybuffer/core"
)

// Events is a [Recorder] that tells a program what passes: a JSON object on each line.
// Nothing is left out, so whoever reads slowly keeps the tap from going on.
type Events struct {
	layouts [2]core.Layout
	limit   int
	failed  func(error)

	mu   sync.Mutex
	out  io.Writer // nil once it has failed
	text bytes.Buffer
	json *json.Encoder // into text
	open map[int]*[2]reading
}

// NewEvents writes to out. Frames are those of the layouts, of either direction; of the
// zero Layout there are only chunks. failed is told when out fails.
func NewEvents(out io.Writer, layouts [2]core.Layout, limit int, failed func(error)) *Events {
	e := &Events{layouts: layouts, limit: limit, failed: failed, out: out, open: make(map[int]*[2]reading)}
	e.json = json.NewEncoder(&e.text)
	e.json.SetEscapeHTML(false)
	return e
}

// event is one of them.
type event struct {
	Event      string  `json:"event"` // connected, chunk, message, out of step, ended, over
	Connection int     `json:"connection"`
	Seconds    float64 `json:"seconds"` // since the connection began
	Client     string  `json:"client,omitempty"`
	Server     string  `json:"server,omitempty"`
	Toward     string  `json:"toward,omitempty"`  // client or server
	Bytes      []byte  `json:"bytes,omitempty"`   // of a chunk
	Offset     *int64  `json:"offset,omitempty"`  // of a chunk, or of the frame that is out of step
	Frame      int     `json:"frame,omitempty"`   // from 1
	Length     *int    `json:"length,omitempty"`  // of a message
	Payload    []byte  `json:"payload,omitempty"` // the first 256 bytes of it
	Why        string  `json:"why,omitempty"`
	Header     []byte  `json:"header,omitempty"` // where it is out of step
	How        string  `json:"how,omitempty"`    // it ended
}

// Connected is part of Recorder.
func (e *Events) Connected(c Connection) {
	e.mu.Lock()
	defer e.mu.Unlock()
	both := new([2]reading)
	for i := range both {
		both[i] = newReading(e.layouts[i], e.limit)
	}
	e.open[c.Number] = both
	e.tell(event{Event: "connected", Connection: c.Number, Client: c.Client.String(), Server: c.Server.String()})
	e.write()
}

// Chunk is part of Recorder.
func (e *Events) Chunk(c Connection, d Direction, chunk []byte, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := &e.open[c.Number][d]
	offset := r.bytes
	_, failed := r.read(chunk, len(chunk)+1)
	about := event{Connection: c.Number, Seconds: at.Sub(c.Began).Seconds(), Toward: d.to()}
	told := about
	told.Event, told.Bytes, told.Offset = "chunk", chunk, &offset
	e.tell(told)
	for _, f := range r.seen {
		told := about
		told.Event, told.Frame, told.Length, told.Payload = "message", f.number, &f.length, f.payload
		e.tell(told)
	}
	if failed {
		told := about
		told.Event, told.Frame, told.Offset = "out of step", r.err.Frame, &r.err.Offset
		told.Why, told.Header = r.err.Err.Error(), r.err.Header
		e.tell(told)
	}
	e.write()
}

// Ended is part of Recorder.
func (e *Events) Ended(c Connection, d Direction, how How, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	told := event{Event: "ended", Connection: c.Number, Seconds: at.Sub(c.Began).Seconds(), Toward: d.to()}
	told.How = [...]string{Closed: "closed", Reset: "reset", Refused: "refused", Cut: "cut", CutOff: "cut off"}[how]
	if err := e.open[c.Number][d].end(); err != nil {
		told.Why = err.Error()
	}
	e.tell(told)
	e.write()
}

// Over is part of Recorder.
func (e *Events) Over(c Connection) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.open, c.Number)
	e.tell(event{Event: "over", Connection: c.Number, Seconds: time.Since(c.Began).Seconds()})
	e.write()
}

func (e *Events) tell(what event) {
	if err := e.json.Encode(what); err != nil {
		panic(err)
	}
}

func (e *Events) write() {
	if e.out != nil {
		if _, err := e.out.Write(e.text.Bytes()); err != nil {
			e.out = nil
			e.failed(err)
		}
	}
	e.text.Reset()
}

// Recorders tells several of them, in their order.
type Recorders []Recorder

// Connected is part of Recorder.
func (l Recorders) Connected(c Connection) {
	for _, r := range l {
		r.Connected(c)
	}
}

// Chunk is part of Recorder.
func (l Recorders) Chunk(c Connection, d Direction, chunk []byte, at time.Time) {
	for _, r := range l {
		r.Chunk(c, d, chunk, at)
	}
}

// Ended is part of Recorder.
func (l Recorders) Ended(c Connection, d Direction, how How, at time.Time) {
	for _, r := range l {
		r.Ended(c, d, how, at)
	}
}

// Over is part of Recorder.
func (l Recorders) Over(c Connection) {
	for _, r := range l {
		r.Over(c)
	}
}
