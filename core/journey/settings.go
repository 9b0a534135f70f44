package journey

import (
	"errors"
	"strconv"
	"strings"

	"bufferbybuffer/core"
)

// Settings are what is sent, over which link, and how it is received. The zero value
// says nothing; [Default] is what is meant where a text leaves something out. Times
// are in milliseconds.
//
//	message: "Welcome to the server!"
//	message: "hello"
//	layout: decimal 10
//	sends: each message
//	gap: 0
//	nagle: no
//	acks: 40
//	delay: 20
//	rate: 0
//	mss: 1460
//	lose: 2
//	chance: 10, seed 7
//	late: 3 by 30
//	queue: 65535
//	recv: 16
//	start: 0
//	pause: 0
type Settings struct {
	Messages [][]byte
	Layout   core.Layout
	Cut      Cut    // how the sender cuts the stream
	Sends    []Send // where that is by hand: "10 at 0, 22 at 0, 15 at 30"
	Gap      int    // between two sends, where it is not by hand
	Nagle    bool   // a small segment waits while anything is unacknowledged

	Delay  int    // of the link, one way
	Rate   int    // bytes that the link takes in a second, 40 for the headers of each segment included; 0 for as many as there are
	MSS    int    // bytes of data in the largest segment
	Lose   []int  // segments that are lost, by their number as they leave, from 1
	Chance int    // of the others, how many of 100 are lost
	Seed   uint64 // and which
	Late   []int  // segments that the link holds back, by their number,
	By     int    // for so long

	Acks  int // how long an acknowledgement may be put off
	Queue int // room in the receiver's kernel, in bytes
	Recv  int // what the program gives recv as a buffer
	Start int // when the program calls recv first
	Pause int // and what it does between two recvs takes so long
}

// Cut is how a stream is cut into sends. Its value is its text form.
type Cut string

const (
	EachMessage Cut = "each message"
	AllAtOnce   Cut = "all at once"
	Apart       Cut = "header and payload"
	ByHand      Cut = "by hand"
)

// Send is a call of the sending program: how many bytes, and when.
type Send struct{ Size, At int }

// Default is what a text means that says nothing, but for its messages.
func Default() Settings {
	return Settings{Cut: EachMessage, Layout: core.Decimal(10), MSS: 1460, Delay: 20, By: 30, Seed: 1, Acks: 40, Queue: 65535, Recv: 16}
}

// What a journey may hold, since it is drawn whole, and since a link may be forged.
const (
	maxMessages = 12
	maxStream   = 4000
	maxSends    = 40
	maxPieces   = 120 // segments, if none is sent twice; recvs
	maxTime     = 5000
)

// Error reports which setting is wrong, and why.
type Error struct {
	Setting string
	Err     error
}

func (e *Error) Error() string { return "journey: " + e.Setting + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// Parse reads the text form.
func Parse(text string) (Settings, error) {
	s := Default()
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		key, value, found := strings.Cut(line, ":")
		if !found {
			return s, &Error{"setting", errors.New("want a name, a colon and a value, not " + strconv.Quote(line))}
		}
		if err := s.set(key, strings.TrimSpace(value)); err != nil {
			return s, &Error{key, err}
		}
	}
	return s, s.Valid()
}

// set takes a setting.
func (s *Settings) set(key, value string) (err error) {
	switch key {
	case "message":
		var text string
		if text, err = strconv.Unquote(value); err != nil {
			return errors.New(value + " is not a quoted string")
		}
		s.Messages = append(s.Messages, []byte(text))
	case "layout":
		s.Layout, err = core.ParseLayout(value)
	case "sends":
		switch cut := Cut(value); cut {
		case EachMessage, AllAtOnce, Apart:
			s.Cut, s.Sends = cut, nil
		default:
			s.Cut = ByHand
			s.Sends, err = parseSends(value)
		}
	case "nagle":
		s.Nagle = value == "yes"
		if !s.Nagle && value != "no" {
			err = errors.New(strconv.Quote(value) + `: want "yes" or "no"`)
		}
	case "lose":
		s.Lose, err = numbers(value)
	case "chance":
		chance, seed, found := strings.Cut(value, ", seed ")
		s.Chance, err = number(chance)
		if found && err == nil {
			if s.Seed, err = strconv.ParseUint(seed, 10, 32); err != nil {
				err = errors.New(strconv.Quote(seed) + " is no seed: want a number")
			}
		}
	case "late":
		late, by, found := strings.Cut(" "+value, " by ")
		s.Late, err = numbers(strings.TrimSpace(late))
		if found && err == nil {
			s.By, err = number(by)
		}
	default:
		for _, f := range s.fields() {
			if f.name == key {
				*f.value, err = number(value)
				return err
			}
		}
		err = errors.New("there is no such setting")
	}
	return err
}

