//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	wholeJury = flag.Bool("jury", false, "judge all loops of the jury in all languages, not a few")
	busy      = flag.Bool("busy", false, "keep the processors busy meanwhile")
)

// jurors are the loops in testdata/jury, and what is known of each.
var jurors = []struct {
	loop   string
	layout string // "": the tutorial's
	breaks string // the smallest schedule that breaks it; "": it survives
	ends   string // what the end of the stream brings it to; "": nothing
	in     string // the languages that it is written in
	quick  string // those in which it is judged every time
}{
	{"one_recv", "", "in one chunk", "", "py js go c", "c"},
	{"two_recvs", "", "1, then the rest", "", "py go c", "go"},
	{"short_header", "", "1, then the rest", "", "py js go c", "py"},
	{"equals", "", "in one chunk", "", "py js go c", "js"},
	{"short_read", "", "in one chunk", "", "py go c", ""},
	{"separator", "netstring", "1, then the rest", "", "py js go", ""},
	{"until_it_parses", `delimiter "\n"`, "in one chunk", "", "py js go", ""},
	{"sleep", "", "in one chunk", "", "py js go", ""},
	{"decode_chunks", "", "17, then the rest", "", "py js", "py"},
	{"spin", "", "", "spins", "py go c", "c"},
	{"exact", "", "", "", "py js go c", "go"},
	{"carry_over", "", "", "", "py js", ""},
	{"makefile", "", "", "", "py", ""},
	{"streams", "", "", "", "py", ""},
	{"buffered", "", "", "", "go", ""},
	{"wait_for_all", "", "", "", "c", "c"},
}

// TestJury: wrong loops are convicted, by the schedule that is known to break them,
// and right ones are acquitted; however busy the machine is.
func TestJury(t *testing.T) {
	t.Parallel()
	if *busy {
		for range 6 {
			loop := exec.Command("sh", "-c", "while :; do :; done")
			if err := loop.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { loop.Process.Kill(); loop.Wait() }()
		}
	}
	commands := juryCommands(t)
	for _, juror := range jurors {
		languages := juror.quick
		if *wholeJury {
			languages = juror.in
		}
		for _, language := range strings.Fields(languages) {
			t.Run(juror.loop+"."+language, func(t *testing.T) {
				command := commands[language]
				if command == nil {
					t.Skipf("there is nothing here to run .%s with", language)
				}
				args := []string{"judge", "-json", "-schedules", "10", "-ends", "2", "-search", "60", "-for", "5m"}
				if *wholeJury {
					args = []string{"judge", "-json", "-schedules", "40", "-ends", "4", "-for", "10m"}
				}
				if juror.layout != "" {
					args = append(args, "-layout", juror.layout)
				}
				report, text := judged(t, slices.Concat(args, []string{"--"}, command, []string{juror.loop, "{host}", "{port}"})...)
				if report.Messages != report.Shown {
					t.Errorf("with one frame in each chunk it shows %d of %d messages", report.Shown, report.Messages)
				}
				if !report.Forced || !report.InTime {
					t.Errorf("forced: %t (%s), in time: %t", report.Forced, report.Why, report.InTime)
				}
				want := "survives"
				if juror.breaks != "" {
					want = "breaks: " + juror.breaks
				}
				if got := report.Chunking.String(); got != want {
					t.Errorf("the chunking: %s, want %s\n%s", got, want, text)
				}
				for _, broken := range report.Ends.Broken {
					if (broken.How == "spins") != (juror.ends == "spins") || juror.breaks == "" && juror.ends == "" {
						t.Errorf("the ends: %s: %s\n%s", broken.Name, broken.What, text)
					}
				}
				if juror.ends != "" && report.Ends.Decision != "breaks" {
					t.Errorf("the ends: %s", report.Ends.Decision)
				}
			})
		}
	}
}

// judgement is a report as judge -json writes it.
type judgement struct {
	Verdict, Why, Kind, Address string
	Status, Messages, Shown     int
	Forced, InTime              bool
	Chunking, Ends              finding
}

type finding struct {
	Decision, Why string
	Smallest      bool
	Broken        []struct{ Name, Schedule, How, What, Printed, Corpus, Link string }
}

func (f finding) String() string {
	if len(f.Broken) == 0 {
		return f.Decision
	}
	return f.Decision + ": " + f.Broken[0].Schedule
}

// judged runs the program with these arguments, the first of which is judge, and
// -json among them.
func judged(t *testing.T, args ...string) (report judgement, text string) {
	t.Helper()
	status, stdout, stderr := runLong(t, args...)
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v: status %d, %v\n%s%s", args, status, err, stdout, stderr)
	}
	if report.Status != status {
		t.Errorf("the exit status is %d, the report says %d", status, report.Status)
	}
	return report, stdout
}

// runLong is run, for what takes its time.
func runLong(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, native(t), args...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), complaints.String()
}

// juryCommands are how to run the jury in each language that there is here.
func juryCommands(t *testing.T) map[string][]string {
	t.Helper()
	commands := make(map[string][]string)
	add := func(language string, command ...string) {
		if path, err := exec.LookPath(command[0]); err == nil {
			command[0] = path
			commands[language] = command
		}
	}
	if _, err := exec.LookPath("python3"); err == nil {
		add("py", findPython(t), "testdata/jury/jury.py")
	}
	add("js", "node", "testdata/jury/jury.js")
	dir := t.TempDir()
	compile := func(language string, command ...string) {
		program := filepath.Join(dir, "jury-"+language)
		if _, err := exec.LookPath(command[0]); err != nil {
			return
		}
		source := "testdata/jury/jury." + language
		if out, err := exec.Command(command[0], append(command[1:], "-o", program, source)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, out)
		}
		add(language, program)
	}
	compile("c", "cc", "-O1", "-Wall", "-Werror")
	compile("go", "go", "build")
	return commands
}
