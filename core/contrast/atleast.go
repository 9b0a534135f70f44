package contrast

import (
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// atLeast is the first thing that people try on the tutorial's client.
var atLeast = Decoder{
	Name:   "at-least",
	Title:  "The client with >=",
	Bug:    "It no longer waits for ever when the count jumps over the length, and prints all that it has instead: the end of one message with the beginning of the next.",
	Belief: "This is the tutorial's client with >= in place of ==.",
	called: "the client with >=",
	reads:  &plainDecimal,
	room:   atLeastRoom{},
	again:  true,
}

type atLeastRoom struct{}

func (atLeastRoom) start(layout core.Layout, limit int) trace.Machine {
	return &tutorial{headerSize: layout.HeaderSize(), atLeast: true}
}

func (atLeastRoom) python() (string, []mark) {
	source, marks := tutorialRoom{}.python()
	return strings.Replace(source, "== msglen", ">= msglen", 1), marks
}

func (atLeastRoom) variables(v *View) []Variable { return tutorialRoom{}.variables(v) }

func (atLeastRoom) say(v *View) Sentence {
	if v.Row != core.PayloadComplete {
		return tutorialRoom{}.say(v)
	}
	lead := "The count has reached " + words.Number(v.Want) + ", and the client prints all that it has: " + words.Bytes(len(v.Payload)) + "."
	if v.wasSent() {
		return Sentence{lead, "This recv ended exactly where the frame did, so it is the message and no more."}
	}
	return Sentence{lead, "It can't tell where the message ends in them. What follows goes out as a part of it, or the rest of it is taken for a header."}
}
