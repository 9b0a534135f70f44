package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// A siege holds the server to the sums of docs/deploy.md.
func TestSumsAreTheDocumented(t *testing.T) {
	text, err := os.ReadFile("../../../docs/deploy.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.ReplaceAll(string(text), ",", "")
	all := places{clients: 1024, sessions: 256, http: 1024}
	for _, want := range []string{
		fmt.Sprintf("| 1024 | %d MiB |", (places{clients: all.clients}.memory()-places{}.memory())>>20),
		fmt.Sprintf("| 256 | %d MiB |", (places{sessions: all.sessions}.memory()-places{}.memory())>>20),
		fmt.Sprintf("| 1024 | %d MiB |", (places{http: all.http}.memory()-places{}.memory())>>20),
		fmt.Sprintf("| the pages and the program | | | %d MiB |", places{}.memory()>>20),
		fmt.Sprintf("\n%.1f GiB ", float64(all.memory())/(1<<30)),
		fmt.Sprintf("being\nturned away: %d;", all.descriptors()),
		fmt.Sprintf("MemoryMax=%dM\n", unitMemory>>20),
		"Environment=" + unitHeap + "\n",
	} {
		if !strings.Contains(doc, want) {
			t.Errorf("docs/deploy.md does not say %q", want)
		}
	}
}
