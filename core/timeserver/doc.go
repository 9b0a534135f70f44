// Package timeserver is the tutorial's server without its socket and its
// clock: what it says, and what it answers. The native server puts it on
// kernel sockets; the browser module runs the same words where there is no
// server at all. So it knows neither net nor time: whoever uses it passes the
// bytes and the seconds in.
//
// A client that only listens gets the tutorial's server to the letter: the
// greeting, then the time again and again. A client may also talk, in frames
// of the same layout; see [Manner.Answer] for the verbs.
package timeserver
