package subject

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// tree is the processes that a run consists of: the one that was started, and all
// that came of it. Who leaves the family (a daemon forks twice) is known by a mark
// in its environment.
type tree struct {
	root int    // 0 once it has ended and was waited for
	mark string // "NAME=value"
}

// Adopt makes this process the parent of whoever lost his own, further down: so
// that daemons can be found and ended.
func Adopt() { unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }

// pids returns the processes that are there now.
func (t tree) pids() []int {
	if state, _ := stat(proc(t.root)); state == 0 || state == 'Z' {
		return withChildren(t.orphans())
	}
	return withChildren([]int{t.root})
}

// all returns the processes that are there now, those too that a list of children
// lacks: the kernel may skip some while others of it end.
func (t tree) all() []int {
	list := t.orphans()
	if t.root != 0 {
		list = append(list, t.root)
	}
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil && pid != os.Getpid() && t.marked(pid) {
			list = append(list, pid)
		}
	}
	slices.Sort(list)
	return withChildren(slices.Compact(list))
}

// orphans are those of the tree whose parents have ended.
func (t tree) orphans() (list []int) {
	for _, orphan := range children(os.Getpid()) {
		if orphan != t.root && t.marked(orphan) {
			list = append(list, orphan)
		}
	}
	return list
}

// withChildren adds to a list of processes all that came of them.
func withChildren(list []int) []int {
	for i := 0; i < len(list); i++ {
		for _, child := range children(list[i]) {
			if !slices.Contains(list, child) {
				list = append(list, child)
			}
		}
	}
	return list
}

func proc(pid int) string { return "/proc/" + strconv.Itoa(pid) }

func children(pid int) (list []int) {
	for _, task := range tasks(pid) {
		content, _ := os.ReadFile(task + "/children")
		for _, field := range strings.Fields(string(content)) {
			if child, err := strconv.Atoi(field); err == nil {
				list = append(list, child)
			}
		}
	}
	return list
}

// tasks are the threads of a process, as folders.
func tasks(pid int) (list []string) {
	folder, err := os.Open(proc(pid) + "/task")
	if err != nil {
		return nil
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(-1)
	for _, name := range names {
		list = append(list, folder.Name()+"/"+name)
	}
	return list
}

func (t tree) marked(pid int) bool {
	environment, err := os.ReadFile(proc(pid) + "/environ")
	return err == nil && bytes.Contains(environment, []byte(t.mark))
}

// clockTick is the unit of processor time in /proc: USER_HZ, which is 100 on all
// systems that Go runs on.
const clockTick = 10 * time.Millisecond

func (t tree) look() (a activity) {
	page := int64(os.Getpagesize())
	for _, pid := range t.pids() {
		alive := false
		for _, task := range tasks(pid) {
			state, fields := stat(task)
			if state == 0 || state == 'Z' || state == 'X' {
				continue
			}
			alive = true
			a.running = a.running || state != 'S' && state != 'I' && state != 'T' && state != 't'
			for _, field := range fields[11:13] { // utime, stime
				ticks, _ := strconv.ParseInt(field, 10, 64)
				a.cpu += time.Duration(ticks) * clockTick
			}
			a.switches += switches(task)
		}
		if !alive {
			continue
		}
		a.processes++
		if content, err := os.ReadFile(proc(pid) + "/statm"); err == nil {
			if fields := strings.Fields(string(content)); len(fields) > 1 {
				pages, _ := strconv.ParseInt(fields[1], 10, 64)
				a.memory += pages * page
			}
		}
	}
	return a
}

// stat returns the state of a thread, and the fields after its name, of which the
// state is the first.
func stat(task string) (state byte, fields []string) {
	content, err := os.ReadFile(task + "/stat")
	if err != nil {
		return 0, nil
	}
	end := bytes.LastIndexByte(content, ')') // a name may hold anything
	if fields = strings.Fields(string(content[end+1:])); len(fields) < 13 {
		return 0, nil
	}
	return fields[0][0], fields
}

func switches(task string) (n uint64) {
	content, _ := os.ReadFile(task + "/status")
	for line := range strings.Lines(string(content)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.HasSuffix(name, "ctxt_switches") {
			count, _ := strconv.ParseUint(strings.TrimSpace(value), 10, 64)
			n += count
		}
	}
	return n
}

// dying is how long what was killed may take to be gone, on a busy machine.
const dying = time.Minute

// end ends all of it, and returns when nothing is left.
func (t tree) end() {
	var ended []int
	for deadline := time.Now().Add(dying); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		left := false
		for _, pid := range t.all() {
			if kill(pid) {
				left = true // it is looked at again until it is gone
				ended = append(ended, pid)
			}
		}
		if !left {
			break
		}
	}
	// Whose parents ended first are this process's to bury; the root's end is
	// waited for elsewhere.
	slices.Sort(ended)
	for _, pid := range slices.Compact(ended) {
		if pid != t.root {
			unix.Wait4(pid, nil, unix.WNOHANG, nil)
		}
	}
}

// kill reports whether there was something to kill.
func kill(pid int) bool {
	switch state, _ := stat(proc(pid)); state {
	case 0, 'X', 'Z':
		return false
	}
	return syscall.Kill(pid, syscall.SIGKILL) == nil
}

// sockets returns the inodes of all sockets that the tree has open.
func (t tree) sockets() map[string]bool {
	inodes := make(map[string]bool)
	for _, pid := range t.pids() {
		fds, _ := filepath.Glob(proc(pid) + "/fd/*")
		for _, fd := range fds {
			if target, err := os.Readlink(fd); err == nil {
				if inode, ok := strings.CutPrefix(target, "socket:["); ok {
					inodes[strings.TrimSuffix(inode, "]")] = true
				}
			}
		}
	}
	return inodes
}
