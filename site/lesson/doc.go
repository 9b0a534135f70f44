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
// are "versus" (a second decoder to run beside the first), "slider" (buffer sizes
// to choose from, "1 to 40"), "schedule: fewest" (the smallest schedule that
// breaks the decoder) and "opens" (what it shows from the start besides the stage:
// "map", which tells all that is to come, "machine", "variables", "code") and "plays"
// (up to where it plays by itself, once, such as "message 1").
//
// A number that depends on bytes is followed by a comment that says what it is.
// The tests compute it, and rewrite it when asked to. Other numbers are marked
// as given.
//
//	It has 22<!--= length 1 of greeting --> bytes. That was in 1987<!-- given -->.
//
// A prediction asks before it shows. Options are right when their claim is true;
// with "choose", when they begin with that value; with "click", the answer is a
// byte of the figure. Exactly one option must be right. The claim of a reason is
// what one would see in the figures if the reason were true.
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
//	```
//
// Two programs on the same bytes stand side by side, with what each remembers
// after every step: our decoder in the first figure, the tutorial's client in the
// second.
//
//	```sides
//	figure: machine
//	beside: greeting
//	```
//
// A link to a word of the glossary, [header](glossary.md#header), takes on the
// word's colour and shape. A link to a step, [here](1-stream.md#one-send.recv-1),
// opens that page with the figure at that step; behind "-by-" stands the decoder
// beside, when it is the one to look at: #coalesced.recv-1-by-tutorial.
//
// Comments give orders. <!-- description: … --> says what the page is about, to
// search engines, in links that people share and in the list of chapters, where a
// figure stands for it: the first, or <!-- thumbnail: NAME -->. <!-- chapters -->
// becomes that list; and what stands between
// <!-- begin table of NAME --> and <!-- end --> is written by the tests.
package lesson
