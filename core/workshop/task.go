package workshop

import (
	"slices"
	"strconv"

	"bufferbybuffer/core"
	"bufferbybuffer/core/judge"
)

// Task is something to write, and what it is judged by.
type Task struct {
	Name  string // as addresses and files have it
	Title string
	Goal  string // what the program should come to do
	Why   string // what makes that hard

	Layout   core.Layout
	Messages []string
	Sender   bool // the program sends these messages; otherwise it receives them
	Numbered bool // each message is to be printed with its number before it
	JSON     bool // each message comes in an object of JSON, as its "message"

	Hints []string // the next one is given when the last one did not help
	Cost  string   // what the solution costs

	Asks []judge.Part // what it must survive
}

const limit = 1000

var (
	chunking = []judge.Part{judge.Chunking}
	all      = []judge.Part{judge.Chunking, judge.Ends, judge.Hostile}
)

// Tasks returns the ladder, the first rung first.
func Tasks() []Task {
	tutorial := core.Decimal(10)
	return []Task{
		{
			Name: "byte-by-byte", Title: "One byte at a time",
			Goal:   "One message comes, cut in every way there is. Let the program print it each time.",
			Why:    "A chunk can end inside the ten bytes of the header. Then int() gets a part of the number.",
			Hints:  []string{"How many bytes does msg hold when int() is called?", "recv(16) may return one byte. What the first ten bytes are, is known when there are ten.", "Collect what recv returns in one place. Look at its first ten bytes only once it has ten."},
			Cost:   "Collecting costs a copy of the bytes that wait, at each recv.",
			Layout: tutorial, Messages: []string{"good morning"}, Asks: chunking,
		},
		{
			Name: "coalesced", Title: "Two messages in one chunk",
			Goal:   "Several messages come. Print each of them, however they share their chunks.",
			Why:    "A chunk can hold the end of one message and the beginning of the next. What is left over belongs to somebody.",
			Hints:  []string{"After a message is printed, is anything left of the chunk that it came in?", "“Equal” is a moment that can be passed: a chunk may bring the end of one message and the beginning of the next.", "Compare with >=, print the message, keep what comes behind it, and look at once whether that holds another one."},
			Cost:   "What is left is copied after each message. With many small messages in one large chunk, keep an offset instead.",
			Layout: tutorial, Messages: []string{"hello", "how are you?", "bye"}, Asks: chunking,
		},
		{
			Name: "split-header", Title: "A header in two pieces",
			Goal:   "Here is another loop. It asks for ten bytes, then for as many as they say, until it has them. Print each message, also where a header comes in two pieces.",
			Why:    "recv(10) returns ten bytes at most. This loop gathers the payload with care, and takes whatever comes first for all of the header.",
			Hints:  []string{"What does the program hold when it takes the header for whole?", "The payload is gathered in a loop, until there is enough of it. What is different about the header?", "Gather the header as the payload is gathered: go on until there are ten bytes."},
			Cost:   "Nothing, where headers come whole: then the new loop runs once.",
			Layout: tutorial, Messages: []string{"hello", "how are you?", "bye"}, Asks: chunking,
		},
		{
			Name: "character", Title: "A character in two pieces",
			Goal:   "The messages are not plain English any more. Print them as they were sent.",
			Why:    "In UTF-8 “ü” is two bytes and “界” is three. The header counts bytes, and a chunk can end between them.",
			Hints:  []string{"What does the header count: bytes, or characters?", "Half a character can't be decoded, and errors=\"ignore\" throws it away.", "Collect bytes. Decode a message when all of it is there."},
			Cost:   "Nothing: decoding once is cheaper than decoding each chunk.",
			Layout: tutorial, Messages: []string{"hello", "Grüße", "世界, naïve café"}, Asks: chunking,
		},
		{
			Name: "ends", Title: "The end, clean or not",
			Goal:   "When the stream ends after a whole message, the program ends without a complaint. When it ends inside one, it says so: it raises an error or prints a line about it.",
			Why:    "At the end recv returns no bytes, again and again. That is the only sign there is, and it looks the same in both cases.",
			Hints:  []string{"What does recv return when the other side is gone? And the next time?", "No bytes is the end. Whether it is a clean one depends on what you hold then.", "At the end: if anything is left that is no whole message, raise an error, otherwise leave the loop."},
			Cost:   "One comparison for each recv.",
			Layout: tutorial, Messages: []string{"hello", "how are you?"}, Asks: []judge.Part{judge.Chunking, judge.Ends},
		},
		{
			Name: "lying-length", Title: "A length that lies",
			Goal:   "No message is longer than 1,000 bytes, and a length is digits and spaces. Where a header says something else, raise an error at once.",
			Why:    "Whoever waits for what such a header promises waits for ever, and may give it memory first.",
			Hints:  []string{"What does int(b\"-1        \") return? And int(b\"99999     \")?", "Check a length before you wait for what it promises, not after.", "Take digits with spaces around them and nothing else, and raise an error for more than 1,000."},
			Cost:   "A comparison for each message. It saves the memory that a liar would have made you keep.",
			Layout: tutorial, Messages: []string{"hello", "how are you?"}, Asks: all,
		},
		{
			Name: "from-nothing", Title: "From nothing",
			Goal:   "Write the whole loop. It survives every schedule, tells a clean end from another, and believes no header that lies (no message is longer than 1,000 bytes).",
			Why:    "Reading a loop and writing one are two things.",
			Hints:  []string{"What do you have to keep between two calls of recv?", "Two loops, one in the other: the outer one receives, the inner one takes messages out of what has come.", "You have solved each part of this before: header, rest, characters, end, length."},
			Cost:   "Some twenty lines.",
			Layout: tutorial, Messages: []string{"hello", "Grüße, 世界", "bye for now"}, Asks: all,
		},
		{
			Name: "sender", Title: "The other end",
			Goal:   "Now your program sends. All of each message should arrive, with a header that is true, however little the kernel takes at once.",
			Why:    "send() returns how many bytes the kernel has taken, and that may be fewer than it was given. And a header counts bytes.",
			Hints:  []string{"What does send() return? And what becomes of the rest?", "len() of a str counts characters. What goes over the wire are bytes.", "Encode first, count then, and use sendall(), which goes on until all is taken."},
			Cost:   "sendall() waits where the kernel has no room. Whoever can't wait keeps the rest, and sends it later.",
			Layout: tutorial, Messages: []string{"hello", "Grüße, 世界", "bye for now"}, Sender: true, Asks: chunking,
		},
		{
			Name: "big-endian", Title: "Another layout: four bytes",
			Goal:   "The header is four bytes now, a big-endian number: b\"\\0\\0\\0\\5hello\". Everything else stays.",
			Why:    "The loop is the same, only its header differs. Is that one line in your program?",
			Hints:  []string{"What is int.from_bytes(b\"\\0\\0\\0\\5\", \"big\")?", "Four bytes can be cut in three places.", "Where your program says ten and int(), it now says four and int.from_bytes()."},
			Cost:   "Nothing: it is shorter than the digits were.",
			Layout: core.Uint(32), Messages: []string{"hello", "Grüße, 世界", "bye for now"}, Asks: all,
		},
		{
			Name: "lines", Title: "Lines",
			Goal:   "There is no header: a message ends with a line feed, or with a carriage return and a line feed. Print each without them, and with its number before it: 1 hello.",
			Why:    "The two bytes at a line's end can come in two chunks.",
			Hints:  []string{"Where does a message end if nothing says how long it is?", "A chunk can end between the carriage return and the line feed.", "Collect bytes, cut at each line feed, then take away a carriage return at the end of the line."},
			Cost:   "Each byte is looked at. A header is looked at once for a whole message.",
			Layout: core.Lines(), Messages: []string{"hello", "Grüße, 世界", "bye for now"}, Numbered: true, Asks: []judge.Part{judge.Chunking, judge.Ends},
		},
		{
			Name: "netstrings", Title: "A header of no fixed size",
			Goal:   "Each message comes as a netstring: its length in digits, a colon, the message, a comma. Print the messages.",
			Why:    "How long such a header is, nobody knows until its colon has come. “1” may be all of a length, or the beginning of 12.",
			Hints:  []string{"What does your program hold when it looks for the colon?", "No colon yet is no error: more is to come.", "Collect bytes. Take a message only when its colon, as many bytes as it promises and its comma are there."},
			Cost:   "The colon is looked for again with each chunk. A header of a fixed size is looked for nowhere.",
			Layout: core.Netstring(), Messages: []string{"hello", "Grüße, 世界", "bye for now"}, Asks: all,
		},
		{
			Name: "json-lines", Title: "Lines of JSON",
			Goal:   "Each line is an object of JSON. Print its \"message\". The program here adds up chunks until they parse.",
			Why:    "Two objects in one chunk never parse as one, and nor does anything that comes behind them.",
			Hints:  []string{"What does buffer hold when it is parsed?", "What ends a message here is the line feed. Whether it parses says nothing about that.", "Collect bytes, cut at each line feed, and parse one line at a time."},
			Cost:   "Nothing: each line is parsed once. Parsing at each chunk costs a long message many times over.",
			Layout: core.Delimiter("\n"), Messages: []string{"hello", "Grüße, 世界", "bye for now"}, JSON: true, Asks: []judge.Part{judge.Chunking, judge.Ends},
		},
	}
}

