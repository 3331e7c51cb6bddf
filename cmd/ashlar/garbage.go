package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// garbage is how much may be thrown away before it is collected, in percent
// of what is kept. Reading source makes values that mostly stay: collecting
// half as often takes a fifth less time, and a third more memory.
const garbage = 200

// most is how many bytes are used before garbage is collected more often than
// that: hostile input must not take the machine, and a scan of 100,000 requests
// stays under 300 MB with the program itself.
const most = 256 << 20

// room is how many bytes are used at most where more than most is kept, in
// percent of what is kept. A limit that did not grow with it would have garbage
// collected without pause: a scan of 100,000 lines of source took three times as
// long.
const room = 185

// collect says when garbage is collected, as far as the environment does not.
func collect() {
	if _, chosen := os.LookupEnv("GOGC"); !chosen {
		debug.SetGCPercent(garbage)
	}
	if _, chosen := os.LookupEnv("GOMEMLIMIT"); !chosen {
		debug.SetMemoryLimit(most)
		afterEach(func() { debug.SetMemoryLimit(limitFor(kept())) })
	}
}

// limitFor is the memory limit where so many bytes are kept.
func limitFor(kept uint64) int64 { return max(most, int64(kept/100)*room) }

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
