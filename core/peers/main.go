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
	flag.IntVar(&b.rounds, "rounds", 25, "how often each contender runs; figures are medians")
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
	fmt.Printf("%s %s/%s, %d processors; medians of %d rounds over streams of %d MiB; processor time\n",
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

// printTable prints the results, and for each target whether it is met.
func printTable(results []result) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\t\tns a message\t× best peer\t÷ walk\tof memcpy\tallocations\ttargets")
	cells := map[string]int{}
	met, missed := 0, 0
	for _, r := range results {
		title := r.Where + ", " + r.Cell.String()
		if cells[title]++; cells[title] == 1 {
			fmt.Fprintf(w, "\t\n%s\n", title)
		}
		var verdicts []string
		for _, t := range targets() {
			if t.where != r.Where || t.contender != r.Contender || t.cell != r.Cell {
				continue
			}
			if t.met(r) {
				met++
				verdicts = append(verdicts, t.text+": met")
			} else {
				missed++
				verdicts = append(verdicts, t.text+": MISSED")
			}
		}
		if r.Ours && r.Allocs >= 0.01 {
			missed++
			verdicts = append(verdicts, "no allocation: MISSED")
		}
		fmt.Fprintf(w, "\t%s\t%.1f\t%.2f\t%.2f\t%.2f\t%.2f\t%s\n", r.Contender, r.Ns, r.Peer, r.Walk, r.Memcpy, r.Allocs, strings.Join(verdicts, "; "))
	}
	fmt.Fprintf(w, "\n%d targets met, %d missed\n", met, missed)
	return w.Flush()
}
