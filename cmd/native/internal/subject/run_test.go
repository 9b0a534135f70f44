//go:build linux

package subject

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bufferbybuffer/core"
	"bufferbybuffer/core/judge"
)

// trialOf is a run with the messages "hello" and "world!", one frame in each chunk.
func trialOf(t *testing.T, layout core.Layout) Trial {
	t.Helper()
	kind, err := FromLines("hello\nworld!\n")
	if err != nil {
		t.Fatal(err)
	}
	series, err := kind.Series(layout)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := judge.NewSession(series, judge.Options{}).Next()
	return Trial{Case: c, Series: series, Messages: kind.Messages, Expected: []int{0, 1}, ToTheEnd: true, Patience: AtFirst}
}

var roomy = Bounds{Memory: 1 << 30, Output: 1 << 20, Processes: 50}

// lines reads lines and prints them; what it is judged in is a shell.
func shell(script string) *Program {
	return &Program{Args: []string{"sh", "-c", script}, Role: Filter, Bounds: roomy}
}

// TestEndings: what became of a program is seen, whatever it does.
func TestEndings(t *testing.T) {
	tests := []struct {
		name, script string
		shown        int
		end          judge.End
		partly       bool
	}{
		{"reads all", `while read -r line; do echo "$line"; done`, 2, judge.Returned, false},
		{"fails", `while read -r line; do echo "$line"; done; exit 3`, 2, judge.Failed, false},
		{"is killed", `while read -r line; do echo "$line"; done; kill -SEGV $$`, 2, judge.Died, false},
		{"ends after the first", `read -r line; echo "$line"`, 1, judge.Returned, true},
		{"waits after the end", `cat; sleep 1000`, 2, judge.Waiting, false},
		{"spins at the end", `cat; while :; do :; done`, 2, judge.Spinning, false},
		{"never reads", `sleep 1000`, 0, judge.Stuck, true},
		{"floods", `while :; do echo and on and on and on and on and on; done`, 0, judge.Died, true},
		{"ends at once", `exit 0`, 0, judge.Returned, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			trial := trialOf(t, core.Delimiter("\n"))
			trial.Patience = Patience{Quiet: time.Second, Dull: 4 * time.Second, Busy: time.Second}
			res := shell(test.script).Run(t.Context(), trial)
			if res.Cannot != nil {
				t.Fatal(res.Cannot)
			}
			if len(res.Seen) != test.shown || res.End != test.end || res.Partly != test.partly {
				t.Errorf("shows %d, %v, partly: %t; want %d, %v, %t\n%s", len(res.Seen), res.End, res.Partly, test.shown, test.end, test.partly, res.Output)
			}
		})
	}
}

// TestEverythingEnds: nothing that was started is left, wherever it has got to; and
// nothing else is touched.
func TestEverythingEnds(t *testing.T) {
	Adopt()
	bystander := exec.Command("sleep", "1000")
	if err := bystander.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { bystander.Process.Kill(); bystander.Wait() }()
	notes := t.TempDir()
	script := `
		note() { echo $1 > ` + notes + `/$2; }
		sleep 1000 & note $! child
		(sleep 1000 & note $! grandchild; wait) &
		setsid sh -c 'sleep 1000 & echo $! > ` + notes + `/daemon' &
		while [ ! -s ` + notes + `/daemon ]; do sleep 0.01; done
		while read -r line; do echo "$line"; done`
	res := shell(script).Run(t.Context(), trialOf(t, core.Delimiter("\n")))
	if res.Cannot != nil || len(res.Seen) != 2 {
		t.Fatalf("%v\n%s", res.Cannot, res.Output)
	}
	files, _ := filepath.Glob(notes + "/*")
	if len(files) != 3 {
		t.Fatalf("%d notes, want 3", len(files))
	}
	for _, name := range files {
		content, _ := os.ReadFile(name)
		pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
		if err != nil {
			t.Fatal(err)
		}
		if state, _ := stat(proc(pid)); state != 0 && state != 'Z' {
			t.Errorf("the %s still runs", filepath.Base(name))
		}
	}
	if state, _ := stat(proc(bystander.Process.Pid)); state == 0 || state == 'Z' {
		t.Error("a bystander was ended")
	}
}

// TestGivenUp: when nobody wants to know any more, the program ends at once.
func TestGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	trial := trialOf(t, core.Delimiter("\n"))
	trial.Patience = Patience{Quiet: time.Hour, Dull: time.Hour, Busy: time.Hour}
	if res := shell("sleep 1000").Run(ctx, trial); res.Cannot == nil {
		t.Errorf("it came to something: %+v", res)
	}
}

// TestPlaceholders: a program is told where to connect to.
func TestPlaceholders(t *testing.T) {
	t.Setenv("WHERE", "tcp://{addr}")
	trial := trialOf(t, core.Decimal(10))
	p := &Program{Args: []string{"sh", "-c", `echo "$0 $1 $WHERE"`, "{host}", "{port}"}, Bounds: roomy}
	if !p.Told() {
		t.Error("it is not told")
	}
	res := p.Run(t.Context(), trial)
	if res.Cannot == nil {
		t.Fatal("it has connected")
	}
	words := strings.Fields(string(res.Output))
	if len(words) != 3 || words[2] != "tcp://"+net.JoinHostPort(words[0], words[1]) {
		t.Errorf("it was told %q", words)
	}
	if !strings.Contains(res.Cannot.Error(), "it did not connect to 127.0.0.1:") || !strings.Contains(res.Cannot.Error(), "its last words: 127.0.0.1 ") {
		t.Errorf("%v", res.Cannot)
	}
}
