package core

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// snapshot is all that can be asked of a decoder between two chunks, and what it
// holds of the frame it is in.
type snapshot struct {
	State    string
	Taken    int64
	Frame    int
	Header   string
	Gathered string
	Want     int
	Err      string
}

func look(d *Decoder) snapshot {
	s := snapshot{State: d.State().String(), Taken: d.Taken(), Frame: d.frame, Header: string(d.Header()), Err: errorText(d.err)}
	if d.state == StatePayload {
		s.Gathered, s.Want = string(d.win[d.at:]), d.want
	}
	return s
}

// plainEvents is what all else must come to: the events of a chunk, by Next.
func plainEvents(d *Decoder) (events []Event) {
	for {
		ev := d.Next()
		events = append(events, keepEvent(ev))
		if ev.Kind == NeedMore || ev.Kind == Failed || ev.Kind == End {
			return events
		}
	}
}

// keepEvent is the event with a payload of its own.
func keepEvent(ev Event) Event {
	ev.Header = bytes.Clone(ev.Header)
	ev.Payload = bytes.Clone(ev.Payload)
	return ev
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func messagesOf(events []Event) (messages []string) {
	for _, ev := range events {
		if ev.Kind == Message {
			messages = append(messages, string(ev.Payload))
		}
	}
	return messages
}

func plainMessages(d *Decoder) []string { return messagesOf(plainEvents(d)) }

func fastEvents(d *Decoder) (events []Event) {
	for ev := range d.Events() {
		events = append(events, keepEvent(*ev))
	}
	return events
}

// brokenEvents breaks out of a loop after every event.
func brokenEvents(d *Decoder) (events []Event) {
	for {
		for ev := range d.Events() {
			events = append(events, keepEvent(*ev))
			break
		}
		if kind := events[len(events)-1].Kind; kind == NeedMore || kind == Failed || kind == End {
			return events
		}
	}
}

// mixedEvents calls Next inside the loop, after every third event.
func mixedEvents(d *Decoder) (events []Event) {
	for ev := range d.Events() {
		kind := ev.Kind
		events = append(events, keepEvent(*ev))
		if len(events)%3 == 0 && kind != NeedMore && kind != Failed && kind != End {
			ev := d.Next()
			events = append(events, keepEvent(ev))
			if ev.Kind == NeedMore || ev.Kind == Failed || ev.Kind == End {
				break
			}
		}
	}
	return events
}

func fastMessages(d *Decoder) (messages []string) {
	for payload := range d.Messages() {
		messages = append(messages, string(payload))
	}
	return messages
}

// brokenMessages takes one message a loop and breaks out of it.
func brokenMessages(d *Decoder) (messages []string) {
	for again := true; again; {
		again = false
		for payload := range d.Messages() {
			messages = append(messages, string(payload))
			again = true
			break
		}
	}
	return messages
}

// mixedMessages takes an event, as others would, between two messages.
func mixedMessages(d *Decoder) (messages []string) {
	for payload := range d.Messages() {
		messages = append(messages, string(payload))
		if ev := d.Next(); ev.Kind == Message {
			messages = append(messages, string(ev.Payload))
		}
	}
	return messages
}

// everySchedule yields the ends of the chunks for all 2^(n-1) ways to cut n bytes.
func everySchedule(n int, yield func(ends []int)) {
	for cuts := range 1 << (n - 1) {
		var ends []int
		for i := range n - 1 {
			if cuts>>i&1 == 1 {
				ends = append(ends, i+1)
			}
		}
		yield(append(ends, n))
	}
}

func randomSchedule(rng *rand.Rand, n int) (ends []int) {
	most := 1 << (1 + rng.IntN(12))
	for at := 0; at < n; {
		at = min(n, at+1+rng.IntN(most))
		ends = append(ends, at)
	}
	return ends
}

// streams are the layouts that the fast path treats each in a way of its own, and
// short streams that run into every turn of it: headers that repeat and that do
// not, empty payloads, frames beyond the limit of 9, and bytes that are no header.
var streams = []struct {
	layout  Layout
	options []Option
	short   []string
}{
	{Uint(8), nil, []string{"\x02ab\x02cd\x02ef\x01g\x02hi", "\x00\x00\x00\x09123456789\x00", "\x02ab\x0aabcdefgh"}},
	{Uint(8), []Option{SkipOversized()}, []string{"\x02ab\x0a0123456789\x02cd", "\x0a0123456789\x0a012"}},
	{Uint(16), nil, []string{"\x00\x02ab\x00\x02cd\x00\x02ef\x00\x00", "\x00\x09123456789\x00\x09", "\x00\x02ab\x01\x00a"}},
	{Uint(32), nil, []string{"\x00\x00\x00\x01a\x00\x00\x00\x01b\x00\x00\x00\x02cd", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff"}},
	{Uint(16).LittleEndian().At(1, 4), nil, []string{"t\x01\x00fat\x01\x00fbt\x01\x00gc"}},
	{Uint(16).Counting(2).Bare(2), nil, []string{"\x00\x03a\x00\x03b\x00\x00\x00\x01\x00\x02\x00\x03c"}},
	{Decimal(3), nil, []string{"2  ab2  cd 2 ef002gh", "0  0  0  x", "2  ab10 abcdefghij"}},
	{Decimal(10), nil, []string{"1         a1     "}},
	{Hex(4).Counting(4).Bare(3), nil, []string{"0005a0005b00000001", "0006ab0003"}},
	{Uvarint(3), nil, []string{"\x02ab\x02cd\x02ef\x80\x01", "\x09123456789\x00\x8a\x00ab"}},
	{Netstring(), nil, []string{"2:ab,2:cd,2:ef,0:,", "2:ab,2:cd;2:ef,", "3:abc,10:abcd"}},
	{Delimiter("\r\n"), nil, []string{"ab\r\nc\r\n\r\nd\re\r\n", "0123456789\r\n"}},
	{Delimiter(";").Escaped('\\'), nil, []string{`ab;c\;d;\\;e`}},
	{Netstring(), []Option{SkipOversized()}, []string{"2:ab,10:0123456789,1:a,", "10:0123456789;"}},
	{Chunked(16), nil, []string{"2\r\nab\r\n1;x\r\nc\r\n0\r\n\r\n", "0\r\nA:b\r\n\r\n1\r\nc", "2\r\nabX"}},
	{ContentLength(40), nil, []string{"content-length:2\r\n\r\nab"}},
	{Lines(), nil, []string{"ab\r\nc\n\n\r\nd\re\n"}},
	{EventStream(), nil, []string{"data:a\r\n\r\ndata:b\n\n", ":c\n\ndata\n\n", "id:1\n\ndata:a\rdata\r\r"}},
}

// TestFastPath: by whatever way messages or events are asked for, they are those
// of Next, and the decoder stands, after each chunk and at the end, exactly where
// Next leaves it.
func TestFastPath(t *testing.T) {
	ways := []struct {
		name string
		take func(*Decoder) []string
	}{
		{"messages", fastMessages},
		{"messages, a loop each", brokenMessages},
		{"messages, Next in between", mixedMessages},
	}
	eventWays := []struct {
		name string
		take func(*Decoder) []Event
	}{
		{"events", fastEvents},
		{"events, a loop each", brokenEvents},
		{"events, Next in between", mixedEvents},
	}
	sameEvent := func(a, b Event) bool {
		return a.Kind == b.Kind && a.Row == b.Row && a.Frame == b.Frame && a.Taken == b.Taken && a.Had == b.Had && a.Want == b.Want &&
			bytes.Equal(a.Payload, b.Payload) && (a.Payload == nil) == (b.Payload == nil) && bytes.Equal(a.Header, b.Header) && errorText(a.Err) == errorText(b.Err)
	}
	check := func(t *testing.T, layout Layout, options []Option, stream []byte, ends []int) {
		plain := NewDecoder(layout, options...)
		var fast []*Decoder
		for range len(ways) + len(eventWays) {
			fast = append(fast, NewDecoder(layout, options...))
		}
		at := 0
		for _, end := range ends {
			plain.Feed(stream[at:end])
			events := plainEvents(plain)
			messages := messagesOf(events)
			for i, d := range fast {
				d.Feed(stream[at:end])
				var name string
				if i < len(ways) {
					name = ways[i].name
					if got := ways[i].take(d); !slices.Equal(got, messages) {
						t.Fatalf("%s, %.60q in %d chunks, at byte %d (-plain +fast):\n%s", name, stream, len(ends), end, cmp.Diff(messages, got))
					}
				} else {
					way := eventWays[i-len(ways)]
					name = way.name
					if got := way.take(d); !slices.EqualFunc(got, events, sameEvent) {
						t.Fatalf("%s, %.60q in %d chunks, at byte %d: got %v, by Next %v", name, stream, len(ends), end, got, events)
					}
				}
				if want, got := look(plain), look(d); got != want {
					t.Fatalf("%s, %.60q in %d chunks, at byte %d: the decoder (-plain +fast):\n%s", name, stream, len(ends), end, cmp.Diff(want, got))
				}
			}
			at = end
		}
		plain.Close()
		for _, d := range fast {
			d.Close()
			if want, got := look(plain), look(d); got != want {
				t.Fatalf("%.60q in %d chunks: the end (-plain +fast):\n%s", stream, len(ends), cmp.Diff(want, got))
			}
		}
	}
	longest, long := 13, 60
	if testing.Short() {
		longest, long = 10, 15
	}
	for _, s := range streams {
		t.Run(s.layout.String(), func(t *testing.T) {
			t.Parallel()
			options := append([]Option{Limit(9)}, s.options...)
			for _, short := range s.short {
				for n := 1; n <= min(len(short), longest); n++ {
					everySchedule(n, func(ends []int) { check(t, s.layout, options, []byte(short[:n]), ends) })
				}
			}
			rng := rand.New(rand.NewPCG(3, 5))
			for range long {
				stream := longStream(rng, s.layout)
				if rng.IntN(3) == 0 {
					stream[rng.IntN(len(stream))] ^= byte(1 + rng.IntN(255))
				}
				options := append([]Option{Limit(3000)}, s.options...)
				check(t, s.layout, options, stream, randomSchedule(rng, len(stream)))
			}
		})
	}
}

// longStream is a few hundred frames in which lengths tend to repeat.
func longStream(rng *rand.Rand, layout Layout) (stream []byte) {
	enc := NewEncoder(layout)
	size := 0
	for range 100 + rng.IntN(200) {
		if rng.IntN(3) == 0 {
			size = rng.IntN(1 << rng.IntN(8))
		}
		payload := bytes.Repeat([]byte{byte('a' + rng.IntN(26))}, size)
		stream, _ = enc.AppendFrame(stream, payload) // or leaves it as it was: a narrow header
	}
	return append(stream, 0)
}

// TestHugeLength: a length near the largest int is a promise like others, up to the
// limit, and no sum overflows.
func TestHugeLength(t *testing.T) {
	for length, state := range map[uint64]State{
		math.MaxUint64: StateFailed, math.MaxInt64: StateFailed, mostLimit + 1: StateFailed,
		mostLimit: StatePayload, mostLimit / 2: StatePayload,
	} {
		header := []byte{7: byte(length)}
		for i := range header {
			header[i] = byte(length >> (8 * (7 - i)))
		}
		d := NewDecoder(Uint(64), Limit(math.MaxInt))
		d.Feed(append(header, header...))
		for payload := range d.Messages() {
			t.Errorf("a message of %d bytes", len(payload))
		}
		if d.State() != state {
			t.Errorf("length %d: %v after %d bytes, %v", length, d.State(), d.Taken(), d.Err())
		}
	}
}

// TestMessagesAndFeed: a loop over the messages of one chunk may feed the next
// when that one is used up, and goes on with it.
func TestMessagesAndFeed(t *testing.T) {
	d := NewDecoder(Uint(8))
	d.Feed([]byte("\x01a\x01b\x01c"))
	var got []string
	for payload := range d.Messages() {
		got = append(got, string(payload))
		if len(got) == 3 {
			d.Feed([]byte("\x01d\x02ef\x02gh"))
		}
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "d", "ef", "gh"}, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// TestNoAllocation: once its buffer has its size the decoder allocates nothing,
// whatever the chunks; nor does a Reader. Only who asks to own a message pays.
func TestNoAllocation(t *testing.T) {
	for _, layout := range []Layout{Uint(32), Decimal(10), Uvarint(5), Netstring(), Delimiter("\n"), Delimiter("\n").Escaped('\\')} {
		for _, size := range []int{0, 32, 64 << 10} {
			enc := NewEncoder(layout)
			var stream []byte
			for range 5 {
				stream, _ = enc.AppendFrame(stream, bytes.Repeat([]byte("x"), size))
			}
			for _, every := range []int{16, 1 << 10, 64 << 10} {
				if size/every > 100 || layout.HeaderSize() == 0 && size > keepBuffer/2 {
					continue // slow; and without a header a chunk is gathered whole, which may exceed what is kept
				}
				chunks := func(use func(chunk []byte)) {
					for at := 0; at < len(stream); at += every {
						use(stream[at:min(at+every, len(stream))])
					}
				}
				d := NewDecoder(layout)
				run := map[string]func(){
					"messages": func() {
						chunks(func(chunk []byte) {
							d.Feed(chunk)
							for range d.Messages() {
							}
						})
					},
					"events": func() {
						chunks(func(chunk []byte) {
							d.Feed(chunk)
							for range d.Events() {
							}
						})
					},
				}
				for name, f := range run {
					if n := testing.AllocsPerRun(10, f); n != 0 {
						t.Errorf("%v, %d bytes in chunks of %d, %s: %v allocations", layout, size, every, name, n)
					}
				}
				if d.Err() != nil {
					t.Fatal(d.Err())
				}
				src := &loop{stream: stream, every: every}
				r := NewReader(src, layout, Buffer(every))
				if n := testing.AllocsPerRun(50, func() {
					if _, err := r.ReadMessage(); err != nil {
						t.Fatal(err)
					}
				}); n != 0 {
					t.Errorf("%v, %d bytes in chunks of %d, ReadMessage: %v allocations", layout, size, every, n)
				}
			}
		}
	}
}

// loop is a stream that starts over when it ends.
type loop struct {
	stream []byte
	every  int
	at     int
}

func (l *loop) Read(p []byte) (int, error) {
	n := copy(p[:min(l.every, len(p))], l.stream[l.at:])
	l.at = (l.at + n) % len(l.stream)
	return n, nil
}

// held is how much memory of its own a decoder holds.
func held(d *Decoder) int {
	n := cap(d.own) + cap(d.kept)
	if !d.lent {
		n += cap(d.win)
	}
	return n
}

// TestMemoryFollowsBytes: at no point does the decoder hold room for more than
// twice what has arrived of a payload, a few bytes aside, whatever was promised.
func TestMemoryFollowsBytes(t *testing.T) {
	for _, every := range []int{1, 10, 1000, 100_000} {
		for name, take := range map[string]func(*Decoder) []string{"Next": plainMessages, "Messages": fastMessages} {
			d := NewDecoder(Decimal(10))
			d.Feed([]byte("999999999 "))
			take(d)
			if held(d) > smallBuffer {
				t.Errorf("%s: %d bytes reserved for a promise", name, held(d))
			}
			chunk := make([]byte, every)
			for arrived := 10 + every; arrived <= 500*every; arrived += every {
				d.Feed(chunk)
				take(d)
				if got, most := held(d), max(smallBuffer, 2*arrived); len(d.win)-d.at != arrived || got > most {
					t.Fatalf("%s: %d bytes reserved for %d that arrived", name, got, arrived)
				}
			}
		}
	}
}

// TestLargeBufferGivenBack: the memory of a large message is not kept for the next
// one, nor by the message handed out.
func TestLargeBufferGivenBack(t *testing.T) {
	frame, err := AppendFrame(nil, make([]byte, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	for name, take := range map[string]func(*Decoder) []string{"Next": plainMessages, "Messages": fastMessages} {
		d := NewDecoder(Decimal(10))
		for _, chunk := range [][]byte{frame[:5000], frame[5000:]} {
			d.Feed(chunk)
			take(d)
		}
		if held(d) > keepBuffer {
			t.Errorf("%s: %d bytes are kept", name, held(d))
		}
	}
}
