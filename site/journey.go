package site

import (
	"fmt"
	"html/template"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/journey"
	"bufferbybuffer/site/network"
)

// scene is a journey that a question is asked about, or in which something is to be
// brought about. The TCP itself answers: which of the choices is right follows from what
// it did, and so does whether a goal is reached ([journey.Journey.Reached]).
type scene struct {
	Name, Title, Ask string
	Choices          []string // none where there is a goal
	Way              string   // to reach the goal: what to set
	Answer           int      // of the choices
	Why              string
	Link             template.URL // what stands behind the # of its address

	settings string
	answer   func(*journey.Journey) int
}

const (
	two   = "message: \"Welcome to the server!\"\nmessage: \"hello\"\n"
	three = "message: \"north\"\nmessage: \"east\"\nmessage: \"south\"\n"
)

// opening is what the page shows first: everything that can come between a send and a
// recv, in one picture.
const opening = two + "mss: 12\nlose: 2\nrecv: 16"

var scenes = []scene{
	{
		Name: "three-recvs", Title: "Make one send arrive in three recvs",
		Ask:      "The program hands both messages, 47 bytes, to the kernel with one send, and one recv(1024) returns them all. Change a setting below the figure, so that it takes three recvs.",
		Way:      "recv: 16",
		Why:      "A recv returns what is there, and no more than its buffer holds. How many sends that was has been forgotten on the way.",
		settings: two + "sends: all at once\nrecv: 1024",
	},
	{
		Name: "one-recv", Title: "Make three sends arrive in one recv",
		Ask:      "Three messages, a send for each, 30 ms apart, and a recv for each. Change a setting below the figure, so that one recv returns all three.",
		Way:      "start: 100",
		Why:      "All three were waiting in one queue. What is waiting comes out at once, and nothing in it says where a send ended.",
		settings: three + "gap: 30\nrecv: 1024",
	},
	{
		Name: "lost", Title: "Lose the second segment: which recv waits?",
		Ask:      "A segment holds eight bytes here, so there are six of them. The second is lost, the third arrives on time. Which recv has to wait until the second has been sent again?",
		Choices:  []string{"none: the third comes first", "the first one", "the second one", "one after that, which gets only the second"},
		Why:      "A stream has an order. What arrives too early waits in the kernel, and the program learns nothing of it: its recv just takes longer, and then gets everything at once.",
		settings: two + "mss: 8\nlose: 2\nrecv: 1024",
		answer: func(j *journey.Journey) int {
			third, second := j.Segments[2], j.Segments[1]
			for i, recv := range j.Recvs {
				if second.Start < recv.End && recv.At > third.Arrives {
					return min(i+1, 3)
				}
			}
			return 0
		},
	},
	{
		Name: "overtaken", Title: "A segment is overtaken",
		Ask:      "The second segment takes a longer way, and all that were sent after it overtake it. In which order does the program get the bytes?",
		Choices:  []string{"as they arrived", "as they were sent"},
		Why:      "The kernel puts them in order before anyone can look. That is TCP’s promise: the same bytes in the same order. It promises nothing about where they are cut, or when they come.",
		settings: two + "mss: 10\nlate: 2 by 30\nrecv: 1024",
		answer: func(j *journey.Journey) int {
			third, second := j.Segments[2], j.Segments[1]
			if third.Arrives < second.Arrives && recvOf(j, third.Start).At < recvOf(j, second.Start).At {
				return 0
			}
			return 1
		},
	},
	{
		Name: "nagle", Title: "Header and payload, a send for each",
		Ask:      "The header goes out with one send, the rest of the message, its payload, with another. Nagle’s algorithm lets a small segment leave only when all before it is acknowledged. The receiver may delay an acknowledgement by up to 40 ms. Nothing is lost, and the link takes 5 ms. When is the message complete?",
		Choices:  []string{"after 5 ms", "after 15 ms", "after 55 ms"},
		Why:      "Nagle’s algorithm, made to save small segments, keeps the payload back until the header is acknowledged. The receiver puts that off for 40 ms, hoping for something to send along with it. Each waits for the other. One send for both, or TCP_NODELAY, which switches the algorithm off, and the wait is gone.",
		settings: "message: \"Welcome to the server!\"\nsends: header and payload\nnagle: yes\ndelay: 5\nrecv: 1024",
		answer: func(j *journey.Journey) int {
			switch at := j.Recvs[len(j.Recvs)-1].At; {
			case at >= 55_000:
				return 2
			case at >= 15_000:
				return 1
			}
			return 0
		},
	},
	{
		Name: "full", Title: "The queue is full",
		Ask:      "The receiving program sleeps for 150 ms, and its kernel has room for 24 bytes. The sender has 47. How many have left it by the time of the first recv?",
		Choices:  []string{"none", "24", "all 47"},
		Why:      "The receiver says with every acknowledgement how much room is left, and the sender keeps to that. So a program that reads slowly slows down the one that sends; nothing is lost.",
		settings: two + "mss: 8\nqueue: 24\nstart: 150\nrecv: 16\npause: 20",
		answer: func(j *journey.Journey) int {
			for _, e := range j.Log {
				if e.What == journey.Returned {
					switch e.Out {
					case 0:
						return 0
					case 24:
						return 1
					}
					break
				}
			}
			return 2
		},
	},
	{
		Name: "localhost", Title: "Why did localhost never show it?",
		Ask:      "Both programs run on one machine, and there is time between two sends. What does each recv(1024) return?",
		Choices:  []string{"one message, whole", "whatever was waiting, several at once", "pieces of messages"},
		Why:      "So a program that takes each recv for a message passes every test on its author’s machine. It is only luck: the reader was back in recv before the next send.",
		settings: three + "delay: 0\ngap: 40\nrecv: 1024",
		answer: func(j *journey.Journey) int {
			whole := len(j.Recvs) == len(j.Messages)
			for i := 0; whole && i < len(j.Recvs); i++ {
				whole = j.Recvs[i].Span == j.Messages[i].Span
			}
			switch {
			case whole:
				return 0
			case len(j.Recvs) < len(j.Messages):
				return 1
			}
			return 2
		},
	},
	{
		Name: "show-it", Title: "Make localhost show it",
		Ask:      "Still one machine: 0 ms from end to end, and each recv(1024) returns one message, whole. Change a setting below the figure, so that one does not.",
		Way:      "pause: 100",
		Why:      "A busy reader, a smaller buffer or sends that follow each other closely are enough. So a test on one machine has to bring about what the network would.",
		settings: three + "delay: 0\ngap: 40\nrecv: 1024",
	},
}

