package main

import (
	"runtime"
	"testing"
	"time"
)

// A limit that stays below what is kept has garbage collected without pause.
func TestLimitIsAboveWhatIsKept(t *testing.T) {
	for _, kept := range []uint64{0, 10 << 20, most / 2, most, 3 * most, 40 << 30} {
		if limit := limitFor(kept); limit < most || uint64(limit) < kept+kept/2 {
			t.Errorf("%d bytes are kept, and the limit is %d", kept, limit)
		}
	}
}

func TestAfterEachCollection(t *testing.T) {
	called := make(chan bool, 100)
	afterEach(func() { called <- true })
	for range 3 { // the mark that the first call has made is there for the next
		runtime.GC()
		select {
		case <-called:
		case <-time.After(time.Minute):
			t.Fatal("garbage was collected, and nothing called")
		}
	}
	if kept() == 0 {
		t.Error("a program that keeps nothing")
	}
}
