package mcp

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/store"
)

// large is a scan of so many findings with names as long as an API likes.
// Each severity has a fifth of them.
func large(n int) *finding.Scan {
	score, grade := 7, "F"
	long := strings.Repeat("very-long-and-\"quoted\"-<name>/", 40)
	s := &finding.Scan{
		Started: time.Unix(1767323045, 0), Target: finding.Target{URL: "http://127.0.0.1:5000/" + long, Sources: []string{}},
		Looks: finding.Looks, Mode: "passive", Score: finding.Score{Value: &score, Grade: &grade}, Interrupted: true, Requests: 1234567,
		LeftBehind: make([]finding.Object, n),
	}
	for i := range n {
		operation := fmt.Sprintf("GET /things/%d/{id}", i)
		f := finding.Finding{
			ID: fmt.Sprintf("%012x", i), Weakness: "cross-owner-read", Severity: finding.Severities[i*5/n], Verdict: finding.Verdicts[i%3],
			Looks: []finding.Look{finding.Live}, Operation: operation, Operations: []string{operation}, Fingerprint: fmt.Sprintf("%064x", i),
		}
		if n > 1000 {
			f.Operation = operation + long
			f.Location = &api.Place{File: "/" + long + "app.py", Line: i}
		}
		s.Findings = append(s.Findings, f)
		s.Ledger = append(s.Ledger, finding.Cell{Operation: f.Operation, Weakness: "weak-token", Look: finding.Live, State: finding.Untested, Reason: long})
		s.Notes = append(s.Notes, finding.Note{Level: "warning", Text: long})
	}
	return s
}

// kept puts a scan into the store of a server.
func kept(t *testing.T, s *session, scan *finding.Scan) string {
	t.Helper()
	id := store.NewID(scan.Started)
	if err := s.server.opts.Store.Save(id, scan); err != nil {
		t.Fatal(err)
	}
	return id
}
