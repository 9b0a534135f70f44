package core_test

import (
	"bytes"
	"runtime"
	"testing"

	"bufferbybuffer/core"
)

// TestLentSlice: what a caller appends to a lent message does not land in the
// chunk, and the message is the chunk's own bytes where it lies whole in it.
func TestLentSlice(t *testing.T) {
	for _, run := range []func(d *core.Decoder) []byte{
		func(d *core.Decoder) []byte { d.Next(); return d.Next().Payload },
		func(d *core.Decoder) (first []byte) {
			for payload := range d.Messages() {
				return payload
			}
			return nil
		},
	} {
		chunk := []byte("2         hi5         hello")
		d := core.NewDecoder(core.Decimal(10))
		d.Feed(chunk)
		payload := run(d)
		if string(payload) != "hi" || &payload[0] != &chunk[10] {
			t.Fatalf("%q is not a slice of the chunk", payload)
		}
		_ = append(payload, "XXXXXXXXXX"...)
		if string(chunk) != "2         hi5         hello" {
			t.Fatalf("an append wrote into the chunk: %q", chunk)
		}
	}
}

// heldAfter returns how many bytes the heap holds more after f than before it.
// What f returns is kept alive.
func heldAfter(f func() any) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// TestPromise: a promise reserves nothing. Memory follows the bytes that arrive.
func TestPromise(t *testing.T) {
	held := heldAfter(func() any {
		var decoders []*core.Decoder
		for range 100 {
			d := core.NewDecoder(core.Decimal(10))
			for _, chunk := range []string{"999999999 ", "0123456789", "0123456789"} {
				d.Feed([]byte(chunk))
				for range d.Messages() {
				}
			}
			decoders = append(decoders, d)
		}
		return decoders
	})
	if held > 200<<10 {
		t.Errorf("100 promises of a gigabyte, of which 20 bytes came, hold %d bytes", held)
	}
}

// TestGivenBack: what a large message needed is given back after it.
func TestGivenBack(t *testing.T) {
	const size = 8 << 20
	frame, err := core.AppendFrame(nil, bytes.Repeat([]byte("x"), size))
	if err != nil {
		t.Fatal(err)
	}
	d := core.NewDecoder(core.Decimal(10))
	held := heldAfter(func() any {
		for _, chunk := range [][]byte{frame[:100], frame[100:]} {
			d.Feed(chunk)
			for payload := range d.Messages() {
				if len(payload) != size {
					t.Errorf("a message of %d bytes", len(payload))
				}
			}
		}
		return d
	})
	if held > size/8 {
		t.Errorf("after a message of %d bytes the decoder holds %d", size, held)
	}
	runtime.KeepAlive(frame)
}
