package gateway

import "time"

// protocol is the version that hello announces; see docs/protocol.md.
const protocol = 1

// The reports: what the gateway says beside the bytes, each as one text
// message. Times are milliseconds since the session began.
type (
	hello struct {
		Type     string  `json:"type"` // "hello"
		Protocol int     `json:"protocol"`
		Server   string  `json:"server"` // the two ends of the TCP connection
		Client   string  `json:"client"`
		Layout   string  `json:"layout"`
		Limit    int     `json:"limit"`
		Buffer   int     `json:"buffer"`
		Pace     string  `json:"pace"`
		MSS      int     `json:"mss,omitempty"`
		Cut      string  `json:"cut"`
		Pause    string  `json:"pause"`
		Gather   int     `json:"gather"`
		Every    string  `json:"every,omitempty"`
		Words    string  `json:"words,omitempty"`
		Began    float64 `json:"began"` // seconds since 1970
	}

	// chunkReport goes just before the binary message that it is about.
	chunkReport struct {
		Type     string   `json:"type"`   // "chunk"
		Chunk    int      `json:"chunk"`  // 0 for the first
		Offset   int64    `json:"offset"` // in the stream, of its first byte
		Length   int      `json:"length"`
		At       millis   `json:"at"` // when recv returned
		Queued   *int     `json:"queued,omitempty"`
		Segments *int64   `json:"segments,omitempty"` // that arrived since the chunk before
		Sends    []int64  `json:"sends,omitempty"`    // ends of the writes made since then
		Sent     []millis `json:"sent,omitempty"`     // when each was made
	}

	// closing is the last report of every session.
	closing struct {
		Type   string   `json:"type"` // "end"
		How    string   `json:"how"`  // closed or cutOff
		Why    string   `json:"why"`
		At     millis   `json:"at"`
		Chunks int      `json:"chunks"`
		Bytes  int64    `json:"bytes"`
		Sends  []int64  `json:"sends,omitempty"`
		Sent   []millis `json:"sent,omitempty"`
	}

	refusal struct {
		Type string `json:"type"` // "refused"
		Why  string `json:"why"`
	}
)

// How a session's stream ended, in the words of a corpus file.
const (
	closed = "closed"  // by the sender, after its last byte
	cutOff = "cut off" // anything else: there may have been more
)

// millis is a time within a session, to the microsecond.
type millis float64

func since(began time.Time) millis { return sinceAt(began, time.Now()) }

func sinceAt(began, at time.Time) millis {
	return millis(at.Sub(began).Microseconds()) / 1000
}
