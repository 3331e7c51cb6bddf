// Ferret runs the embedded database until it is told to stop.
//
// It prints the MongoDB URI as one line and stays until SIGINT or SIGTERM. If
// its standard input is a pipe, it also ends when that closes, so that it does
// not outlive the program that started it. With MONGODB_URI in the environment
// it starts nothing and prints that.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ashlarsec/ashlar/demo/ferret"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "ferret:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	db, err := ferret.Open(os.Getenv("MONGODB_URI"))
	if err != nil {
		return err
	}
	fmt.Println(db.URI)

	select {
	case <-ctx.Done():
	case <-closed(os.Stdin):
	}
	return db.Close()
}

// closed tells when a pipe ends. A terminal or /dev/null says nothing about a
// parent, and reading a terminal from the background would stop the process.
func closed(f *os.File) <-chan struct{} {
	fi, err := f.Stat()
	if err != nil || fi.Mode()&os.ModeCharDevice != 0 {
		return nil
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(io.Discard, f)
	}()
	return done
}
