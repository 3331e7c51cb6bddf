// Package weaknesstest runs the stories of a weakness.
//
// A story is a txtar file in testdata/live. Its comment says what the API
// does and why that is, or is not, the weakness. The sections:
//
//	server.js     the API, in the language of package storyapi
//	openapi.yaml  its contract; "paths" is enough where a bearer token is asked
//	              for everywhere, the rest is put in front
//	ashlar.yaml   who calls; without it alice and bob, two equal users
//	mode          passive, safe (without the section) or full
//	want          what the scan must say
//	after.js      what must be true of the API in the end: that nothing was
//	              changed which the scan did not make
//	secure        what to change in server.js to mend it, a line "old ==> new" each:
//	              the same API is then scanned again, and each operation that had
//	              a finding must be clean, not merely untested
//
// Each line of want is a finding, "proven critical GET /orders/{id}", where a
// field may follow the operation; or an entry of the ledger, "clean GET
// /orders/{id}: alice and bob". The text after the colon must be part of the
// reason. All findings must be listed; entries need not be. "told GET
// /orders/{id}: text" is in the summary of a finding of the operation. "noted
// text" is in a note of the scan or about what is left behind, "unnoted text"
// in none. "unshown text" is nowhere in the document of the scan.
//
// Stories of the source side are txtar files of Python in testdata/source:
// see source.go.
//
// [Run] fails unless at least one story of each side finds something and one
// finds nothing.
package weaknesstest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/weakness"
	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi"
)

// twoUsers is who calls when a story does not say.
const twoUsers = `
identities:
  - {name: alice, role: user, bearer: alice-token}
  - {name: bob, role: user, bearer: bob-token}
`

// bearerAPI is the beginning of a contract that a story leaves out.
const bearerAPI = `openapi: 3.1.0
info: {title: story, version: "1"}
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
`

// Bounds of one story; the pace of a real scan would only make tests slow.
const (
	storyTime = 60 * time.Second
	storyRate = 5000
)

// Run runs the stories of each side of w.
func Run(t *testing.T, w *weakness.Weakness) {
	if w.Live == nil && w.Source == nil && w.Contract == nil {
		t.Fatalf("%s has no side that stories could be about", w.ID)
	}
	if w.Contract != nil {
		contractStories(t, w)
	}
	if w.Source != nil {
		sourceStories(t, w)
	}
	if w.Live != nil {
		liveStories(t, w)
	}
}

func liveStories(t *testing.T, w *weakness.Weakness) {
	files, err := filepath.Glob(filepath.Join("testdata", "live", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	speaks, silent := 0, 0
	for _, file := range files {
		s, err := read(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.findings) > 0 {
			speaks++
		} else {
			silent++
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			s.run(t, w)
			if _, ok := s.sections["secure"]; ok {
				t.Run("secure", func(t *testing.T) { s.secure(t).run(t, w) })
			}
		})
	}
	if speaks == 0 || silent == 0 {
		t.Errorf("%s: %d live stories find something and %d find nothing; there must be one of each", w.ID, speaks, silent)
	}
}

type story struct {
	sections map[string]string
	findings []string // wanted, sorted
	entries  []string // wanted ledger lines
}

func read(file string) (*story, error) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		return nil, err
	}
	s := &story{sections: map[string]string{"ashlar.yaml": twoUsers, "mode": "safe"}}
	for _, f := range archive.Files {
		switch f.Name {
		case "server.js", "openapi.yaml", "ashlar.yaml", "mode", "want", "after.js", "secure":
			s.sections[f.Name] = string(f.Data)
		default:
			return nil, fmt.Errorf("%s: unknown section %q", file, f.Name)
		}
	}
	for _, name := range []string{"server.js", "openapi.yaml", "want"} {
		if _, ok := s.sections[name]; !ok {
			return nil, fmt.Errorf("%s: no section %q", file, name)
		}
	}
	for line := range strings.Lines(s.sections["want"]) {
		line = strings.TrimSpace(line)
		first, _, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case slices.Contains(finding.Verdicts, finding.Verdict(first)):
			s.findings = append(s.findings, line)
		default:
			s.entries = append(s.entries, line)
		}
	}
	if text := s.sections["openapi.yaml"]; !strings.Contains(text, "openapi:") && !strings.Contains(text, "swagger:") {
		s.sections["openapi.yaml"] = bearerAPI + text
	}
	slices.Sort(s.findings)
	return s, nil
}

