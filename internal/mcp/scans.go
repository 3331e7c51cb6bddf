package mcp

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/ashlarsec/ashlar/internal/finding"
)

type listScansInput struct {
	Limit  int    `json:"limit,omitempty" jsonschema:"how many; default 20"`
	Offset int    `json:"offset,omitempty" jsonschema:"how many to leave out first"`
	Status string `json:"status,omitempty" jsonschema:"only these"`
}

type listScansOutput struct {
	Scans []listed `json:"scans" jsonschema:"the newest first"`
	page
}

type listed struct {
	ScanID   string  `json:"scanId"`
	Status   string  `json:"status" jsonschema:"running, finished or interrupted"`
	Started  string  `json:"started"`
	Target   string  `json:"target"`
	Score    *int    `json:"score"`
	Grade    *string `json:"grade"`
	Findings int     `json:"findings"`
	Proven   int     `json:"proven"`
}

// page is a part of a list.
type page struct {
	Total      int  `json:"total" jsonschema:"of all pages"`
	NextOffset *int `json:"nextOffset" jsonschema:"offset of the next page; null after the last"`
}

type getScanInput struct {
	ScanID    string `json:"scanId" jsonschema:"id of a scan"`
	Severity  string `json:"severity,omitempty" jsonschema:"findings at least as bad as this"`
	Weakness  string `json:"weakness,omitempty" jsonschema:"findings of this weakness"`
	Operation string `json:"operation,omitempty" jsonschema:"findings at this operation: GET /orders/{id}, or the beginning of a path: /orders"`
	Limit     int    `json:"limit,omitempty" jsonschema:"how many findings; default 20"`
	Offset    int    `json:"offset,omitempty" jsonschema:"how many to leave out first"`
}

type getScanOutput struct {
	Summary  summary `json:"summary"`
	Findings []brief `json:"findings" jsonschema:"the worst first"`
	page
	Untested []untested `json:"untested" jsonschema:"what was not looked at, by weakness; silence there means nothing"`
}

type untested struct {
	Weakness     string `json:"weakness"`
	Untested     int    `json:"untested" jsonschema:"operations"`
	Inconclusive int    `json:"inconclusive" jsonschema:"operations"`
}

const (
	usualPage    = 20
	longestPage  = 100
	mostUntested = 15
)

func (s *Server) addScans() {
	paged := func(in *jsonschema.Schema) {
		one, most, zero := 1.0, float64(longestPage), 0.0
		in.Properties["limit"].Minimum, in.Properties["limit"].Maximum = &one, &most
		in.Properties["offset"].Minimum = &zero
	}
	add(s, tool{
		name: "list_scans", title: "List kept scans", hints: reading(),
		description: "Lists the scans that are kept on this machine, the newest first, and those that run now.",
		shape: func(in *jsonschema.Schema) {
			paged(in)
			in.Properties["status"].Enum = []any{"running", "finished", "interrupted"}
		},
	}, (*call).listScans)
	add(s, tool{
		name: "get_scan", title: "Show a scan", hints: reading(),
		description: "Shows a kept scan: summary, a page of its findings, and what could not be tested. Filter by severity, weakness or operation.",
		shape: func(in *jsonschema.Schema) {
			paged(in)
			in.Properties["severity"].Enum = words(finding.Severities)
			in.Properties["weakness"].Enum = weaknessIDs()
		},
	}, (*call).getScan)
}

func words[T ~string](all []T) []any {
	var out []any
	for _, w := range all {
		out = append(out, string(w))
	}
	return out
}

// paged cuts a page out of a list.
func paged[T any](all []T, limit, offset int) ([]T, page) {
	limit = min(cmp.Or(max(limit, 0), usualPage), longestPage)
	p := page{Total: len(all)}
	from := min(max(offset, 0), len(all))
	to := min(from+limit, len(all))
	if to < len(all) {
		p.NextOffset = &to
	}
	return append([]T{}, all[from:to]...), p
}

