// Package lesson turns the lesson's Markdown into pages. Nothing in a page that
// depends on bytes is typed by hand: figures, numbers and the answers to
// predictions all come from running core.
//
// The Markdown reads well in any viewer. What is more than Markdown in it:
//
// A figure is a fenced block that names a corpus file, or writes one out without
// its trace (package trace says how). Its name is unique in its page.
//
//	```figure greeting
//	corpus: greeting-recv16
//	decoder: tutorial
//	```
//
// Settings after "corpus" replace the file's own. Besides a corpus file's, there
// are "schedule: fewest" (the smallest schedule that
// breaks the decoder) and "opens" (what it shows from the start besides the stage:
// "map", which tells all that is to come, "machine", "variables", "code") and "plays"
// (up to where it plays by itself, once, such as "message 1").
//
// One of the workshop's tasks can be worked on where it belongs. Its editor comes when
// a reader opens it.
//
//	```task from-nothing
//	```
//
// Several figures that differ in a setting, in bytes or in the decoder share one place,
// and a reader chooses. What a choice does not say is as in the first. It has a name of
// its own, "greeting-whole", in expressions and in links.
//
//	```figure greeting
//	corpus: greeting-recv16
//	label: `recv(16)`
//
//	-- choice whole: `recv(1024)` --
//	schedule: in one chunk
//	```
//
// A journey (package journey) is drawn small: its title, a sentence about it, and its
// settings, each after an empty line. A reader may ask to go through it step by step.
//
//	```journey greetings
//	Two sends, one recv
//
//	The receiver was late.
//
//	message: "hello"
//	message: "world"
//	start: 60
//	```
//
// A number that depends on bytes is followed by a comment that says what it is.
// The tests compute it, and rewrite it when asked to. Other numbers are marked
// as given.
//
//	It has 22<!--= length 1 of greeting --> bytes. That was in 1987<!-- given -->.
//
// A prediction asks before it shows: it stands before its figure, which goes no further than
// the step after "show" until there is a guess, or the reader skips it. Options are right when their claim is true;
// with "choose", when they begin with that value; with "click", the answer is a
// byte of the figure. Exactly one option must be right; where it stands among the others is
// not up to the author (places.go). The claim of a reason is what one would see in the
// figures if the reason were true, and below a wrong one stands what refutes it, with the
// step that shows so.
//
//	```prediction
//	figure: greeting
//	show: start
//
//	How many messages come out of the first recv?
//
//	choose: messages after recv 1 of greeting
//
//	* none
//	* one
//
//	see: recv 1
//
//	It has six bytes of 22, and asks for more.
//
//	why: How does it know that it is not done?
//
//	* The header told it the length. :: length 1 of greeting is 22
//	* A chunk of 16 bytes is never complete. :: bytes of recv 2 of greeting less than 16
//	  [The second one completes the message.](#greeting.message-1)
//	```
//
// Where nothing but text and more questions stands between a question and a figure, they
// stand beside each other on a wide screen; what comes after the last question stands with the
// figure. A quotation is a note: beside the text, where there is room.
//
// Goals are something to make a figure's decoder do by moving cuts: "hangs", "lies" or
// "fails", with at most so many of them.
//
//	```goals
//	figure: greeting
//	hangs 1: Hang it with one cut.
//	```
//
// A link to a word of the glossary, [header](glossary.md#header), takes on the
// word's colour and shape. A link to a step, [here](1-stream.md#one-send.recv-1),
// opens that page with the figure at that step.
//
// Comments give orders. <!-- description: … --> says what the page is about, to
// search engines, in links that people share and in the list of chapters, where a
// figure stands for it: the first, or <!-- thumbnail: NAME -->. <!-- chapters -->
// becomes that list; and what stands between
// <!-- begin table of NAME --> and <!-- end --> is written by the tests.
package lesson
