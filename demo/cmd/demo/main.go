// Demo runs the main job of Ashlar on real input: it starts an embedded
// MongoDB-compatible database, the broken and the fixed shop, scans both, and
// holds the results against what is known to be true of them.
//
// It is run from the root of the repository by make demo. MONGODB_URI
// replaces the embedded database. It exits with 0 only if everything that a
// live look can prove of the broken shop is proven, and stands beside a line
// of its source, everything that the source shows is found, nothing else is,
// and the fixed shop has nothing above low.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ashlarsec/ashlar/demo/ferret"
	"github.com/ashlarsec/ashlar/demo/shop"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var d demo
	flag.StringVar(&d.ashlar, "ashlar", "build/ashlar", "the scanner")
	flag.StringVar(&d.python, "python", "build/venv/bin/python", "Python with the packages of both shops")
	flag.StringVar(&d.shops, "shops", "examples/shop", "folder of the two shops")
	flag.StringVar(&d.out, "out", "build/demo", "folder for results and logs")
	flag.IntVar(&d.runs, "runs", 1, "scan so often, each time on new shops, and compare the results")
	mend := flag.Bool("mend", false, "mend a copy of the broken shop with ashlar fix, and see that what was proven is gone")
	designs := flag.Bool("designs", false, "scan copies of the shops without a design, and with another one")
	flag.Parse()
	run := d.run
	switch {
	case *mend:
		run = d.mend
	case *designs:
		run = d.designs
	}
	ok, err := run(ctx)
	if ctx.Err() != nil {
		fmt.Fprintln(os.Stderr, "demo: interrupted; everything that it started is stopped")
		stop()
		os.Exit(130)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

// demo is where things are.
type demo struct {
	ashlar, python, shops, out string
	runs                       int
}

func (d *demo) run(ctx context.Context) (bool, error) {
	if err := os.MkdirAll(d.out, 0o755); err != nil {
		return false, fmt.Errorf("making the folder for results: %w", err)
	}
	began := time.Now()
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		say("starting the embedded database (FerretDB on SQLite)")
	} else {
		say("using the database of MONGODB_URI")
	}
	db, err := ferret.Open(uri)
	if err != nil {
		return false, err
	}
	defer db.Close()

	say("starting both shops (Flask and PyMongo) and scanning them, contract, source and live, in mode safe")
	results, err := d.scanBoth(ctx, db.URI)
	if err != nil {
		return false, err
	}
	for i := 1; i < d.runs; i++ {
		again, err := d.scanBoth(ctx, db.URI)
		if err != nil {
			return false, err
		}
		for j, name := range names {
			if diff := results[j].differs(again[j]); len(diff) > 0 {
				say("run %d of the %s shop is not as the first", i+1, name)
				fmt.Println("    " + strings.Join(diff, "\n    "))
				return false, nil
			}
		}
		say("run %d: findings, fingerprints, score and ledger as in the first", i+1)
	}
	known, err := d.catalogue(ctx)
	if err != nil {
		return false, err
	}
	ok := true
	for i, name := range names {
		truth, err := readTruth(filepath.Join(d.shops, name, "truth.tsv"))
		if err != nil {
			return false, err
		}
		results[i].print(name, filepath.Join(d.shops, name), filepath.Join(d.out, name+".json"))
		var faults []string
		if name == "broken" {
			faults = missing(results[i], truth, known, uri != "")
			faults = append(faults, results[i].unread(truth)...)
			faults = append(faults, untrue(results[i], truth)...)
			alone, err := d.sourceAlone(ctx, filepath.Join(d.shops, name))
			if err != nil {
				return false, err
			}
			faults = append(faults, renamed(alone, results[i])...)
		} else {
			faults = unclean(results[i])
		}
		ok = verdict(name, faults, len(provable(truth, known, uri != "")), len(results[i].readable(truth, "source")), len(results[i].readable(truth, "contract"))) && ok
	}
	say("done in %s", time.Since(began).Round(100*time.Millisecond))
	return ok, nil
}

var names = []string{"broken", "fixed"}

// scanBoth scans both shops side by side, in the order of names.
func (d *demo) scanBoth(ctx context.Context, uri string) ([]*result, error) {
	results := make([]*result, len(names))
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { results[i], errs[i] = d.scanShop(ctx, name, uri) })
	}
	wg.Wait()
	return results, errors.Join(errs...)
}

// scanShop starts one shop on a database of its own and scans it.
func (d *demo) scanShop(ctx context.Context, name, uri string) (*result, error) {
	database := fmt.Sprintf("ashlar_demo_%s_%d", name, time.Now().UnixNano())
	dir := filepath.Join(d.shops, name)
	python, err := filepath.Abs(d.python)
	if err != nil {
		return nil, err
	}
	s, err := shop.Start(ctx, shop.Options{Dir: dir, Python: python, MongoURI: uri, Database: database, Log: filepath.Join(d.out, name+".log")})
	if err != nil {
		return nil, err
	}
	defer s.Stop()
	out := filepath.Join(d.out, name+".json")
	if err := d.scan(ctx, s.URL, dir, out); err != nil {
		return nil, fmt.Errorf("scanning the %s shop: %w", name, err)
	}
	return readResult(out)
}

func say(format string, args ...any) { fmt.Printf("» "+format+"\n", args...) }

// verdict tells whether the result agrees with the truth.
func verdict(name string, faults []string, provable, readable, declared int) bool {
	if len(faults) > 0 {
		say("the %s shop: not as it should be", name)
		fmt.Println("    " + strings.Join(faults, "\n    "))
		return false
	}
	if name == "broken" {
		say("the broken shop: all %d faults that a live look can prove are proven, each with its line; all %d that the source shows are found, and all %d that the contract shows; nothing else is reported", provable, readable, declared)
	} else {
		say("the fixed shop: nothing proven, nothing above low")
	}
	return true
}