func (c *call) listScans(in listScansInput) (listScansOutput, answer, error) {
	kept, err := c.opts.Store.List()
	if err != nil {
		return listScansOutput{}, answer{}, advised(err.Error(), "check the folder of scans: XDG_DATA_HOME names another")
	}
	var all []listed
	c.mu.Lock()
	for _, id := range slices.Backward(slices.Sorted(maps.Keys(c.running))) {
		r := c.running[id]
		all = append(all, listed{ScanID: id, Status: "running", Started: r.started.UTC().Format(time.RFC3339), Target: plain(r.target, maxTarget)})
	}
	c.mu.Unlock()
	for _, e := range kept {
		all = append(all, listed{
			ScanID: e.ID, Status: status(e.Interrupted), Started: e.Started.Format(time.RFC3339), Target: target(e.Target),
			Score: e.Score, Grade: e.Grade, Findings: e.Findings, Proven: e.Proven,
		})
	}
	if in.Status != "" {
		all = slices.DeleteFunc(all, func(l listed) bool { return l.Status != in.Status })
	}
	var out listScansOutput
	out.Scans, out.page = paged(all, in.Limit, in.Offset)
	var b strings.Builder
	fmt.Fprintf(&b, "%d scans.\n", out.Total)
	for _, l := range out.Scans {
		fmt.Fprintf(&b, "- %s %s · %s · %d findings, %d proven · %s\n", l.ScanID, l.Status, scoreText(l.Score, l.Grade), l.Findings, l.Proven, l.Target)
	}
	return out, answer{text: more(&b, out.page)}, nil
}

// more ends a list with where the rest is.
func more(b *strings.Builder, p page) string {
	if p.NextOffset != nil {
		fmt.Fprintf(b, "Next page: offset %d.", *p.NextOffset)
	}
	return strings.TrimRight(b.String(), "\n")
}

func (c *call) getScan(in getScanInput) (getScanOutput, answer, error) {
	s, err := c.load(in.ScanID)
	if err != nil {
		return getScanOutput{}, answer{}, err
	}
	matching := slices.DeleteFunc(slices.Clone(s.Findings), func(f finding.Finding) bool {
		return in.Severity != "" && !f.Severity.AtLeast(finding.Severity(in.Severity)) ||
			in.Weakness != "" && f.Weakness != in.Weakness ||
			in.Operation != "" && !at(f, in.Operation)
	})
	out := getScanOutput{Summary: summarize(s.id, s.Scan), Untested: unlooked(s.Ledger)}
	shown, p := paged(matching, in.Limit, in.Offset)
	out.Findings, out.page = briefs(shown, len(shown)), p
	said := out.Summary
	var b strings.Builder
	fmt.Fprintf(&b, "Scan %s %s: %s · %s · %d%% of %d checks. %d findings match.\n", s.id, said.Status, scoreText(said.Score, said.Grade),
		strings.Join(said.Looks, ", "), int(said.Coverage.Percent), said.Coverage.Applicable, out.Total)
	for _, f := range out.Findings {
		fmt.Fprintf(&b, "- %s\n", f.line())
	}
	return out, answer{text: more(&b, out.page)}, nil
}

// at tells whether a finding is at an operation, as get_scan names it.
func at(f finding.Finding, wanted string) bool {
	wanted = operation(wanted)
	return slices.ContainsFunc(append([]string{f.Operation}, f.Operations...), func(name string) bool {
		told := operation(name)
		_, path, _ := strings.Cut(told, " ")
		return told == wanted || strings.HasPrefix(wanted, "/") && strings.HasPrefix(path, wanted)
	})
}

// unlooked counts what the ledger has as not looked at, the most first.
func unlooked(ledger []finding.Cell) []untested {
	by := map[string]*untested{}
	for _, cell := range ledger {
		if cell.State != finding.Untested && cell.State != finding.Inconclusive {
			continue
		}
		name := weaknessName(cell.Weakness)
		if by[name] == nil {
			by[name] = &untested{Weakness: name}
		}
		if cell.State == finding.Untested {
			by[name].Untested++
		} else {
			by[name].Inconclusive++
		}
	}
	all := []untested{}
	for _, u := range by {
		all = append(all, *u)
	}
	slices.SortFunc(all, func(a, b untested) int {
		return cmp.Or(cmp.Compare(b.Untested+b.Inconclusive, a.Untested+a.Inconclusive), strings.Compare(a.Weakness, b.Weakness))
	})
	return all[:min(len(all), mostUntested)]
}
