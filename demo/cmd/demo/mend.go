package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/demo/ferret"
	"github.com/ashlarsec/ashlar/demo/shop"
)

// mend applies what "ashlar fix" proposes to a copy of the broken shop, and
// scans that live before and after: what was proven and has a change must be
// gone, and nothing else may be proven instead.
func (d *demo) mend(ctx context.Context) (bool, error) {
	began := time.Now()
	db, err := ferret.Open(os.Getenv("MONGODB_URI"))
	if err != nil {
		return false, err
	}
	defer db.Close()
	dir := filepath.Join(d.out, "mended")
	if err := os.RemoveAll(dir); err != nil {
		return false, fmt.Errorf("removing the copy of the last run: %w", err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(d.shops, "broken"))); err != nil {
		return false, fmt.Errorf("copying the broken shop: %w", err)
	}
	say("scanning a copy of the broken shop, in %s", dir)
	before, file, err := d.scanCopy(ctx, dir, "mend-before", db.URI)
	if err != nil {
		return false, err
	}
	say("ashlar fix --from %s --write", file)
	changed, err := d.fix(ctx, file)
	if err != nil {
		return false, err
	}
	say("scanning it again: %d of %d findings have a change", len(changed), len(before.Findings))
	after, _, err := d.scanCopy(ctx, dir, "mend-after", db.URI)
	if err != nil {
		return false, err
	}
	faults, proven := unmended(before, after, changed)
	for _, f := range after.Findings {
		if was, had := changed[f.Fingerprint[:12]]; had && f.Verdict != "proven" && was != "" {
			say("of %s %s the %s rest is what fix leaves to decide: %s", f.Weakness, f.Operation, f.Verdict, was)
		}
	}
	say("done in %s", time.Since(began).Round(100*time.Millisecond))
	if len(faults) > 0 {
		say("the mended shop: not as it should be")
		fmt.Println("    " + strings.Join(faults, "\n    "))
		return false, nil
	}
	say("the mended shop: none of the %d findings that were proven and have a change is proven any more, and nothing else is", proven)
	return true, nil
}

// scanCopy starts the shop in the folder on a database of its own, and scans it.
func (d *demo) scanCopy(ctx context.Context, dir, when, uri string) (*result, string, error) {
	python, err := filepath.Abs(d.python)
	if err != nil {
		return nil, "", err
	}
	database := fmt.Sprintf("ashlar_%s_%d", when, time.Now().UnixNano())
	s, err := shop.Start(ctx, shop.Options{Dir: dir, Python: python, MongoURI: uri, Database: database, Log: filepath.Join(d.out, when+".log")})
	if err != nil {
		return nil, "", err
	}
	defer s.Stop()
	file := filepath.Join(d.out, when+".json")
	if err := d.scan(ctx, s.URL, dir, file); err != nil {
		return nil, "", fmt.Errorf("scanning the shop %s: %w", when, err)
	}
	r, err := readResult(file)
	return r, file, err
}

// changes is how fix tells that a finding has one, and, on the next line, what
// is left to decide.
var changes = regexp.MustCompile(`(?m)^([0-9a-f]{12}) .*: changes .*\n(?:    (.*)\n)?`)

// fix applies all changes, and returns what is left to decide of the findings
// that have one, by id.
func (d *demo) fix(ctx context.Context, from string) (map[string]string, error) {
	cmd := exec.CommandContext(ctx, d.ashlar, "fix", "--from", from, "--write")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	if err := os.WriteFile(filepath.Join(d.out, "mend.log"), stderr.Bytes(), 0o644); err != nil {
		return nil, fmt.Errorf("writing what fix said: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("mending: %w\n%s", err, stderr.String())
	}
	changed := map[string]string{}
	for _, m := range changes.FindAllStringSubmatch(stderr.String(), -1) {
		changed[m[1]] = m[2]
	}
	return changed, nil
}

// unmended lists what is still found though it was changed, and what is
// proven that was not before. What is left of a finding may be found as less
// than proven only where fix has said that something is left, or where the
// contract alone still shows it: that is the owner's to change. Proven counts
// what was.
func unmended(before, after *result, changed map[string]string) (faults []string, proven int) {
	find := func(r *result, f found) *found {
		i := slices.IndexFunc(r.Findings, func(o found) bool { return o.Fingerprint == f.Fingerprint })
		if i < 0 {
			return nil
		}
		return &r.Findings[i]
	}
	for _, f := range before.Findings {
		left, has := changed[f.Fingerprint[:12]]
		if f.Verdict != "proven" || !has {
			continue
		}
		proven++
		if now := find(after, f); now != nil && (now.Verdict == "proven" || left == "" && !slices.Equal(now.Looks, []string{"contract"})) {
			faults = append(faults, "changed and still "+now.Verdict+": "+f.Weakness+" "+f.Operation)
		}
	}
	for _, f := range after.Findings {
		if was := find(before, f); f.Verdict == "proven" && (was == nil || was.Verdict != "proven") {
			faults = append(faults, "proven now and not before: "+f.Weakness+" "+f.Operation+": "+f.Evidence.Summary)
		}
	}
	return faults, proven
}