// field is a setting that is a number.
type field struct {
	name        string
	value       *int
	unit        string
	least, most int
}

func (s *Settings) fields() []field {
	return []field{
		{"gap", &s.Gap, "milliseconds", 0, 1000},
		{"delay", &s.Delay, "milliseconds", 0, 500},
		{"rate", &s.Rate, "bytes a second", 0, 100_000_000},
		{"mss", &s.MSS, "bytes", 4, 1460},
		{"acks", &s.Acks, "milliseconds", 0, 500},
		{"queue", &s.Queue, "bytes", 8, 65535},
		{"recv", &s.Recv, "bytes", 1, 65535},
		{"start", &s.Start, "milliseconds", 0, maxTime},
		{"pause", &s.Pause, "milliseconds", 0, 2000},
	}
}

// Line is a setting as the text form has it.
type Line struct{ Name, Value string }

// String is the text form, without what goes without saying. Parse reads it.
func (s Settings) String() string {
	usual := map[string]string{}
	for _, line := range Default().Lines() {
		usual[line.Name] = line.Value
	}
	var b strings.Builder
	for _, m := range s.Messages {
		b.WriteString("message: " + strconv.Quote(string(m)) + "\n")
	}
	for _, line := range s.Lines() {
		if line.Value != usual[line.Name] {
			b.WriteString(line.Name + ": " + line.Value + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Lines are all settings but the messages.
func (s Settings) Lines() []Line {
	sends := string(s.Cut)
	if s.Cut == ByHand {
		sends = sendsText(s.Sends)
	}
	nagle := "no"
	if s.Nagle {
		nagle = "yes"
	}
	lines := []Line{{"layout", s.Layout.String()}, {"sends", sends}, {"nagle", nagle}, {"lose", list(s.Lose)},
		{"chance", strconv.Itoa(s.Chance) + ", seed " + strconv.FormatUint(s.Seed, 10)},
		{"late", list(s.Late) + " by " + strconv.Itoa(s.By)}}
	for _, f := range s.fields() {
		lines = append(lines, Line{f.name, strconv.Itoa(*f.value)})
	}
	return lines
}

// Valid reports why the settings can't be run.
func (s *Settings) Valid() error {
	wrong := func(setting, why string) error { return &Error{setting, errors.New(why)} }
	for _, f := range s.fields() {
		if *f.value < f.least || *f.value > f.most {
			return wrong(f.name, strconv.Itoa(*f.value)+" is not between "+strconv.Itoa(f.least)+" and "+strconv.Itoa(f.most)+" "+f.unit)
		}
	}
	if s.Rate > 0 && s.Rate < 100 {
		return wrong("rate", "a link of fewer than 100 bytes a second is not drawn; 0 is one without a limit")
	}
	if n := len(s.Messages); n == 0 || n > maxMessages {
		return wrong("message", "want 1 to "+strconv.Itoa(maxMessages)+" of them, not "+strconv.Itoa(n))
	}
	stream, err := s.Stream()
	if err != nil {
		return &Error{"message", err}
	}
	n := len(stream)
	if n > maxStream {
		return wrong("message", "they come to "+strconv.Itoa(n)+" bytes, and "+strconv.Itoa(maxStream)+" are drawn")
	}
	at, sent := 0, 0
	for _, send := range s.Sends {
		switch {
		case send.Size < 1:
			return wrong("sends", "a send of no bytes")
		case send.At < at || send.At > maxTime:
			return wrong("sends", "want times that grow, up to "+strconv.Itoa(maxTime)+" milliseconds")
		}
		at, sent = send.At, sent+min(send.Size, maxStream+1)
	}
	switch {
	case s.Cut == ByHand && sent != n:
		return wrong("sends", "they come to "+strconv.Itoa(sent)+" bytes, and the messages to "+strconv.Itoa(n)+" with their headers")
	case len(s.Sends) > maxSends:
		return wrong("sends", "more than "+strconv.Itoa(maxSends)+" are not drawn")
	case pieces(n, min(s.MSS, (s.Queue+1)/2)) > maxPieces:
		return wrong("mss", "with segments that small, there would be more than "+strconv.Itoa(maxPieces)+" of them")
	case pieces(n, s.Recv) > maxPieces:
		return wrong("recv", "with a buffer that small, there would be more than "+strconv.Itoa(maxPieces)+" of them")
	case s.Chance < 0 || s.Chance > 30:
		return wrong("chance", "want 0 to 30 of 100")
	case s.By < 1 || s.By > 1000:
		return wrong("late", "want 1 to 1,000 milliseconds")
	}
	for _, numbers := range []struct {
		name string
		list []int
	}{{"lose", s.Lose}, {"late", s.Late}} {
		if len(numbers.list) > 8 {
			return wrong(numbers.name, "want at most 8 segments")
		}
		for _, n := range numbers.list {
			if n < 1 || n > 999 {
				return wrong(numbers.name, "segments are counted from 1 to 999")
			}
		}
	}
	return nil
}

func pieces(n, size int) int { return (n + size - 1) / size }

// Stream is the messages, each in its frame.
func (s *Settings) Stream() (stream []byte, err error) {
	enc := core.NewEncoder(s.Layout)
	for _, m := range s.Messages {
		if stream, err = enc.AppendFrame(stream, m); err != nil {
			return nil, err
		}
	}
	return stream, nil
}

// Calls is what the sender calls, and when.
func (s *Settings) Calls() (sends []Send) {
	if s.Cut == ByHand {
		return s.Sends
	}
	enc := core.NewEncoder(s.Layout)
	for i, m := range s.Messages {
		frame, _ := enc.AppendFrame(nil, m) // Valid has tried
		size := len(frame)
		switch header := s.Layout.HeaderSize(); {
		case s.Cut == Apart && len(m) > 0 && 0 < header && header < size:
			sends = append(sends, Send{Size: header}, Send{Size: size - header})
		case s.Cut == AllAtOnce && i > 0:
			sends[0].Size += size
		default:
			sends = append(sends, Send{Size: size})
		}
	}
	for i := range sends {
		sends[i].At = i * s.Gap
	}
	return sends
}

func (s *Settings) decoder() *core.Decoder { return core.NewDecoder(s.Layout) }

func parseSends(text string) ([]Send, error) {
	var sends []Send
	for part := range strings.SplitSeq(text, ",") {
		size, at, found := strings.Cut(strings.TrimSpace(part), " at ")
		var send Send
		var err error
		if send.Size, err = number(size); err != nil {
			return nil, err
		}
		if found {
			if send.At, err = number(at); err != nil {
				return nil, err
			}
		} else if len(sends) > 0 {
			send.At = sends[len(sends)-1].At
		}
		sends = append(sends, send)
	}
	return sends, nil
}

func sendsText(sends []Send) string {
	var parts []string
	for _, s := range sends {
		parts = append(parts, strconv.Itoa(s.Size)+" at "+strconv.Itoa(s.At))
	}
	return strings.Join(parts, ", ")
}

func number(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		return 0, errors.New(strconv.Quote(text) + " is no number")
	}
	return n, nil
}

func numbers(text string) (list []int, err error) {
	if text == "" {
		return nil, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		n, err := number(word)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

func list(numbers []int) string {
	var words []string
	for _, n := range numbers {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}
