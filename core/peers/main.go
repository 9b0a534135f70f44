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
	flag.IntVar(&b.rounds, "rounds", 8, "how often each contender runs in each layout of the program; figures are the least")
	flag.IntVar(&b.mib, "mib", 8, "size of each stream in `MiB`")
	flag.StringVar(&b.only, "only", "", "leave out the cells whose `description` does not hold this")
	wasm := flag.Bool("wasm", true, "measure js/wasm too, under node")
	raw := flag.Bool("json", false, "measure this build only, and print the results as JSON")
	flag.Parse()
	if err := b.run(*wasm, *raw); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// bench is what is measured here and, with the same flags, in other builds.
type bench struct {
	rounds, mib int
	only        string
}

// layouts is how many builds are measured of the native program, each with its
// functions in another order. Where a loop happens to lie can double what it costs; it
// is nobody's merit.
const layouts = 3

func (b bench) run(wasm, raw bool) error {
	if raw {
		results, err := b.here()
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(results)
	}
	var results []result
	for i := range layouts {
		list, err := b.build(nil, b.rounds, fmt.Sprintf("-ldflags=-randlayout=%d", i+1))
		if err != nil {
			return err
		}
		if results == nil {
			results = list
		}
		for i := range list {
			results[i].Ns = min(results[i].Ns, list[i].Ns)
		}
	}
	if wasm {
		list, err := b.underNode()
		if err != nil {
			return fmt.Errorf("js/wasm under node: %w (-wasm=false leaves it out)", err)
		}
		results = append(results, list...)
	}
	fmt.Printf("%s %s/%s, %d processors; least of %d runs over streams of %d MiB; processor time\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), layouts*b.rounds, b.mib)
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

// underNode measures a build for js/wasm, in which the engine orders functions.
func (b bench) underNode() ([]result, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	node := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec")
	return b.build([]string{"GOOS=js", "GOARCH=wasm"}, layouts*b.rounds, "-exec", node)
}

// build measures another build of this program.
func (b bench) build(env []string, rounds int, flags ...string) (results []result, err error) {
	args := append(append([]string{"run"}, flags...), ".", "-json",
		"-rounds", fmt.Sprint(rounds), "-mib", fmt.Sprint(b.mib), "-only", b.only)
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	return results, json.NewDecoder(bytes.NewReader(out)).Decode(&results)
}

// printTable prints a row for each cell: the best peer, and how many times as fast ours
// are, with what they miss of the goals.
func printTable(results []result) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tbest peer\tns\tMessages ×\tReader ×\tEvents ×\tMessages ÷ walk\tof memcpy\t")
	met, missed := 0, 0
	for len(results) > 0 {
		var best result
		cell := map[string]result{}
		n := 0
		for ; n < len(results) && results[n].Cell == results[0].Cell && results[n].Where == results[0].Where; n++ {
			r := results[n]
			cell[r.Contender] = r
			if r.Kind == peer && (best.Ns == 0 || r.Ns < best.Ns) {
				best = r
			}
		}
		mark := func(contender string) string {
			r := cell[contender]
			times := best.Ns / r.Ns
			text := fmt.Sprintf("%.2f", times)
			switch {
			case r.Allocs >= 0.01:
				text += fmt.Sprintf(" MISSED: %.2f allocations", r.Allocs)
				missed++
			case times < goals[contender]-noise:
				text += " MISSED"
				missed++
			default:
				met++
			}
			return text
		}
		messages := cell["Decoder.Messages"].Ns
		fmt.Fprintf(w, "%s, %s\t%s\t%.1f\t%s\t%s\t%s\t%.2f\t%.2f\t\n", best.Where, best.Cell, best.Contender, best.Ns,
			mark("Decoder.Messages"), mark("Reader.ReadMessage"), mark("Decoder.Events"),
			messages/cell["header walk"].Ns, cell["memcpy"].Ns/messages)
		results = results[n:]
	}
	fmt.Fprintf(w, "\n%d of %d goals met: Messages and Reader ahead of the best peer, Events at 0.8 of it, no allocations (noise: %.2f)\n", met, met+missed, noise)
	return w.Flush()
}
