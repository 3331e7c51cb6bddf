//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// resident is how many bytes of memory the process had at most.
func resident(state *os.ProcessState) int64 {
	if state == nil {
		return 0
	}
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss) // getrusage(2) of macOS counts bytes, of others kilobytes
	}
	return int64(usage.Maxrss) << 10
}
