// Ashlar finds insecure design in HTTP APIs backed by MongoDB, and proves it.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/ashlarsec/ashlar/internal/cli"
)

// garbage is how much may be thrown away before it is collected, in percent
// of what is kept. Reading source makes values that mostly stay: collecting
// half as often takes a fifth less time, and a third more memory.
const garbage = 200

// most is how many bytes are used before garbage is collected as often as it
// takes: hostile input must not take the machine, and a scan of 100,000 requests
// stays under 300 MB with the program itself.
const most = 256 << 20

func main() {
	if _, chosen := os.LookupEnv("GOGC"); !chosen {
		debug.SetGCPercent(garbage)
	}
	if _, chosen := os.LookupEnv("GOMEMLIMIT"); !chosen {
		debug.SetMemoryLimit(most)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once
	code := cli.Run(ctx, cli.FromProcess())
	stop()
	os.Exit(code)
}
