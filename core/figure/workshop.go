package figure

import (
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/workshop"
)

// AppendCases appends cases as JSON, as whoever runs a program needs them.
func AppendCases(b []byte, cases []judge.Case) []byte {
	w := writer{b}
	w.open('[')
	for _, c := range cases {
		writeCase(w.item(), c)
	}
	w.close(']')
	return w.b
}

func writeCase(w *writer, c judge.Case) {
	w.open('{')
	w.key("id").int(c.ID)
	w.key("stream").hex(c.Stream)
	w.key("cuts").ints(c.Cuts)
	w.key("open").bool(c.Ending == trace.Open)
	w.close('}')
}

// AppendReport appends what a run has come to as JSON.
func AppendReport(b []byte, r workshop.Report) []byte {
	w := writer{b}
	w.open('{')
	w.key("over").bool(r.Over)
	w.key("passed").bool(r.Passed)
	w.key("done").int(r.Done)
	w.key("total").int(r.Total)
	w.key("tried").int(r.Tried)
	w.key("survived").int(r.Survived)
	w.key("score").string(r.Score)
	w.key("say").string(r.Say)
	w.key("which").string(r.Which)
	w.key("parts").open('[')
	for _, p := range r.Parts {
		w.item().open('{')
		w.key("name").string(p.Name)
		w.key("asked").bool(p.Asked)
		w.key("right").bool(p.Right)
		w.key("say").string(p.Say)
		w.key("list").strings(p.List)
		w.close('}')
	}
	w.close(']')
	if p := r.Breaker; p != nil {
		w.key("breaker").open('{')
		writeCase(w.key("case"), p.Case)
		w.key("say").string(p.Say)
		w.key("sure").string(p.Sure)
		w.key("text").string(p.File.Text())
		w.key("step").int(p.Step)
		w.key("want").strings(p.Want)
		w.key("printed").strings(p.Printed)
		w.key("more").int(p.More)
		w.key("line").int(p.Line)
		w.close('}')
	}
	w.close('}')
	return w.b
}

func (w *writer) strings(list []string) {
	w.open('[')
	for _, s := range list {
		w.item().string(s)
	}
	w.close(']')
}
