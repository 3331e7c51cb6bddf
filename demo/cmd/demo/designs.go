package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/demo/ferret"
)

// designs scans copies of the shops with other designs: without one all that
// is true is still found, and nothing else; with one that calls the orders of
// the broken shop public, that they can be read is no finding, and that
// profiles can be still is.
func (d *demo) designs(ctx context.Context) (bool, error) {
	began := time.Now()
	db, err := ferret.Open(os.Getenv("MONGODB_URI"))
	if err != nil {
		return false, err
	}
	defer db.Close()
	known, err := d.catalogue(ctx)
	if err != nil {
		return false, err
	}
	mongo := os.Getenv("MONGODB_URI") != ""
	ok := true
	for i, c := range []struct {
		shop, what string
		design     func(text []byte) []byte
		faults     func(r *result, truth []row) []string
	}{
		{"broken", "without a design", undesigned, func(r *result, truth []row) []string {
			return slices.Concat(missing(r, truth, known, mongo), r.unread(truth), untrue(r, truth))
		}},
		{"fixed", "without a design", undesigned, func(r *result, _ []row) []string { return unclean(r) }},
		{"broken", "with orders that are public", publicOrders, func(r *result, _ []row) []string { return stillRead(r) }},
	} {
		name := c.shop + " shop " + c.what
		say("scanning the %s", name)
		dir := filepath.Join(d.out, strings.ReplaceAll(name, " ", "-"))
		if err := d.redesign(dir, c.shop, c.design); err != nil {
			return false, err
		}
		r, _, err := d.scanCopy(ctx, dir, fmt.Sprint("design-", i+1), db.URI)
		if err != nil {
			return false, err
		}
		truth, err := readTruth(filepath.Join(d.shops, c.shop, "truth.tsv"))
		if err != nil {
			return false, err
		}
		if faults := c.faults(r, truth); len(faults) > 0 {
			ok = false
			say("the %s: not as it should be", name)
			fmt.Println("    " + strings.Join(faults, "\n    "))
			continue
		}
		say("the %s: as it should be, %d findings", name, len(r.Findings))
	}
	say("done in %s", time.Since(began).Round(100*time.Millisecond))
	return ok, nil
}

// redesign copies a shop, with another design.
func (d *demo) redesign(dir, shop string, design func([]byte) []byte) error {
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("removing the copy of the last run: %w", err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(d.shops, shop))); err != nil {
		return fmt.Errorf("copying the %s shop: %w", shop, err)
	}
	file := filepath.Join(dir, "ashlar.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading the design: %w", err)
	}
	changed := design(text)
	if bytes.Equal(changed, text) {
		return fmt.Errorf("%s has no design that could be changed", file)
	}
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		return fmt.Errorf("writing another design: %w", err)
	}
	return nil
}

// undesigned is the file without its design block, which is its last.
func undesigned(text []byte) []byte {
	before, _, _ := bytes.Cut(text, []byte("\ndesign:\n"))
	return append(before, '\n')
}

var ordersOwner = regexp.MustCompile(`(?m)^(    orders:\n(?:      .*\n)*?      owner: ).*$`)

func publicOrders(text []byte) []byte { return ordersOwner.ReplaceAll(text, []byte("${1}public")) }

// stillRead lists what is wrong with what is said of reading others' objects
// where orders are public.
func stillRead(r *result) []string {
	var faults []string
	profiles := false
	for _, f := range r.Findings {
		if f.Weakness != "cross-owner-read" {
			continue
		}
		if strings.Contains(f.Operation, "/orders") {
			faults = append(faults, "public by design, and found: "+f.Verdict+" "+f.Operation)
		}
		profiles = profiles || f.Verdict == "proven" && strings.Contains(f.Operation, "/profiles")
	}
	if !profiles {
		faults = append(faults, "not proven any more: GET /profiles/{user_id} cross-owner-read")
	}
	return faults
}
