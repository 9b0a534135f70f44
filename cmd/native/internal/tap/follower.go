package tap

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
)

// Why a follower gets no more.
var (
	ErrOver   = errors.New("the tap has ended")
	ErrBehind = errors.New("this page is too far behind, and what passes can't wait for it; open it again")
	ErrMany   = errors.New("too many pages follow this tap; close one first")
)

// Follower gets a recording as it grows.
type Follower struct {
	of   *Recording
	wake chan struct{}

	// Under of.mu:
	waiting []byte
	past    int   // bytes of it that had passed before it came
	why     error // why no more comes
}

// Follow returns a follower, that first gets what is kept of the past. Stop it.
func (r *Recording) Follow() (*Follower, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return nil, ErrOver
	case len(r.followers) >= mostFollowers:
		return nil, ErrMany
	}
	f := &Follower{of: r, wake: make(chan struct{}, 1)}
	past := slices.Clone(r.over)
	for _, v := range r.open {
		past = append(past, v)
	}
	slices.SortFunc(past, func(a, b *conversation) int { return a.number - b.number })
	f.waiting = slices.Clone(r.head)
	for _, v := range past {
		f.waiting = append(f.waiting, v.kept...)
	}
	f.past = len(f.waiting)
	r.followers[f] = true
	f.ring()
	return f, nil
}

// Stop ends it.
func (f *Follower) Stop() {
	f.of.mu.Lock()
	defer f.of.mu.Unlock()
	delete(f.of.followers, f)
}

// add adds a block.
func (f *Follower) add(block []byte) {
	if f.why != nil {
		return
	}
	if len(f.waiting)+len(block) > f.past+f.of.slack {
		f.end(ErrBehind)
		f.waiting = nil
		return
	}
	f.waiting = append(f.waiting, block...)
	f.ring()
}

func (f *Follower) end(why error) {
	if f.why == nil {
		f.why = why
	}
	f.ring()
}

func (f *Follower) ring() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Next waits for whole blocks, some or many. After the last of them it returns why
// no more comes.
func (f *Follower) Next(ctx context.Context) ([]byte, error) {
	for {
		f.of.mu.Lock()
		blocks := f.waiting
		if whole := wholeBlocks(blocks, mostMessage); whole < len(blocks) {
			blocks, f.waiting = blocks[:whole:whole], blocks[whole:]
			f.ring()
		} else {
			f.waiting = nil
		}
		f.past = max(0, f.past-len(blocks))
		why := f.why
		f.of.mu.Unlock()
		if len(blocks) > 0 {
			return blocks, nil
		}
		if why != nil {
			return nil, why
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-f.wake:
		}
	}
}

// wholeBlocks is how much of a capture are whole blocks, one at least and no more
// than most beyond that.
func wholeBlocks(blocks []byte, most int) (n int) {
	for n < len(blocks) {
		size := int(binary.LittleEndian.Uint32(blocks[n+4:])) // every block says its length
		if n > 0 && n+size > most {
			break
		}
		n += size
	}
	return n
}
