package judge

import (
	"testing"

	"bufferbybuffer/core"
)

// TestComplaint: who ends with an error at a frame cut short, and quotes what had come of
// it, has not taken that for a message; who goes on has.
func TestComplaint(t *testing.T) {
	messages := []Message{{[]byte(`"one", "one"`), []string{"one"}}, {[]byte(`"two", "two"`), []string{"two"}}}
	series, err := NewSeries(core.Decimal(10), 1000, messages[0].Payload, messages[1].Payload)
	if err != nil {
		t.Fatal(err)
	}
	habits := NewHabits(messages, series, Shown{Seen: []int{0, 1}, End: Returned})
	session := NewSession(series, Options{Schedules: -1, Ends: All})
	tried := false
	session.Run(func(c Case) Outcome {
		if c.Name == "the end before the last byte" { // the payload is there, but for its last quote
			tried = true
			complains := habits.Outcome(c, Shown{Seen: []int{0, 1}, End: Failed, After: -1})
			if fault := Weigh(c, complains); fault != nil {
				t.Errorf("who complains is told: %v", fault)
			}
			silent := habits.Outcome(c, Shown{Seen: []int{0, 1}, End: Returned, After: -1})
			if fault := Weigh(c, silent); fault == nil {
				t.Error("who takes it for a message is believed")
			}
		}
		return Outcome{Messages: c.Want, End: Failed}
	})
	if !tried {
		t.Error("no such end was tried")
	}
}
