package contrast_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// open parses a corpus file.
func open(t *testing.T, name string) *trace.File {
	t.Helper()
	text, err := corpus.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := trace.ParseFile(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestAll: every decoder is described, stands in Python, and has a corpus file of
// its name with a schedule that breaks it. None with fewer cuts does.
func TestAll(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range contrast.All() {
		t.Run(d.Name, func(t *testing.T) {
			if seen[d.Name] {
				t.Error("there are two of that name")
			}
			seen[d.Name] = true
			if d.Title == "" || d.Bug == "" || d.Belief == "" || d.Source() == "" {
				t.Errorf("something is missing: %+v", d)
			}
			f := open(t, "contrast-"+d.Name)
			if f.Decoder != d.Name {
				t.Fatalf("its corpus file is about %s", f.Decoder)
			}
			wrong := runFile(t, f)
			right := f.Run(f.NewDecoder())
			if _, differ := contrast.Compare(right, wrong); !differ {
				t.Error("the schedule of its corpus file does not break it")
			}
			cuts := len(f.Schedule.Ends(len(f.Stream))) - 1
			if cuts == 0 {
				return
			}
			s, err := contrast.NewSurvey(f, cuts-1)
			if err != nil {
				t.Fatal(err)
			}
			s.Step(1 << 20)
			if breaker, ok := s.Breaker(); ok {
				t.Errorf("%q breaks it too, with fewer cuts", breaker)
			}
		})
	}
}

func TestNew(t *testing.T) {
	names := []string{trace.Core}
	for _, d := range contrast.All() {
		names = append(names, d.Name)
	}
	tests := []struct {
		name   string
		layout core.Layout
		want   string // of the error; "" for none
	}{
		{contrast.Tutorial, core.Decimal(10), ""},
		{contrast.Tutorial, core.Decimal(4).Aligned(core.Zero), ""},
		{contrast.Tutorial, core.Uint(32), `decoder tutorial reads a plain decimal header such as "decimal 10", not uint32`},
		{contrast.Tutorial, core.Decimal(10).At(2, 14), `decoder tutorial reads a plain decimal header such as "decimal 10", not decimal 10 at 2 of 14`},
		{contrast.Delimiter, core.Delimiter("\n"), ""},
		{contrast.Delimiter, core.Decimal(10), `decoder delimiter reads a delimiter such as "delimiter \"\\n\" escaped \"\\\\\"", not decimal 10`},
		{"ignored-end", core.Uvarint(5), ""},
		{"trusted-length", core.Uint(64), ""},
		{"short-header", core.Uint(32), ""},
		{"short-header", core.Uint(16).LittleEndian(), ""},
		{"short-header", core.Uint(32).At(1, 5), `decoder short-header reads a plain decimal header such as "decimal 10", or a binary one such as "uint32", not uint32 at 1 of 5`},
		{"short-read", core.Decimal(17), `decoder short-read reads a plain decimal header of at most 16 bytes such as "decimal 10", or one without a header such as "lines", not decimal 17`},
		{"until-parsed", core.Delimiter("\r\n"), ""},
		{"until-parsed", core.Delimiter(";"), `decoder until-parsed reads "lines", or a delimiter of white space such as "delimiter \"\\n\"", not delimiter ";"`},
		{"", core.Decimal(10), `no decoder ""; want ` + strings.Join(names, ", ")},
	}
	for _, tt := range tests {
		m, err := contrast.New(tt.name, tt.layout, core.DefaultLimit)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("New(%q, %v) (-want +got):\n%s", tt.name, tt.layout, diff)
		}
		if (m == nil) != (err != nil) {
			t.Errorf("New(%q, %v) = %v and %v", tt.name, tt.layout, m, err)
		}
	}
}

// TestTable: wrong as they are about streams, they take only core's rows, never
// give back what they took, stay failed, and have a line of Python for every row.
func TestTable(t *testing.T) {
	table := core.Table()
	for _, d := range contrast.All() {
		t.Run(d.Name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(3, 4))
			if len(layoutsOf(d)) == 0 {
				t.Fatal("it reads no layout that is tried here")
			}
			for range 2000 {
				f := randomFile(rnd, d.Name)
				tr := runFile(t, f)
				taken := int64(0)
				for i, s := range tr.Steps {
					row := table[s.Row]
					if row.From != s.From || row.To != s.State || row.Event != s.Kind {
						t.Fatalf("step %d of %q: %v from %v to %v, which is not row %d", i, f.Stream, s.Kind, s.From, s.State, s.Row)
					}
					arrived := int64(len(f.Stream))
					if s.Chunk < len(tr.Ends) {
						arrived = int64(tr.Ends[s.Chunk])
					}
					if s.Taken < taken || s.Taken > arrived || s.Had < 0 {
						t.Fatalf("step %d of %q took %d, after %d, of %d", i, f.Stream, s.Taken, taken, arrived)
					}
					taken = s.Taken
					line := d.Line(s.Row)
					if line == 0 || line > strings.Count(d.Source(), "\n") {
						t.Fatalf("row %d (%s) stands at line %d of the source", s.Row, row.When, line)
					}
				}
			}
			m, _ := contrast.New(d.Name, randomFile(rnd, d.Name).Layout, 4)
			m.Feed([]byte("77777777777777777777"))
			for m.State() != core.StateFailed && m.Next().Kind != core.NeedMore {
			}
			if m.State() == core.StateFailed {
				m.Feed([]byte("x"))
				if first, again := m.Next(), m.End(); first.Row != core.FailedAgain || again.Row != core.FailedAgain || first.Err == nil {
					t.Errorf("after a failure: %+v, then %+v", first, again)
				}
			}
		})
	}
}

