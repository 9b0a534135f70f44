package tap

import (
	"sync"
	"sync/atomic"
	"time"
)

// observer shows and records one connection on a goroutine of its own. Those that
// forward leave word of what they do, in the order in which they do it, and go on.
// Only where too much waits to be observed do they wait, too: what is decoded and
// recorded has no gaps, and memory is bounded.
type observer struct {
	backlog *backlog
	done    chan struct{}

	mu      sync.Mutex
	changed sync.Cond
	notes   []note
	size    int // bytes that those keep, and the one under way
	closed  bool
}

// gathering is how long an observer that had nothing to do lets things come together.
const gathering = 200 * time.Microsecond

// note is something to be observed.
type note struct {
	observe func()
	size    int // bytes of memory that it keeps
}

// noteSize is what a note keeps besides a chunk, or more.
const noteSize = 256

func newObserver(b *backlog) *observer {
	o := &observer{backlog: b, done: make(chan struct{})}
	o.changed.L = &o.mu
	go o.run()
	return o
}

// run observes until the observer is closed.
func (o *observer) run() {
	defer close(o.done)
	var notes []note
	for {
		o.mu.Lock()
		for len(o.notes) == 0 && !o.closed {
			o.changed.Wait()
			o.mu.Unlock()
			time.Sleep(gathering) // to be woken for each chunk costs more than to observe it
			o.mu.Lock()
		}
		notes, o.notes = o.notes, notes[:0]
		o.mu.Unlock()
		if len(notes) == 0 {
			return
		}
		for i, n := range notes {
			n.observe()
			notes[i] = note{} // it may keep much
			o.mu.Lock()
			o.grow(-n.size)
			o.mu.Unlock()
			o.changed.Broadcast()
		}
	}
}

// tell leaves word of something that keeps so many bytes of memory, and waits where
// too much of that waits already.
func (o *observer) tell(size int, observe func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.full(size) {
		defer o.backlog.waits()()
		for o.full(size) {
			o.changed.Wait()
		}
	}
	o.grow(size)
	o.notes = append(o.notes, note{observe, size})
	o.changed.Broadcast()
}

// full reports whether there is no room for so much. For one thing there always is.
func (o *observer) full(size int) bool {
	return size > 0 && o.size > 0 && (o.size+size > mostUnseen || o.backlog.size.Load()+int64(size) > mostUnseenOfAll)
}

func (o *observer) grow(size int) {
	o.size += size
	o.backlog.size.Add(int64(size))
}

// close observes what is left, and ends. Nothing may be told any more.
func (o *observer) close() {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.changed.Broadcast()
	<-o.done
}

// How much may wait to be observed, in bytes: of one connection, and of all together.
const (
	mostUnseen      = 4 << 20
	mostUnseenOfAll = 64 << 20
)

// backlog is what waits for all observers of a tap.
type backlog struct {
	size atomic.Int64
	// What streams read into; chunks go back to them once they were observed.
	small, large *sync.Pool

	late func() // called once, when streams have waited for longer than that can be overlooked
	once sync.Once

	mu     sync.Mutex
	waited time.Duration
}

// overlooked is how long streams may wait, all in all, before it is said.
const overlooked = time.Second

// waits notes that a stream waits, until the function that it returns is called.
func (b *backlog) waits() (over func()) {
	began := time.Now()
	b.mu.Lock()
	left := overlooked - b.waited
	b.mu.Unlock()
	say := time.AfterFunc(left, func() { b.once.Do(b.late) })
	return func() {
		say.Stop()
		b.mu.Lock()
		b.waited += time.Since(began)
		b.mu.Unlock()
	}
}

// What streams are read into, in bytes: as much as a small buffer holds, and more for
// one that fills it. A chunk that is far smaller is copied to be observed, so that it
// does not keep a buffer.
const (
	smallRead = 64 << 10
	largeRead = 512 << 10
	farLess   = 16 // times
)

// buffer holds a chunk, while it is passed on and until it has been observed.
type buffer struct {
	bytes []byte
	users atomic.Int32
	pool  *sync.Pool
}

func bufferPool(size int) *sync.Pool {
	pool := new(sync.Pool)
	pool.New = func() any { return &buffer{bytes: make([]byte, size), pool: pool} }
	return pool
}

// take takes a buffer, for one user.
func take(pool *sync.Pool) *buffer {
	b := pool.Get().(*buffer)
	b.users.Store(1)
	return b
}

// let is called by each user at the end.
func (b *buffer) let() {
	if b.users.Add(-1) == 0 {
		b.pool.Put(b)
	}
}
