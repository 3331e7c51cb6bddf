// Ashlar finds insecure design in HTTP APIs backed by MongoDB, and proves it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/ashlarsec/ashlar/internal/cli"
)

func main() {
	collect()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once
	code := cli.Run(ctx, cli.FromProcess())
	stop()
	os.Exit(code)
}
