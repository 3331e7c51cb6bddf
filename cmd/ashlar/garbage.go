package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// room is how large the heap gets before garbage is collected, in percent of
// what is kept: less takes less memory, and more time.
const room = 160

// least is how large it gets in any case, in bytes, but for the beginning: at
// most it grows to as many times of what is kept as steps says. Hostile input
// must not take the machine, and a scan of 100,000 requests stays under 300 MB
// with the program itself.
const (
	least = 192 << 20
	steps = 5
)

// collect says when garbage is collected, as far as the environment does not.
// A memory limit is no means to it: it counts the holes between what is kept
// too, and where much was let go of, garbage was collected without pause.
func collect() {
	if _, chosen := os.LookupEnv("GOGC"); chosen {
		return
	}
	adapt := func() { debug.SetGCPercent(percentFor(kept())) }
	adapt()
	afterEach(adapt)
}

// percentFor is how much may be thrown away before it is collected, in percent
// of what is kept, where so many bytes are.
func percentFor(kept uint64) int {
	return int(min(100*steps, max(room, 100*least/max(kept, 1)))) - 100
}

// kept is what the last collection of garbage has left, in bytes.
func kept() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEach calls f after each collection of garbage, by an object that
// nobody holds: its finalizer runs then, and makes the next one.
func afterEach(f func()) {
	type mark struct{ _ [16]byte } // not so small that it shares its memory with others
	var next func(*mark)
	next = func(*mark) {
		f()
		runtime.SetFinalizer(&mark{}, next)
	}
	runtime.SetFinalizer(&mark{}, next)
}
