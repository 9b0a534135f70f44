package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is one of those that are compared.
type server struct {
	name    string
	shared  bool // one bell for all clients, so that a tick is one thing
	alone   bool // there is no lesson beside it
	command func(every time.Duration) []string
	env     []string // beside this program's own
}

// process is a server that runs.
type process struct {
	address string
	http    string // of the lesson; "" where there is none
	cmd     *exec.Cmd
	release func() // of what bounds it; nil for nothing
}

var addressPattern = regexp.MustCompile(`127\.0\.0\.1:\d+`)

func (s server) start(ctx context.Context, every time.Duration) (*process, error) {
	args := s.command(every)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), s.env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", s.name, err)
	}
	p := &process{cmd: cmd}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		switch address := addressPattern.FindString(lines.Text()); {
		case address == "":
			continue
		case strings.HasPrefix(lines.Text(), "lesson"):
			p.http = address
		default:
			p.address = address
		}
		if p.http != "" || s.alone {
			return p, nil
		}
	}
	cmd.Process.Kill()
	cmd.Wait()
	return nil, fmt.Errorf("%s did not say its address", s.name)
}

func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGKILL)
	p.cmd.Wait()
	if p.release != nil {
		p.release()
	}
}

// resident is the memory that the process has in RAM, in bytes.
func (p *process) resident() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("resident memory is known only on Linux: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("no VmRSS in /proc/%d/status", p.cmd.Process.Pid)
}