// TestFamousFailures: the messages of the two bugs retold, and Python's own words.
func TestFamousFailures(t *testing.T) {
	for name, want := range map[string]string{
		"contrast-boswatch":           `b'alive>12  '`,
		"contrast-wrong-port":         `b'J\x00\x00\x00\n8.0.2'`,
		"contrast-tutorial-closed":    `ValueError: invalid literal for int() with base 10: b''`,
		"contrast-tutorial-character": `UnicodeDecodeError: 'utf-8' codec can't decode byte 0xc3`,
	} {
		err := runFile(t, open(t, name)).Err()
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v, want …%s", name, err, want)
		}
	}
}

// TestLuck: decoders that break, where they work, hand out what core does.
func TestLuck(t *testing.T) {
	for _, name := range []string{
		"contrast-tutorial-recv16", "contrast-tutorial-recv8", "contrast-sleep-lucky", "contrast-exact-reads-bytes", "contrast-stale-length-equal",
	} {
		f := open(t, name)
		if d, differ := contrast.Compare(f.Run(f.NewDecoder()), runFile(t, f)); differ {
			t.Errorf("%s: %s", name, d.Say("core", f.Decoder))
		}
	}
	// Two of those frames are four times recv(16), whatever was sent at once; but
	// not recv(20).
	f := open(t, "contrast-tutorial-recv16")
	f.Schedule = schedule.Every(20)
	d, differ := contrast.Compare(f.Run(f.NewDecoder()), runFile(t, f))
	if !differ {
		t.Fatal("recv(20) does as well as recv(16)")
	}
	if diff := cmp.Diff("core hands out message 1, \"Welcome to the server!\"; tutorial hands out nothing.", d.Say("core", "tutorial")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParseInt(t *testing.T) {
	tests := []struct {
		text string
		want int
		ok   bool
	}{
		{"5         ", 5, true},
		{"         5", 5, true},
		{"22", 22, true},
		{"0000000005", 5, true},
		{"+5", 5, true},
		{"-5", -5, true},
		{"1_0", 10, true},
		{"\t5\n\v\f\r", 5, true},
		{"9999999999", int(min(int64(9999999999), math.MaxInt/4)), true}, // or the largest, where an int has 32 bits
		{"", 0, false},
		{"          ", 0, false},
		{"_5", 0, false},
		{"5_", 0, false},
		{"5__0", 0, false},
		{"+_5", 0, false},
		{"+ 5", 0, false},
		{"+-5", 0, false},
		{"5 0", 0, false},
		{"5\x00", 0, false},
		{"0x5", 0, false},
		{"5.0", 0, false},
	}
	for _, tt := range tests {
		got, ok := contrast.ParseInt([]byte(tt.text))
		if got != tt.want || ok != tt.ok {
			t.Errorf("int(%q) = %d, %v, want %d, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

// TestJSON: what is said to parse here is what Python's json.loads makes something of,
// however many bytes of it there are.
func TestJSON(t *testing.T) {
	needPython(t)
	const program = `
import json, sys
def parses(text):
    try:
        json.loads(bytes(text).decode())
        return True
    except ValueError:
        return False
json.dump([parses(t) for t in json.load(sys.stdin)], sys.stdout)
`
	seeds := []string{
		`{"a": [1, -0.5e+3, true], "b\u00e9\n": null}`, `[]`, `{}`, ` [ {} , "" ]`, `-Infinity`, `NaN`, `0`, `-0`, `10.25E-7`, `"\ud83d\u00"`,
		`[1,]`, `{"a":1,}`, `01`, `1.`, `1e`, `-`, `"é"`, `falsehood`, "\ufeff1", "\"\x01\"", `"\x"`, "1 2", "[1]\n2", "\v1",
	}
	const alphabet = "{}[]:,\"\\ \t\n0123456789+-.eEuntrufalsNIy\xc3\xa9\x00\x7f"
	rnd := rand.New(rand.NewPCG(11, 12))
	var texts [][]int
	var got []bool
	try := func(text []byte) {
		numbers := make([]int, len(text))
		for i, c := range text {
			numbers[i] = int(c)
		}
		texts, got = append(texts, numbers), append(got, contrast.IsJSON(text))
	}
	for _, seed := range seeds {
		for n := range len(seed) + 1 {
			try([]byte(seed[:n]))
		}
	}
	for range 20_000 {
		text := []byte(seeds[rnd.IntN(len(seeds))])
		for range rnd.IntN(3) {
			text[rnd.IntN(len(text))] = alphabet[rnd.IntN(len(alphabet))]
		}
		try(text)
	}
	var want []bool
	python(t, program, texts, &want)
	yes := 0
	for i := range want {
		if want[i] {
			yes++
		}
		if got[i] != want[i] {
			text := make([]byte, len(texts[i]))
			for j, n := range texts[i] {
				text[j] = byte(n)
			}
			t.Errorf("%q: parses %v, want %v", text, got[i], want[i])
		}
	}
	if yes < 1000 {
		t.Errorf("only %d of %d parse", yes, len(want))
	}
}

// TestInt compares with Python's own int(), and its way to show bytes.
func TestInt(t *testing.T) {
	needPython(t)
	type answer struct {
		N    int
		OK   bool
		Repr string
	}
	const program = `
import json, sys
def answer(text):
    data = bytes(text)
    try:
        return {"N": int(data), "OK": True, "Repr": repr(data)}
    except ValueError:
        return {"N": 0, "OK": False, "Repr": repr(data)}
json.dump([answer(t) for t in json.load(sys.stdin)], sys.stdout)
`
	rnd := rand.New(rand.NewPCG(5, 6))
	const alphabet = "001234567899    ___+-\t\n\v\f\r\x1c\x1f\x00\x85\xa0\"'\\x."
	var texts [][]int // bytes, in a form that JSON leaves alone
	var got []answer
	for range 20_000 {
		text := make([]byte, rnd.IntN(11))
		numbers := make([]int, len(text))
		for i := range text {
			text[i] = alphabet[rnd.IntN(len(alphabet))]
			numbers[i] = int(text[i])
		}
		a := answer{Repr: contrast.Literal(text)}
		a.N, a.OK = contrast.ParseInt(text)
		texts, got = append(texts, numbers), append(got, a)
	}
	var want []answer
	python(t, program, texts, &want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-python +here):\n%s", diff)
	}
}
