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

func main() {
	if _, chosen := os.LookupEnv("GOGC"); !chosen {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once
	code := cli.Run(ctx, cli.FromProcess())
	stop()
	os.Exit(code)
}
