package core_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

// writes notes each Write.
type writes struct {
	list []string
	err  error
}

func (w *writes) Write(p []byte) (int, error) {
	w.list = append(w.list, string(p))
	return len(p), w.err
}

// TestWriter: each call is one Write, and what can't be sent leaves nothing behind.
func TestWriter(t *testing.T) {
	dst := &writes{}
	w := core.NewWriter(dst, core.Decimal(10), core.Limit(5))
	if err := w.WriteMessage([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteMessages([]byte("a"), nil, []byte("bc")); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteMessages([]byte("ok"), []byte("too long")); !errors.Is(err, core.ErrTooLarge) {
		t.Errorf("%v, want ErrTooLarge", err)
	}
	if err := w.WriteMessage([]byte("after")); err != nil {
		t.Errorf("a message that was refused stands in the way of the next one: %v", err)
	}
	want := []string{"5         hello", "1         a0         2         bc", "5         after"}
	if diff := cmp.Diff(want, dst.list); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
}

// TestWriterError: after an error nobody knows how much of a frame has gone out, so
// nothing more does.
func TestWriterError(t *testing.T) {
	broken := errors.New("broken pipe")
	dst := &writes{err: broken}
	w := core.NewWriter(dst, core.Decimal(10))
	for range 2 {
		if err := w.WriteMessage([]byte("hello")); err != broken {
			t.Errorf("%v, want %v", err, broken)
		}
	}
	if len(dst.list) != 1 {
		t.Errorf("%d writes", len(dst.list))
	}
	dst.err = nil
	w.Reset(dst)
	if err := w.WriteMessage([]byte("hello")); err != nil {
		t.Errorf("after Reset: %v", err)
	}
}

// TestWriterVectored: a large payload is handed on and not copied; small ones still go
// out in one Write.
func TestWriterVectored(t *testing.T) {
	large := []byte(strings.Repeat("x", 100_000))
	var vectors [][][]byte
	dst := &bytes.Buffer{}
	w := core.NewWriter(dst, core.Netstring(), core.Vectored(func(buffers [][]byte) error {
		vectors = append(vectors, append([][]byte(nil), buffers...))
		_, err := io.Copy(dst, io.MultiReader(readers(buffers)...))
		return err
	}))
	for _, message := range [][]byte{[]byte("small"), large, []byte("small")} {
		if err := w.WriteMessage(message); err != nil {
			t.Fatal(err)
		}
	}
	if len(vectors) != 1 || &vectors[0][1][0] != &large[0] {
		t.Errorf("%d vectored writes, want 1 with the caller's own payload", len(vectors))
	}
	if want := "5:small,100000:" + string(large) + ",5:small,"; dst.String() != want {
		t.Errorf("wrote %.40q…", dst.String())
	}
}

func readers(buffers [][]byte) (list []io.Reader) {
	for _, b := range buffers {
		list = append(list, bytes.NewReader(b))
	}
	return list
}
