// Package capture reads TCP connections out of captured packets, and writes
// recordings that other programs read, too.
//
// A capture is a pcap or pcapng file, as tcpdump and Wireshark write it, or one
// that still grows. [Reader] takes it piece by piece and puts both directions of
// every TCP connection together: [Stream] has the bytes, and where each segment
// ended. What a capture can't tell is said, not guessed: bytes that it lacks end a
// stream ([Stream.Missing]), and packets that could not be read are counted, by
// reason ([Skipped]).
//
// A [Recording] is a capture that never crossed a wire: each chunk of a
// connection, as somebody read it, stands in a TCP packet of its own, and a comment
// of the file says so. [Reader.Chunks] reports that of a capture.
//
// As all of core, it does no input or output, and memory is bounded: see [Limits].
package capture
