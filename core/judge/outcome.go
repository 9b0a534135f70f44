package judge

// Outcome is what a subject made of a case.
type Outcome struct {
	Messages [][]byte // those it gave, in order
	End      End      // what became of it
	Detail   string   // its own words about that: an error, a panic, a line of its output

	// Partly: it stopped before it had taken all of the stream. Who can't tell leaves
	// it false.
	Partly bool

	// Forced: every cut was made certain. A boundary between two writes that nothing
	// holds apart may vanish, and then something else was tried.
	Forced bool

	// Cannot says why the case could not be tried at all, which is not the subject's
	// doing: "" where it was.
	Cannot string
}

// End is what became of a subject when the stream was over.
type End uint8

const (
	Ended    End = iota // it ended; whether it saw anything wrong nobody can tell
	Returned            // it ended, and saw nothing wrong
	Failed              // it ended, and said that something was wrong
	Died                // it ended because it could not help it: a panic, a signal
	Waiting             // it waits for more
	Spinning            // it asks for more, again and again, though there is nothing
	Stuck               // it has stopped taking what there is, or does not come back
)

var endNames = [...]string{"ended", "returned", "failed", "died", "waiting", "spinning", "stuck"}

func (e End) String() string { return endNames[e] }

// gone reports whether a subject ended of itself.
func (e End) gone() bool { return e <= Died }
