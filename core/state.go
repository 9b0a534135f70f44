package core

// State is where a [Decoder] stands between two events.
type State uint8

// The states. A decoder starts in StateHeader, or in StateScan when its
// layout marks the end of a message instead of stating a length.
const (
	StateHeader  State = iota // gathering the header of the next frame
	StatePayload              // the length is known; gathering the payload
	StateSkip                 // passing over the payload of an oversized frame
	StateScan                 // looking for what marks the end of the message
	StateFailed               // the stream can't be read any further
	StateClosed               // the input ended at a frame boundary
	numStates
)

var stateNames = [numStates]string{"header", "payload", "skip", "scan", "failed", "closed"}

func (s State) String() string {
	if s < numStates {
		return stateNames[s]
	}
	return "unknown"
}

// Kind says what an [Event] reports.
type Kind uint8

// The kinds of event.
const (
	NeedMore     Kind = iota // the chunk is used up: Had of Want bytes are there
	HeaderParsed             // a header spelled a payload length, Want
	Message                  // Payload is a complete message
	Skipped                  // an oversized payload of Had bytes was passed over
	Failed                   // Err says why; the decoder stays failed
	End                      // the input ended at a frame boundary
	numKinds
)

var kindNames = [numKinds]string{"needs more", "header parsed", "message", "skipped", "failed", "end"}

func (k Kind) String() string {
	if k < numKinds {
		return kindNames[k]
	}
	return "unknown"
}

// Row is a row of the transition [Table]. Every event names the row that the
// decoder took.
type Row uint8

// The rows of the [Table], in its order.
const (
	HeaderMore Row = iota
	HeaderLength
	HeaderSkip
	HeaderTooLarge
	HeaderMalformed
	HeaderEnd
	HeaderTruncated
	PayloadMore
	TrailerMore
	PayloadComplete
	PayloadMalformed
	PayloadTruncated
	TrailerTruncated
	SkipMore
	SkipComplete
	SkipMalformed
	SkipTruncated
	ScanMore
	ScanComplete
	ScanTooLarge
	ScanEnd
	ScanTruncated
	FailedAgain
	ClosedAgain
	numRows
)

var rowNames = [numRows]string{
	HeaderMore:       "HeaderMore",
	HeaderLength:     "HeaderLength",
	HeaderSkip:       "HeaderSkip",
	HeaderTooLarge:   "HeaderTooLarge",
	HeaderMalformed:  "HeaderMalformed",
	HeaderEnd:        "HeaderEnd",
	HeaderTruncated:  "HeaderTruncated",
	PayloadMore:      "PayloadMore",
	TrailerMore:      "TrailerMore",
	PayloadComplete:  "PayloadComplete",
	PayloadMalformed: "PayloadMalformed",
	PayloadTruncated: "PayloadTruncated",
	TrailerTruncated: "TrailerTruncated",
	SkipMore:         "SkipMore",
	SkipComplete:     "SkipComplete",
	SkipMalformed:    "SkipMalformed",
	SkipTruncated:    "SkipTruncated",
	ScanMore:         "ScanMore",
	ScanComplete:     "ScanComplete",
	ScanTooLarge:     "ScanTooLarge",
	ScanEnd:          "ScanEnd",
	ScanTruncated:    "ScanTruncated",
	FailedAgain:      "FailedAgain",
	ClosedAgain:      "ClosedAgain",
}

// String returns the row's name as it stands in the source.
func (r Row) String() string {
	if r < numRows {
		return rowNames[r]
	}
	return "unknown"
}

// Transition is one row of the [Table]: in state From, When something is found
// out about the bytes at hand, the decoder reports Event and goes to state To.
type Transition struct {
	From  State
	When  string // the condition, in words
	Event Kind
	To    State
}

// Table returns every transition the decoder can take, indexed by [Row]. It is
// the specification of the machine: whatever the stream, the decoder moves by it
// and by nothing else, the diagrams are drawn from it, and the tests prove that every
// row is taken. Only a misuse by the caller fails the decoder without a row of its own:
// the event is then FailedAgain.
func Table() []Transition {
	t := table
	return t[:]
}

var table = [numRows]Transition{
	HeaderMore:       {StateHeader, "the chunk ends before the header does", NeedMore, StateHeader},
	HeaderLength:     {StateHeader, "the header spells a length within the limit", HeaderParsed, StatePayload},
	HeaderSkip:       {StateHeader, "the length exceeds the limit, and the policy is to skip", HeaderParsed, StateSkip},
	HeaderTooLarge:   {StateHeader, "the length exceeds the limit", Failed, StateFailed},
	HeaderMalformed:  {StateHeader, "the header does not spell a length", Failed, StateFailed},
	HeaderEnd:        {StateHeader, "the input ends before the first byte of a header", End, StateClosed},
	HeaderTruncated:  {StateHeader, "the input ends inside the header", Failed, StateFailed},
	PayloadMore:      {StatePayload, "the chunk ends before the payload does", NeedMore, StatePayload},
	TrailerMore:      {StatePayload, "the chunk ends before what closes the frame", NeedMore, StatePayload},
	PayloadComplete:  {StatePayload, "the last byte of the frame is there", Message, StateHeader},
	PayloadMalformed: {StatePayload, "the bytes that must close the frame are others", Failed, StateFailed},
	PayloadTruncated: {StatePayload, "the input ends inside the payload", Failed, StateFailed},
	TrailerTruncated: {StatePayload, "the input ends before what closes the frame", Failed, StateFailed},
	SkipMore:         {StateSkip, "the chunk ends before the frame does", NeedMore, StateSkip},
	SkipComplete:     {StateSkip, "the last byte of the frame has passed", Skipped, StateHeader},
	SkipMalformed:    {StateSkip, "the bytes that must close the frame are others", Failed, StateFailed},
	SkipTruncated:    {StateSkip, "the input ends inside the frame", Failed, StateFailed},
	ScanMore:         {StateScan, "the chunk ends before the message does", NeedMore, StateScan},
	ScanComplete:     {StateScan, "the end of the message is found", Message, StateScan},
	ScanTooLarge:     {StateScan, "the message is longer than the limit", Failed, StateFailed},
	ScanEnd:          {StateScan, "the input ends between two messages", End, StateClosed},
	ScanTruncated:    {StateScan, "the input ends inside a message", Failed, StateFailed},
	FailedAgain:      {StateFailed, "asked again after a failure", Failed, StateFailed},
	ClosedAgain:      {StateClosed, "asked again after the end", End, StateClosed},
}