// secure is the story of the same API with its weakness mended: what was found
// before is clean.
func (s *story) secure(t *testing.T) *story {
	mended := &story{sections: maps.Clone(s.sections)}
	for line := range strings.Lines(s.sections["secure"]) {
		before, after, ok := strings.Cut(strings.TrimSpace(line), " ==> ")
		if !ok || !strings.Contains(mended.sections["server.js"], before) {
			t.Fatalf("secure: %q is not in server.js", line)
		}
		mended.sections["server.js"] = strings.ReplaceAll(mended.sections["server.js"], before, after)
	}
	for _, found := range s.findings {
		words := strings.Fields(found) // verdict, severity, method, path
		if len(words) > 3 {
			mended.entries = append(mended.entries, "clean "+words[2]+" "+words[3])
		}
	}
	if len(mended.entries) == 0 {
		t.Fatal("secure: the story finds nothing that could be mended")
	}
	return mended
}

// liveOnly is the weakness without what its other sides would say of the
// contract of a live story.
func liveOnly(w *weakness.Weakness) *weakness.Weakness {
	alone := *w
	alone.Contract, alone.Source = nil, nil
	return &alone
}

func (s *story) run(t *testing.T, w *weakness.Weakness) {
	server, err := storyapi.Start(s.sections["server.js"])
	if err != nil {
		t.Fatalf("starting the API: %v", err)
	}
	defer server.Close()
	dir := t.TempDir()
	contract := filepath.Join(dir, "openapi.yaml")
	if err := os.WriteFile(contract, []byte(s.sections["openapi.yaml"]), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := design.Parse("ashlar.yaml", []byte(s.sections["ashlar.yaml"]), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), storyTime)
	defer cancel()
	result, err := scan.Run(ctx, scan.Options{
		Targets: []string{server.URL, contract}, Design: d, Rate: storyRate, Seed: new(uint64),
		Mode: world.Mode(strings.TrimSpace(s.sections["mode"])), Weaknesses: []*weakness.Weakness{liveOnly(w)},
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatalf("scanning: %v", err)
	}
	s.compare(t, w, result)
	if after := s.sections["after.js"]; after != "" {
		if v, err := server.Eval(after); v != true || err != nil {
			t.Errorf("afterwards %s is %v, %v", strings.TrimSpace(after), v, err)
		}
	}
	if t.Failed() {
		t.Logf("identities: %+v\nnotes: %+v\nrequests:\n%s", result.Identities, result.Notes, strings.Join(server.Log(), "\n"))
	}
}

func (s *story) compare(t *testing.T, w *weakness.Weakness, result *finding.Scan) {
	t.Helper()
	got := []string{}
	for _, f := range result.Findings {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Verdict, f.Severity, f.Operations[0], f.Field))
		if f.Operation != "" {
			line = strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Verdict, f.Severity, f.Operation, f.Field))
		}
		got = append(got, line)
		t.Logf("%s: %s", line, f.Evidence.Summary)
		if f.Verdict == finding.Proven && (len(f.Evidence.Exchanges) == 0 || len(f.Evidence.Recipe) == 0) {
			t.Errorf("%s: proven without exchanges or without a recipe", line)
		}
		if !w.Severity.AtLeast(f.Severity) {
			t.Errorf("%s: the weakness may take at most %s", line, w.Severity)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(append([]string{}, s.findings...), got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	entries := map[string]finding.Cell{}
	for _, c := range result.Ledger {
		entries[c.Operation] = c
	}
	for _, line := range s.entries {
		state, rest, _ := strings.Cut(line, " ")
		operation, reason, _ := strings.Cut(rest, ": ")
		cell, ok := entries[operation]
		switch {
		case state == "noted" || state == "unnoted":
			if noted(result, rest) != (state == "noted") {
				t.Errorf("%s: notes %+v, left behind %+v", line, result.Notes, result.LeftBehind)
			}
		case state == "unshown":
			if shown(t, result, rest) {
				t.Errorf("the document of the scan holds %q", rest)
			}
		case state == "told":
			if !told(result, operation, reason) {
				t.Errorf("no finding says so: %s", line)
			}
		case !ok:
			t.Errorf("no entry for %s", operation)
		case string(cell.State) != state || !strings.Contains(cell.Reason, reason):
			t.Errorf("%s\n want %s: %s\n  got %s: %s", operation, state, reason, cell.State, cell.Reason)
		}
	}
	if t.Failed() {
		for _, c := range result.Ledger {
			t.Logf("%-14s %s: %s", c.State, c.Operation, c.Reason)
		}
	}
}

func shown(t *testing.T, result *finding.Scan, text string) bool {
	document, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(document), text)
}

func told(result *finding.Scan, operation, text string) bool {
	return slices.ContainsFunc(result.Findings, func(f finding.Finding) bool {
		return slices.Contains(f.Operations, operation) && strings.Contains(f.Evidence.Summary, text)
	})
}

func noted(result *finding.Scan, text string) bool {
	return slices.ContainsFunc(result.Notes, func(n finding.Note) bool { return strings.Contains(n.Level+": "+n.Text, text) }) ||
		slices.ContainsFunc(result.LeftBehind, func(o finding.Object) bool { return strings.Contains(o.Kind+" left: "+o.Note, text) })
}
