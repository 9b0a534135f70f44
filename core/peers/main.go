// Command peers measures core against other ways to read framed messages, and
// against what bounds them all, and prints one table.
//
//	go run .                  native and js/wasm (needs node)
//	go run . -wasm=false      native only
//
// Every contender takes the same messages, one at a time, from the same bytes, cut
// in the same chunks, and adds up their lengths. A Decoder is fed the chunks as
// they lie in memory; Reader and the peers read them through an io.Reader that
// copies one chunk a Read, as a socket does. Peers are given what makes them
// fastest here: buffers of the largest chunk, and buffers that are used again.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
)

func main() {
	var b bench
	flag.IntVar(&b.rounds, "rounds", 40, "how often each contender runs; figures are the least")
	flag.IntVar(&b.mib, "mib", 8, "size of each stream in `MiB`")
	flag.StringVar(&b.only, "only", "", "leave out the cells whose `description` does not hold this")
	wasm := flag.Bool("wasm", true, "measure js/wasm too, under node")
	raw := flag.Bool("json", false, "print the results as JSON instead of a table")
	flag.Parse()
	if err := b.run(*wasm, *raw); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// bench is what is measured here and, with the same flags, under node.
type bench struct {
	rounds, mib int
	only        string
}

func (b bench) run(wasm, raw bool) error {
	results, err := b.here()
	if err != nil {
		return err
	}
	if raw {
		return json.NewEncoder(os.Stdout).Encode(results)
	}
	if wasm {
		list, err := b.underNode()
		if err != nil {
			return fmt.Errorf("js/wasm under node: %w (-wasm=false leaves it out)", err)
		}
		results = append(results, list...)
	}
	fmt.Printf("%s %s/%s, %d processors; least of %d runs over streams of %d MiB; processor time\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.rounds, b.mib)
	return printTable(results)
}

func (b bench) here() (results []result, err error) {
	where := "native"
	if runtime.GOOS == "js" {
		where = "js/wasm"
	}
	for _, c := range cells() {
		if !strings.Contains(c.String(), b.only) {
			continue
		}
		fmt.Fprintln(os.Stderr, where, c)
		list, err := measure(where, c, b.rounds, b.mib<<20)
		if err != nil {
			return nil, err
		}
		results = append(results, list...)
	}
	return results, nil
}

// underNode runs this same program, compiled to js/wasm.
func (b bench) underNode() ([]result, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	node := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec")
	cmd := exec.Command("go", "run", "-exec", node, ".",
		"-json", "-rounds", fmt.Sprint(b.rounds), "-mib", fmt.Sprint(b.mib), "-only", b.only)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var results []result
	return results, json.NewDecoder(bytes.NewReader(out)).Decode(&results)
}

// printTable prints a row for each cell: the best peer, and how many times as fast ours
// are, with what they miss of the goals.
func printTable(results []result) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tbest peer\tns\tMessages ×\tReader ×\tEvents ×\tMessages ÷ walk\tof memcpy\t")
	met, missed := 0, 0
	mark := func(r result) string {
		text := fmt.Sprintf("%.2f", r.Peer)
		switch {
		case r.Allocs >= 0.01:
			text += fmt.Sprintf(" MISSED: %.2f allocations", r.Allocs)
			missed++
		case r.Peer < goals[r.Contender]-noise:
			text += " MISSED"
			missed++
		default:
			met++
		}
		return text
	}
	for len(results) > 0 {
		cell := map[string]result{}
		n := 0
		for n < len(results) && results[n].Cell == results[0].Cell && results[n].Where == results[0].Where {
			cell[results[n].Contender] = results[n]
			n++
		}
		best := results[0].Best
		m := cell["Decoder.Messages"]
		fmt.Fprintf(w, "%s, %s\t%s\t%.1f\t%s\t%s\t%s\t%.2f\t%.2f\t\n", m.Where, m.Cell, best, cell[best].Ns,
			mark(m), mark(cell["Reader.ReadMessage"]), mark(cell["Decoder.Events"]), m.Walk, m.Memcpy)
		results = results[n:]
	}
	fmt.Fprintf(w, "\n%d of %d goals met: Messages and Reader ahead of the best peer, Events at 0.8 of it, no allocations (noise: %.2f)\n", met, met+missed, noise)
	return w.Flush()
}
