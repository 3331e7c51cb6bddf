package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// stopTime is what a scan gets to clean up after Ctrl-C.
const stopTime = 15 * time.Second

// scan runs the scanner as a user would: the folder has the source and the
// contract.
func (d *demo) scan(ctx context.Context, url, dir, out string) error {
	cmd := exec.CommandContext(ctx, d.ashlar, "scan", dir, "--url", url, "--config", filepath.Join(dir, "ashlar.yaml"), "--mode", "safe", "--format", "json", "--output", out, "--report", "html="+page(out))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTime
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w\n%s", err, stderr.String())
	}
	return nil
}

// sourceAlone is what the scanner finds in the folder without a running API.
func (d *demo) sourceAlone(ctx context.Context, dir string) (*result, error) {
	out := filepath.Join(d.out, filepath.Base(dir)+"-source.json")
	cmd := exec.CommandContext(ctx, d.ashlar, "scan", dir, "--config", filepath.Join(dir, "ashlar.yaml"), "--format", "json", "--output", out)
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("reading the source of %s: %w\n%s", dir, err, text)
	}
	return readResult(out)
}

// renamed lists what source and contract find and what goes by another
// fingerprint where the API was called too: a baseline made of one does not
// hold for the other.
func renamed(alone, all *result) []string {
	var out []string
	for _, f := range alone.Findings {
		if !slices.ContainsFunc(all.Findings, func(g found) bool { return g.Fingerprint == f.Fingerprint }) {
			out = append(out, "another fingerprint without a running API: "+f.Weakness+" "+f.Operation)
		}
	}
	return out
}

// page is where the report to read stands, beside the document.
func page(out string) string { return strings.TrimSuffix(out, ".json") + ".html" }

// catalogue is the IDs of the weaknesses that this scanner looks for.
func (d *demo) catalogue(ctx context.Context) (map[string]bool, error) {
	list, err := exec.CommandContext(ctx, d.ashlar, "weaknesses").Output()
	if err != nil {
		return nil, fmt.Errorf("listing the weaknesses: %w", err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(list)) {
		id, _, _ := strings.Cut(line, " ")
		known[id] = true
	}
	return known, nil
}

// result is the part of the scan document that is compared.
type result struct {
	Started, Ended time.Time
	Requests       int
	Looks          []string
	Score          struct {
		Value    *int
		Grade    *string
		Coverage struct {
			Applicable int
			Percent    float64
		}
	}
	Findings []found
	Ledger   []struct{ Operation, Weakness, Look, State string }
}

type place struct {
	File    string
	Line    int
	Pointer string
}

type found struct {
	Fingerprint, Weakness, Severity, Verdict, Operation string
	Operations, Looks                                   []string
	Location, Declared                                  place
	Evidence                                            struct{ Summary string }
}

// line is where it is in the source: shop/orders.py:42. "" where that is not
// a line of Python.
func (f found) line(shop string) string {
	if filepath.Ext(f.Location.File) != ".py" || f.Location.Line == 0 {
		return ""
	}
	file := strings.TrimPrefix(f.Location.File, filepath.ToSlash(shop)+"/")
	return fmt.Sprintf("%s:%d", file, f.Location.Line)
}

// lines are what must not change from run to run.
func (r *result) lines() []string {
	score := "no score"
	if r.Score.Value != nil {
		score = fmt.Sprint("score ", *r.Score.Value)
	}
	lines := []string{score}
	for _, f := range r.Findings {
		lines = append(lines, strings.Join([]string{f.Fingerprint, f.Verdict, f.Severity, f.Weakness, strings.Join(f.Operations, ", "), f.line("")}, " "))
	}
	for _, c := range r.Ledger {
		lines = append(lines, strings.Join([]string{c.State, c.Look, c.Weakness, c.Operation}, " "))
	}
	return lines
}

// differs lists what only one of two results says.
func (r *result) differs(other *result) []string {
	mine, theirs := r.lines(), other.lines()
	var diff []string
	for _, l := range mine {
		if !slices.Contains(theirs, l) {
			diff = append(diff, "only first: "+l)
		}
	}
	for _, l := range theirs {
		if !slices.Contains(mine, l) {
			diff = append(diff, "only now:   "+l)
		}
	}
	return diff
}

func readResult(path string) (*result, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the result: %w", err)
	}
	var r result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return &r, nil
}

// print shows the result in a few lines; the whole of it is in the file.
func (r *result) print(name, shop, file string) {
	score := "no score"
	if r.Score.Value != nil {
		score = fmt.Sprintf("%d/100 %s", *r.Score.Value, *r.Score.Grade)
	}
	fmt.Printf("\n%s shop: %s · %s · %d%% of %d checks · %d requests in %s · %s\n", name, score, strings.Join(r.Looks, ", "),
		int(r.Score.Coverage.Percent), r.Score.Coverage.Applicable, r.Requests, r.Ended.Sub(r.Started).Round(100*time.Millisecond), page(file))
	for _, f := range r.Findings {
		operation := f.Operation
		if operation == "" {
			operation = fmt.Sprintf("the API, at %d of its operations", len(f.Operations))
		}
		fmt.Printf("  %-8s %-8s %-30s %s  %s\n%20s%s\n", f.Severity, f.Verdict, f.Weakness, operation, cmp.Or(f.line(shop), f.node()), "", f.Evidence.Summary)
	}
	if len(r.Findings) == 0 {
		fmt.Println("  no findings")
	}
	fmt.Println()
}

