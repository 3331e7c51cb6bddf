package main

import (
	"runtime"
	"testing"
	"time"
)

// A heap that may not grow beyond what is kept has garbage collected without
// pause; one that may grow to several times that takes the machine.
func TestHeapGrowsBesideWhatIsKept(t *testing.T) {
	for _, kept := range []uint64{0, 10 << 20, least / 2, least, 3 * least, 40 << 30} {
		heap := kept + kept/100*uint64(percentFor(kept))
		if heap < kept+kept/2 || heap > max(2*kept, least) || kept > least/2 && heap < least*9/10 {
			t.Errorf("%d bytes are kept, and the heap grows to %d", kept, heap)
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
