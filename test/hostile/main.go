// Command hostile scans targets that do what no honest one does, and prints
// for each how the scan ended, how long it took and how much memory.
//
//	go run ./test/hostile -ashlar build/ashlar [-run PATTERN] [-tell]
//
// The tests of this package hold the same targets to the bounds of DESIGN.md:
// a scan ends within its budget and ten seconds, stays under 500 MB, says what
// was left out and writes a valid report. The exit code is 1 where one does
// not, and 2 where nothing could be run.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

func main() {
	if os.Getenv(measuring) != "" {
		os.Exit(measure(os.Args[1:]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// targets are all of them, in the order of the table.
func targets() []target {
	return slices.Concat(answers(), midway(), contracts(), outputs())
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("hostile", flag.ContinueOnError)
	flags.SetOutput(stderr)
	ashlar := flags.String("ashlar", "build/ashlar", "the built program")
	tell := flags.Bool("tell", false, "print the notes of the report too")
	pattern := flags.String("run", "", "only targets whose name matches")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	chosen, err := regexp.Compile(*pattern)
	if err != nil {
		fmt.Fprintln(stderr, "hostile:", err)
		return 2
	}
	b, err := newBench(*ashlar, ".")
	if err != nil {
		fmt.Fprintln(stderr, "hostile:", err)
		return 2
	}
	code := 0
	fmt.Fprintf(stdout, "%-*s  %8s  %8s  %8s  %s\n", widest, "what the target does", "time", "memory", "requests", "how the scan ended")
	for _, t := range targets() {
		if !chosen.MatchString(t.name) || ctx.Err() != nil {
			continue
		}
		r, wrong := b.try(ctx, t)
		fmt.Fprintln(stdout, line(t, r))
		if *tell && r.scan != nil {
			for _, n := range r.scan.Notes {
				fmt.Fprintf(stdout, "    %s: %s\n", n.Level, n.Text)
			}
		}
		for _, w := range wrong {
			fmt.Fprintf(stdout, "    wrong: %s\n", w)
			code = 1
		}
	}
	return code
}

// widest name of a target.
const widest = 56

// line is the row of the table.
func line(t target, r *result) string {
	requests := "-"
	if r.scan != nil {
		requests = fmt.Sprint(r.scan.Requests)
	}
	memory := "-"
	if r.memory > 0 {
		memory = fmt.Sprintf("%d MB", r.memory>>20)
	}
	ending := r.ending()
	if r.said != "" {
		ending = r.said
	}
	return fmt.Sprintf("%s%s  %8s  %8s  %8s  %s", t.name, strings.Repeat(" ", max(0, widest-utf8.RuneCountInString(t.name))),
		r.took.Round(10*time.Millisecond), memory, requests, ending)
}
