// Command corpus measures what the source look finds in applications whose
// weaknesses are known.
//
//	go run ./test/corpus -ashlar build/ashlar -corpus DIR [-truth FILE]...
//
// A truth file is a TSV with the columns repo, commit, file, line, class,
// vulnerable (yes or no) and note. Without -truth every *.tsv in DIR is one.
// A repository owner/name is looked for in DIR as owner/name, owner+name,
// owner__name and name. It is scanned as source only; nothing is sent.
//
// The exit code is 0, or 2 if the measurement could not be made. With
// -strict it is 1 if anything was missed, was a false alarm, or if nothing
// was measured.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

type options struct {
	ashlar string
	corpus string
	truth  []string
	loose  bool
	strict bool
	json   bool
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("corpus", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.ashlar, "ashlar", "build/ashlar", "the program to measure")
	flags.StringVar(&o.corpus, "corpus", "", "folder that holds the repositories and truth files")
	flags.BoolVar(&o.loose, "loose", false, "count a finding anywhere in the function of a row")
	flags.BoolVar(&o.strict, "strict", false, "exit 1 if anything is missed or a false alarm")
	flags.BoolVar(&o.json, "json", false, "print JSON")
	flags.Func("truth", "a truth file, may be repeated (default: every *.tsv in -corpus)", func(file string) error {
		o.truth = append(o.truth, file)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.corpus == "" || flags.NArg() > 0 {
		return o, fmt.Errorf("say where the repositories are: -corpus DIR")
	}
	return o, o.resolve()
}

// resolve makes paths absolute, since scans run elsewhere.
func (o *options) resolve() error {
	var err error
	if o.corpus, err = filepath.Abs(o.corpus); err != nil {
		return err
	}
	if o.ashlar, err = filepath.Abs(o.ashlar); err != nil {
		return err
	}
	if len(o.truth) == 0 {
		if o.truth, err = filepath.Glob(filepath.Join(o.corpus, "*.tsv")); err != nil {
			return err
		}
	}
	if len(o.truth) == 0 {
		return fmt.Errorf("%s holds no *.tsv, and no -truth is given", o.corpus)
	}
	return nil
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	if err == nil {
		_, err = os.Stat(o.ashlar)
	}
	if err != nil {
		fmt.Fprintln(stderr, "corpus:", err)
		return 2
	}
	result, err := o.measure(ctx, program(o.ashlar))
	if err != nil {
		fmt.Fprintln(stderr, "corpus:", err)
		return 2
	}
	if err := o.write(stdout, result); err != nil {
		fmt.Fprintln(stderr, "corpus:", err)
		return 2
	}
	if o.strict && !result.perfect() {
		return 1
	}
	return 0
}

// measure judges every repository of the truth with the findings of scan.
func (o options) measure(ctx context.Context, scan scanner) (*measurement, error) {
	result := &measurement{}
	var rows []row
	for _, file := range o.truth {
		read, err := readTruth(file, result)
		if err != nil {
			return nil, err
		}
		rows = append(rows, read...)
	}
	for _, repo := range byRepository(rows) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		result.repository(ctx, scan, o, repo)
	}
	return result, nil
}

func (o options) write(to io.Writer, m *measurement) error {
	if o.json {
		encoder := json.NewEncoder(to)
		encoder.SetIndent("", "  ")
		return encoder.Encode(m.document())
	}
	_, err := io.WriteString(to, m.text())
	return err
}