// recvOf is the recv that returned a byte.
func recvOf(j *journey.Journey, offset int) journey.Call {
	for _, recv := range j.Recvs {
		if offset < recv.End {
			return recv
		}
	}
	return journey.Call{}
}

// travel runs what a text says.
func travel(text string) (*journey.Journey, error) {
	s, err := journey.Parse(text)
	if err != nil {
		return nil, err
	}
	return network.Run(s)
}

// addJourneys adds the page of journeys, and those that its questions are about.
func addJourneys(files map[string]file, add func(template string, p page) error) error {
	p := page{Path: "journey/", Title: "Journey", Styles: []string{"journey-style"}, Script: "journey"}
	p.About = "From send to recv, in time: where segments are cut, lost and put in order, what waits in the kernel, and why a recv returns what it returns."
	j, err := travel(opening)
	if err != nil {
		return err
	}
	p.Journey = figure.NewJourney(j)
	for _, s := range scenes {
		j, err := travel(s.settings)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Name, err)
		}
		if s.answer != nil {
			s.Answer = s.answer(j)
		}
		s.Link = template.URL(figure.JourneyLink(j.Settings))
		files["journeys/"+s.Name+".json"] = newFile(s.Name+".json", figure.NewJourney(j).AppendJSON(nil))
		p.Scenes = append(p.Scenes, s)
	}
	return add("journey.html", p)
}

// journeyIsland is a journey's JSON in a script element; see island.
func journeyIsland(j *figure.Journey) template.HTML {
	return template.HTML(`<script type="application/json">` + string(j.AppendJSON(nil)) + `</script>`)
}

// journeyRow is a row of the table that a journey is without scripts.
type journeyRow struct {
	figure.JourneyStep
	At, Waiting string
	Out         int
}

func journeyRows(j *figure.Journey) []journeyRow {
	rows := make([]journeyRow, len(j.Steps))
	for i, s := range j.Steps {
		rows[i] = journeyRow{s, j.At(i), j.Waiting(i), j.Out(i)}
	}
	return rows
}
