package subject

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/judge"
)

// Message is one that is sent.
type Message = judge.Message

// Kind is what messages are made of. A program that expects pickled objects shows
// nothing of a text.
type Kind struct {
	Name     string
	Messages []Message
}

// Series frames the kind's messages.
func (k Kind) Series(layout core.Layout) (*judge.Series, error) {
	var payloads [][]byte
	for _, m := range k.Messages {
		payloads = append(payloads, m.Payload)
	}
	return judge.NewSeries(layout, core.DefaultLimit, payloads...)
}

// lengths are those of the tokens, in letters: all different, and neither short
// enough to come up by chance nor in step with any buffer.
var lengths = []int{12, 27, 9, 41, 19, 15}

// seed makes the tokens; the same ones every time, so that a case found today
// can be tried tomorrow.
const seed = 11

// Kinds returns the kinds of messages that a layout can carry: those first that
// tell most.
func Kinds(layout core.Layout) []Kind {
	spell := []struct {
		name   string
		accent bool
		spell  func(token string) []byte
	}{
		{"text", true, func(token string) []byte { return []byte(token) }},
		{"ASCII text", false, func(token string) []byte { return []byte(token) }},
		{"JSON", false, spellJSON},
		{"a pickled str", true, func(token string) []byte { return append(pickled(nil, token), '.') }},
		{"a pickled dict", true, spellDict},
		{"bytes", false, func(token string) []byte { return []byte("\xff\xfe" + token + "\x00\xff") }},
	}
	var kinds []Kind
	for _, s := range spell {
		random := rand.New(rand.NewPCG(seed, 0))
		k := Kind{Name: s.name}
		for _, n := range lengths {
			k.Messages = append(k.Messages, message(layout, random, n, s.accent, s.spell))
		}
		if _, err := k.Series(layout); err == nil {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// message makes a message with a token of about n letters, whose frame is in step
// with no buffer of 16 bytes.
func message(layout core.Layout, random *rand.Rand, n int, accent bool, spell func(string) []byte) Message {
	for {
		token := make([]byte, n)
		for i := range token {
			token[i] = byte('a' + random.IntN(26))
		}
		text := string(token)
		if accent {
			text = text[:n/2] + "é" + text[n/2:]
		}
		m := Message{Payload: spell(text), Marks: []string{text}}
		frame, err := core.NewEncoder(layout).AppendFrame(nil, m.Payload)
		if err != nil || len(frame)%16 != 0 {
			return m // what can't be framed is found out later
		}
		n++
	}
}

// The names that programs call the text in a message by.
var names = []string{"message", "msg", "text", "data"}

func spellJSON(token string) []byte {
	b := []byte("{")
	for i, name := range names {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = fmt.Appendf(b, "%q: %q", name, token)
	}
	return append(b, '}')
}

// pickled appends a str as Python's pickle does, protocol 2.
//
// Spec: https://github.com/python/cpython/blob/main/Lib/pickletools.py
func pickled(b []byte, text string) []byte {
	if len(b) == 0 {
		b = append(b, 0x80, 2) // PROTO 2
	}
	b = append(b, 'X') // BINUNICODE
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	return append(b, text...)
}

func spellDict(token string) []byte {
	b := []byte{0x80, 2, '}'} // PROTO 2, EMPTY_DICT
	for _, name := range names {
		b = append(pickled(pickled(b, name), token), 's') // SETITEM
	}
	return append(b, '.') // STOP
}

// maxMessages is how many messages of a user are sent.
const maxMessages = 1000

// FromLines makes a kind of a user's messages, one on each line. What is looked
// for is the whole message, or where it is JSON, one of the strings in it.
func FromLines(text string) (Kind, error) {
	k := Kind{Name: "the messages given"}
	owners := make(map[string]int) // of marks; -1: several
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			continue
		}
		m := Message{Payload: []byte(line), Marks: marksOf(line)}
		for _, mark := range m.Marks {
			if _, taken := owners[mark]; taken {
				owners[mark] = -1
			} else {
				owners[mark] = len(k.Messages)
			}
		}
		k.Messages = append(k.Messages, m)
	}
	switch n := len(k.Messages); {
	case n == 0:
		return k, errors.New("there is no message in it: one on each line is wanted")
	case n > maxMessages:
		return k, fmt.Errorf("it holds %d messages; %d are enough", n, maxMessages)
	}
	for i := range k.Messages {
		m := &k.Messages[i]
		var own []string
		for _, mark := range m.Marks {
			if owners[mark] == i && !withinAnother(mark, i, k.Messages) {
				own = append(own, mark)
			}
		}
		if m.Marks = own; len(own) == 0 {
			return k, fmt.Errorf("message %d, %q, can't be told from another one in what a program prints", i+1, m.Payload)
		}
	}
	return k, nil
}

// withinAnother reports whether a mark of message i is a part of another message.
func withinAnother(mark string, i int, messages []Message) bool {
	for j, other := range messages {
		if j != i && bytes.Contains(other.Payload, []byte(mark)) {
			return true
		}
	}
	return false
}

func marksOf(line string) []string {
	marks := []string{line}
	var value any
	if json.Unmarshal([]byte(line), &value) == nil {
		marks = append(marks, leaves(value)...)
	}
	return marks
}

// leaves returns the strings and numbers in a JSON value that are long enough to
// be looked for.
func leaves(value any) (list []string) {
	switch v := value.(type) {
	case string:
		list = append(list, v)
	case float64:
		list = append(list, strconv.FormatFloat(v, 'f', -1, 64))
	case []any:
		for _, e := range v {
			list = append(list, leaves(e)...)
		}
	case map[string]any:
		for _, e := range v {
			list = append(list, leaves(e)...)
		}
	}
	long := list[:0]
	for _, text := range list {
		if len(text) >= 4 {
			long = append(long, text)
		}
	}
	return long
}
