package tap

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"sync"
	"time"

	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/words"
)

// Recording is a [Recorder] that writes what passes as a capture: to a file, and to
// whoever follows it. Of the past it keeps the beginning of each connection, for
// those who come later.
type Recording struct {
	file  io.Writer // nil for none
	most  int64     // bytes in the file
	keep  int       // bytes in memory; mostKept but in tests
	slack int       // that a follower may be behind; mostBehind but in tests
	say   func(string)
	head  []byte
	flush *time.Ticker
	much  chan struct{} // waits for the file
	ended chan struct{} // Close was called
	done  chan struct{}

	mu        sync.Mutex
	space     sync.Cond // there is room for more that waits for the file
	capture   capture.Recording
	open      map[int]*conversation
	over      []*conversation // the ones that ended, the oldest first
	kept      int             // bytes of all conversations
	waiting   []byte          // for the file; the last of it is the block under way
	spare     []byte          // what it was before
	written   int64           // to the file, or waiting for it
	failed    error           // why nothing more is
	followers map[*Follower]bool
	closed    bool
	block     []byte // the one under way, where it is not for the file
}

// conversation is a connection of it.
type conversation struct {
	*capture.Conversation
	number int
	kept   []byte // its beginning
	full   bool   // not all of it is kept
}

// What is kept in memory, in bytes.
const (
	mostKept    = 16 << 20  // of all connections, for those who come later
	mostOfOne   = 512 << 10 // of one
	mostBehind  = 8 << 20   // for one follower that is behind
	mostMessage = 1 << 20   // in one part that a follower gets
	worthIt     = 256 << 10 // to be written to the file at once
	mostUnsaved = 1 << 20   // that waits for the file; who brings more waits, too
)

// flushing is how long what was recorded may take to be in the file.
const flushing = 200 * time.Millisecond

// mostFollowers is how many may follow at once.
const mostFollowers = 16

// NewRecording starts a recording. It goes to file, unless that is nil, up to so
// many bytes; say is told when it ends before its time. Close it.
func NewRecording(file io.Writer, most int64, say func(string)) *Recording {
	r := &Recording{
		file: file, most: most, keep: mostKept, slack: mostBehind, say: say, flush: time.NewTicker(flushing),
		much: make(chan struct{}, 1), ended: make(chan struct{}), done: make(chan struct{}),
		open: make(map[int]*conversation), followers: make(map[*Follower]bool),
	}
	r.space.L = &r.mu
	r.head = r.capture.AppendHead(nil)
	if file != nil {
		r.waiting, r.written = slices.Clone(r.head), int64(len(r.head))
	}
	go r.run()
	return r
}

// run sees to it that what was recorded gets into the file.
func (r *Recording) run() {
	defer close(r.done)
	defer r.flush.Stop()
	for {
		select {
		case <-r.flush.C:
		case <-r.much:
		case <-r.ended:
			r.write()
			return
		}
		r.write()
	}
}

// Close ends the recording: the file is whole then, and followers are told.
func (r *Recording) Close() error {
	close(r.ended)
	<-r.done
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for f := range r.followers {
		f.end(ErrOver)
	}
	return r.failed
}

// Connected is part of Recorder.
func (r *Recording) Connected(c Connection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := &conversation{number: c.Number}
	r.open[c.Number] = v
	r.add(v, false, func(b []byte) []byte {
		b, v.Conversation = r.capture.Open(b, c.Began.UnixNano(), end(c.Client), end(c.Server))
		return b
	})
}

// Chunk is part of Recorder.
func (r *Recording) Chunk(c Connection, d Direction, chunk []byte, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.saving() && len(r.waiting) >= mostUnsaved {
		r.space.Wait()
	}
	v := r.open[c.Number]
	if !r.saving() && len(r.followers) == 0 && !r.room(v, len(chunk)) {
		v.full = true
		v.Lost(int(d), len(chunk)) // nobody wants it
		return
	}
	r.add(v, false, func(b []byte) []byte { return v.Conversation.Chunk(b, at.UnixNano(), int(d), chunk) })
}

// Ended is part of Recorder.
func (r *Recording) Ended(c Connection, d Direction, how How, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.open[c.Number]
	// The last is kept, so that everybody learns it, and what they lack.
	r.add(v, true, func(b []byte) []byte {
		switch how {
		case Closed, Cut:
			return v.Close(b, at.UnixNano(), int(d))
		case Reset, CutOff:
			return v.Reset(b, at.UnixNano(), int(d))
		default: // Refused
			return v.Reset(b, at.UnixNano(), int(d.Other()))
		}
	})
}

// Over is part of Recorder.
func (r *Recording) Over(c Connection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = append(r.over, r.open[c.Number])
	delete(r.open, c.Number)
}

// end is an end of a connection, as captures have it.
func end(a netip.AddrPort) capture.Addr {
	return capture.Addr{IP: a.Addr().As16(), Port: a.Port()}
}

// add hands out blocks, which make appends. They are kept where there is room, or if
// they are the last.
func (r *Recording) add(v *conversation, last bool, make func([]byte) []byte) {
	var block []byte
	if r.saving() {
		before := len(r.waiting)
		r.waiting = make(r.waiting)
		block = r.waiting[before:]
		r.save(before)
	} else {
		r.block = make(r.block[:0])
		block = r.block
	}
	if last || r.room(v, len(block)) {
		v.kept = append(v.kept, block...)
		r.kept += len(block)
	} else {
		v.full = true
	}
	for f := range r.followers {
		f.add(block)
	}
}

// room makes room to keep so much of a conversation, and reports whether there is.
func (r *Recording) room(v *conversation, n int) bool {
	if v.full || len(v.kept)+n > mostOfOne {
		return false
	}
	for r.kept+n > r.keep && len(r.over) > 0 {
		r.kept -= len(r.over[0].kept)
		r.over = slices.Delete(r.over, 0, 1)
	}
	return r.kept+n <= r.keep
}

// saving reports whether there is a file to save to.
func (r *Recording) saving() bool { return r.file != nil && r.failed == nil }

// save sees to it that what waits beyond so many bytes gets into the file, unless that
// becomes too large.
func (r *Recording) save(before int) {
	size := int64(len(r.waiting) - before)
	if r.written+size > r.most {
		r.waiting = r.waiting[:before]
		r.stop(fmt.Errorf("the recording has %s bytes, which is all it may have", words.Number(int(r.written))))
		return
	}
	r.written += size
	if len(r.waiting) >= worthIt {
		select {
		case r.much <- struct{}{}:
		default:
		}
	}
}

// write writes what waits for the file. Meanwhile more may come.
func (r *Recording) write() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) == 0 {
		return
	}
	writing := r.waiting
	r.waiting = r.spare[:0]
	r.mu.Unlock()
	_, err := r.file.Write(writing)
	r.mu.Lock()
	r.spare = writing
	if err != nil {
		r.waiting = nil
		r.stop(fmt.Errorf("the recording can't be written: %w", err))
	}
	r.space.Broadcast()
}

// stop ends the file before its time, once.
func (r *Recording) stop(why error) {
	if r.failed == nil {
		r.failed = why
		r.say(why.Error() + "; nothing more is recorded")
	}
	r.space.Broadcast()
}