// node is the line of a contract that a finding is about, or "".
func (f found) node() string {
	if f.Location.Line == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d", filepath.Base(f.Location.File), f.Location.Line)
}

// row is one line of a truth.tsv.
// The node is where the contract shows it, as a JSON pointer.
type row struct{ operation, weakness, severity, sides, node string }

func readTruth(path string) ([]row, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the truth: %w", err)
	}
	defer f.Close()
	reader := csv.NewReader(f)
	reader.Comma = '\t'
	reader.FieldsPerRecord = 5
	lines, err := reader.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	var rows []row
	for _, l := range lines[1:] {
		rows = append(rows, row{l[0], l[1], l[2], l[3], l[4]})
	}
	return rows, nil
}

// provable are the rows that a live look of this scanner can prove. The
// embedded database has no $where.
func provable(truth []row, known map[string]bool, mongo bool) []row {
	return slices.DeleteFunc(slices.Clone(truth), func(t row) bool {
		return !strings.Contains(t.sides, "L") || !known[t.weakness] || t.severity == "info" || t.weakness == "script-injection" && !mongo
	})
}

// missing lists the provable rows that are not proven, and what is only worth a
// mention and has none.
func missing(r *result, truth []row, known map[string]bool, mongo bool) []string {
	var out []string
	for _, t := range provable(truth, known, mongo) {
		if !slices.ContainsFunc(r.Findings, func(f found) bool { return t.says(f) && t.shown(f) }) {
			out = append(out, "not proven: "+t.operation+" "+t.weakness)
		}
	}
	for _, t := range truth {
		if t.severity == "info" && !slices.ContainsFunc(r.Findings, func(f found) bool { return t.says(f) && f.Severity == "info" }) {
			out = append(out, "not mentioned: "+t.operation+" "+t.weakness)
		}
	}
	return out
}

// shown tells whether the finding proves the row. A sign-up has to say that a
// name is taken: that is never more than possible, and low.
func (t row) shown(f found) bool {
	return f.Verdict == "proven" || t.weakness == "account-enumeration" && t.severity == "low" && f.Verdict == "possible"
}

// readable are the rows that a look of this scanner that sends nothing must
// see: source or contract.
func (r *result) readable(truth []row, look string) []row {
	looks := map[string]bool{}
	for _, c := range r.Ledger {
		looks[c.Weakness] = looks[c.Weakness] || c.Look == look
	}
	side := strings.ToUpper(look[:1])
	return slices.DeleteFunc(slices.Clone(truth), func(t row) bool { return !strings.Contains(t.sides, side) || !looks[t.weakness] })
}

// unread lists the rows that source and contract show and that were not found
// there, and the proofs without a line of Python.
func (r *result) unread(truth []row) []string {
	var out []string
	for _, look := range []string{"contract", "source"} {
		for _, t := range r.readable(truth, look) {
			if !slices.ContainsFunc(r.Findings, func(f found) bool {
				return slices.Contains(f.Looks, look) && t.says(f) && (look != "contract" || f.at(t.node))
			}) {
				out = append(out, strings.TrimSpace("not found in the "+look+": "+t.operation+" "+t.weakness+" "+t.node))
			}
		}
	}
	for _, f := range r.Findings {
		if f.Verdict == "proven" && f.line("") == "" {
			out = append(out, "proven without a line of Python: "+f.Weakness+" "+strings.Join(f.Operations, ", "))
		}
	}
	return out
}

// at tells whether the finding is about the node of the contract: alone, or
// beside the line of another look.
func (f found) at(node string) bool { return f.Location.Pointer == node || f.Declared.Pointer == node }

// untrue lists the findings that the truth does not hold.
func untrue(r *result, truth []row) []string {
	var out []string
	for _, f := range r.Findings {
		if !slices.ContainsFunc(truth, func(t row) bool { return t.says(f) }) {
			out = append(out, "not true: "+f.Verdict+" "+f.Severity+" "+f.Weakness+" "+f.Operation)
		}
	}
	return out
}

// says tells whether the row is about the finding. A row about the whole API
// stands for any operation.
func (t row) says(f found) bool {
	return t.weakness == f.Weakness && (t.operation == "*" || slices.Contains(f.Operations, t.operation))
}

// unclean lists what a fixed shop must not have: anything proven above info,
// anything above low.
func unclean(r *result) []string {
	var out []string
	for _, f := range r.Findings {
		proven := f.Verdict == "proven" && f.Severity != "info"
		if proven || f.Severity != "info" && f.Severity != "low" {
			out = append(out, "not clean: "+f.Verdict+" "+f.Severity+" "+f.Weakness+" "+strings.Join(f.Operations, ", "))
		}
	}
	return out
}
