package server

import (
	"time"

	"bufferbybuffer/core/timeserver"
)

// stage is where a client's writer waits once the client has a manner of its
// own. Such a writer lives as long as its client, and keeps its own time.
type stage struct {
	manner timeserver.Manner // under the outbox's mu
	wake   chan struct{}     // holds one call
	hurry  chan struct{}     // closed by finish: no pause and no cut is kept any more
}

func (s *stage) call() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// adopt makes the client's manner the one that its writer follows, from the
// next frame on. A writer that is at work will notice.
func (c *client) adopt() {
	c.out.setManner(c.manner)
	c.solo.Store(true)
}

func (o *outbox) setManner(manner timeserver.Manner) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stage == nil {
		o.stage = &stage{wake: make(chan struct{}, 1), hurry: make(chan struct{})}
		if o.last {
			close(o.stage.hurry)
		}
	}
	o.stage.manner = manner
	o.stage.call()
}

// call wakes the writer of a client with a manner of its own.
func (o *outbox) call() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stage != nil {
		o.stage.call()
	}
}

// gather hands the writer the frames of its next round: none as long as fewer
// wait than are to be gathered. over says that there will never be more.
func (o *outbox) gather() (frames [][]byte, manner timeserver.Manner, over bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	manner = o.stage.manner
	ready := manner.Ready(len(o.frames))
	if ready == 0 && (o.last || o.size > crowded) {
		ready = len(o.frames) // no more will come to be gathered
	}
	if ready == 0 || o.lost != nil {
		return nil, manner, o.last && o.lost == nil
	}
	frames = o.frames[:ready:ready]
	o.frames = o.frames[ready:]
	for _, frame := range frames {
		o.size -= len(frame) + frameCost
	}
	o.roomy.Signal()
	return frames, manner, false
}

// perform is the writer of a client with a manner of its own.
func (c *client) perform() {
	p := performer{client: c, stage: c.out.stage, timer: time.NewTimer(0)}
	defer p.timer.Stop()
	for {
		frames, manner, over := c.out.gather()
		if over {
			c.hangUp()
			return
		}
		p.ring(manner)
		if frames != nil {
			if err := p.play(frames, manner); err != nil {
				c.cut(err)
				return
			}
			continue
		}
		p.timer.Reset(time.Until(p.due))
		select {
		case <-p.stage.wake:
		case <-p.stage.hurry:
		case <-p.timer.C:
		case <-c.over:
			return
		}
	}
}

type performer struct {
	*client
	stage   *stage
	timer   *time.Timer
	every   time.Duration
	due     time.Time // when to tell the time next
	wrote   time.Time // when the last write was made
	told    int       // times that it has told the time
	written int64     // bytes of the stream, for a visit, which performs from the first
}

// ring queues the time when it is due. What a slow manner missed is not made
// up for. A client that ended its side is told the time once per interval of
// the server's at least, or it could be long gone and keep its place.
func (p *performer) ring(manner timeserver.Manner) {
	now := time.Now()
	every := time.Duration(manner.Every) * time.Millisecond
	if every == 0 || p.ended.Load() && every > p.server.interval {
		every = p.server.interval
	}
	if every != p.every {
		p.every = every
		p.due = now.Add(every)
	}
	if late := now.Sub(p.due); late >= 0 {
		p.due = p.due.Add(every + late.Truncate(every))
		p.send(manner.AppendTell(nil, p.told, p.server.now().Unix()))
		p.told++
	}
}

// play writes frames in the pieces that the manner asks for; in a hurry, what
// is left of them in one.
func (p *performer) play(frames [][]byte, manner timeserver.Manner) error {
	pause := time.Duration(manner.Pause) * time.Millisecond
	var rest []byte
	for piece := range manner.Writes(frames) {
		if !p.hurried() {
			if !p.await(len(piece), p.stage.hurry) {
				return errGone
			}
			if err := p.pauseUntil(p.wrote.Add(pause)); err != nil {
				return err
			}
		}
		if p.hurried() {
			rest = append(rest, piece...)
		} else if err := p.write(piece); err != nil {
			return err
		}
	}
	if rest != nil {
		return p.write(rest)
	}
	return nil
}

// write makes one write.
func (p *performer) write(piece []byte) error {
	p.wrote = time.Now()
	p.written += int64(len(piece))
	if p.visit != nil && p.visit.Wrote != nil {
		p.visit.Wrote(p.written, p.wrote)
	}
	p.server.count.writes.Inc()
	if err := p.out.begin(p.conn, p.wrote.Add(p.server.patience)); err != nil {
		return err
	}
	_, err := p.conn.Write(piece)
	return err
}

// hurried tells whether finish was called.
func (p *performer) hurried() bool {
	select {
	case <-p.stage.hurry:
		return true
	default:
		return false
	}
}

func (p *performer) pauseUntil(when time.Time) error {
	wait := time.Until(when)
	if wait <= 0 {
		return nil
	}
	p.timer.Reset(wait)
	select {
	case <-p.timer.C:
	case <-p.stage.hurry:
	case <-p.over:
		return errGone
	}
	return nil
}
