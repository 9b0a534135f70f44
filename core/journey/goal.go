package journey

// Reached names what a journey has brought about, of what a learner may be asked to:
// see the questions of site/journey.go.
func (j *Journey) Reached() (goals []string) {
	sends, recvs := len(j.Sends), len(j.Recvs)
	if sends == 1 && recvs == 3 {
		goals = append(goals, "three-recvs")
	}
	if sends == 3 && recvs == 1 {
		goals = append(goals, "one-recv")
	}
	if s := &j.Settings; !j.Live && s.Delay == 0 && s.Rate == 0 && sends == len(j.Messages) && !j.whole() {
		goals = append(goals, "show-it")
	}
	return goals
}

// whole reports whether each recv returned one message, whole.
func (j *Journey) whole() bool {
	if len(j.Recvs) != len(j.Messages) {
		return false
	}
	for i, m := range j.Messages {
		if j.Recvs[i].Span != m.Span {
			return false
		}
	}
	return true
}