// Find returns the task of that name.
func Find(name string) (Task, bool) {
	tasks := Tasks()
	i := slices.IndexFunc(tasks, func(t Task) bool { return t.Name == name })
	if i < 0 {
		return Task{}, false
	}
	return tasks[i], true
}

// Series is what is sent, and what of it is looked for in what a program prints.
func (t Task) Series() (*judge.Series, []judge.Message, error) {
	var frames, payloads [][]byte
	for i, m := range t.Messages {
		payload := m
		if t.JSON {
			payload = `{"message": "` + m + `"}`
		}
		payloads = append(payloads, []byte(payload))
		end := "\n"
		if i%2 == 1 {
			end = "\r\n"
		}
		frames = append(frames, []byte(m+end))
	}
	messages := judge.MessagesOf(payloads)
	for i, m := range t.Messages {
		messages[i].Marks = []string{m}
		if t.Numbered {
			messages[i].Marks[0] = strconv.Itoa(i+1) + " " + m
		}
	}
	if t.Layout == core.Lines() { // core's encoder ends them all alike
		s, err := judge.FramesOf(t.Layout, limit, frames, payloads)
		return s, messages, err
	}
	s, err := judge.NewSeries(t.Layout, limit, payloads...)
	return s, messages, err
}

// asks reports whether the task asks to survive a part.
func (t Task) asks(part judge.Part) bool { return slices.Contains(t.Asks, part) }

// options is how much is tried. What the task does not ask for is tried all the same,
// and said apart.
func (t Task) options() judge.Options {
	o := judge.Options{Schedules: 2000, Search: 2000, Count: true}
	if !t.Sender {
		o.Ends, o.Hostile = judge.All, judge.All
	}
	return o
}
