// Package merge makes one finding of what two looks saw of the same defect.
//
// The looks share the weakness, the operation and what of the request
// decides. Where the live look proved what the source look reads, the proof
// gets the line of Python, and the path from the request to it. Where they
// disagree, both are said: a proof without a path keeps the line of its
// handler and says that no path was found; a path that the live look tried
// and could not prove counts for less, and is never dropped.
package merge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// Sides are what the looks of one scan have to say.
type Sides struct {
	Contract []finding.Finding
	Source   []finding.Finding
	Live     []finding.Finding
	Ledger   []finding.Cell // of all
	// Handlers are the def lines of the operations that the source has.
	Handlers map[string]api.Place
	// Silenced are the source findings that comments have silenced; they are
	// not among Source.
	Silenced []finding.Silenced
}

// Findings are those of all looks, each defect once, worst first. A finding
// that several looks made keeps the fingerprint of the live one.
func Findings(s Sides) []finding.Finding {
	m := merger{Sides: s, cells: map[key]finding.Cell{}, taken: make([]bool, len(s.Source))}
	asked := map[key]bool{} // what each look found, the others are asked of
	for _, f := range s.Live {
		asked[key{weakness: f.Weakness, look: finding.Source}] = true
	}
	for _, f := range slices.Concat(s.Source, s.Contract) {
		asked[key{weakness: f.Weakness, look: finding.Live}] = true
	}
	for _, f := range s.Contract {
		asked[key{weakness: f.Weakness, look: finding.Source}] = true
	}
	for _, c := range s.Ledger {
		if asked[key{weakness: c.Weakness, look: c.Look}] {
			m.cells[key{c.Operation, c.Weakness, c.Look}] = c
		}
	}
	all := make([]finding.Finding, 0, len(s.Source)+len(s.Live))
	for _, f := range s.Live {
		all = append(all, m.live(f))
	}
	for i, f := range s.Source {
		if !m.taken[i] {
			all = append(all, m.source(f))
		}
	}
	all = m.contract(all)
	slices.SortStableFunc(all, finding.Compare)
	return all
}

type key struct {
	operation, weakness string
	look                finding.Look
}

type merger struct {
	Sides
	cells map[key]finding.Cell
	taken []bool // source findings that became part of a live one
}

// live gives a live finding what the source look says of the same.
func (m *merger) live(f finding.Finding) finding.Finding {
	same := m.matches(f)
	if len(same) == 0 {
		return m.unexplained(f)
	}
	out := f
	out.Looks = []finding.Look{finding.Source, finding.Live}
	out.Operations = slices.Clone(f.Operations)
	for _, s := range same {
		join(&out, s)
	}
	first := same[0]
	out.Location, out.Evidence.Guard = first.Location, first.Evidence.Guard
	// What it may do rests on the surer look: a path may say critical, and
	// the proof that it was no more than high.
	if rank(first.Verdict) < rank(f.Verdict) {
		out.Verdict, out.Severity = first.Verdict, first.Severity
	}
	return out
}

// join adds the path and the operations of a source finding.
func join(f *finding.Finding, s finding.Finding) {
	f.Evidence.Path = slices.Clip(f.Evidence.Path)
	for _, point := range s.Evidence.Path {
		if !slices.Contains(f.Evidence.Path, point) {
			f.Evidence.Path = append(f.Evidence.Path, point)
		}
	}
	for _, op := range s.Operations {
		if !slices.Contains(f.Operations, op) {
			f.Operations = append(f.Operations, op)
		}
	}
	slices.Sort(f.Operations)
}

// matches are the source findings of the same defect, the nearest first. They
// are taken, except for one about the whole application that explains one
// operation: it says more than that.
func (m *merger) matches(f finding.Finding) []finding.Finding {
	type match struct {
		at   int
		near int
	}
	var found []match
	for i, s := range m.Source {
		if s.Weakness != f.Weakness {
			continue
		}
		if n := near(f, s); n > 0 {
			found = append(found, match{i, n})
			m.taken[i] = m.taken[i] || s.Operation != "" || f.Operation == ""
		}
	}
	slices.SortStableFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.near, a.near), finding.Compare(m.Source[a.at], m.Source[b.at]))
	})
	var all []finding.Finding
	for _, i := range found {
		all = append(all, m.Source[i.at])
	}
	return all
}

// near says how well a source finding explains a live one of the same
// weakness; 0 for not at all.
func near(live, source finding.Finding) int {
	fields := sameField(live.Field, source.Field)
	if live.Fingerprint == source.Fingerprint { // the field is no part of it
		fields = 2
	}
	switch {
	case fields == 0, remark(live, source):
		return 0
	case live.Operation == source.Operation:
		return 2 + fields
	case live.Operation == "": // the live look tells all operations as one
		return 1 + b2i(slices.Contains(live.Operations, source.Operation))
	case source.Operation == "": // about the application
		return b2i(len(source.Operations) == 0 || slices.Contains(source.Operations, live.Operation))
	}
	return b2i(slices.Contains(live.Operations, source.Operation))
}

// remark tells whether a finding is only worth a mention beside the other: it
// is not about the same, and must not stand for it.
func remark(f, other finding.Finding) bool {
	return f.Severity == finding.Info && other.Severity != finding.Info
}

// sameField tells whether what decides is the same, as far as each look
// knows: 2 for the same words; 1 where one says nothing, or the other is a
// part of it: body of body.password, body.items of body.items.0.price.
func sameField(live, source string) int {
	switch a, b := finding.WithoutIndexes(live), finding.WithoutIndexes(source); {
	case a == b:
		return 2
	case a == "", b == "", strings.HasPrefix(a, b+"."), strings.HasPrefix(b, a+"."):
		return 1
	}
	return 0
}

// unexplained is a live finding for which no code path was found. It gets the
// line of its handler.
func (m *merger) unexplained(f finding.Finding) finding.Finding {
	operation := f.Operation
	if operation == "" {
		operation = m.firstHandled(f.Operations)
	}
	place, ok := m.Handlers[operation]
	if !ok {
		return f
	}
	f.Location = &place
	for _, s := range m.Silenced {
		if s.Weakness == f.Weakness && (s.Operation == operation || s.Operation == "") {
			f.Evidence.Guard = fmt.Sprintf("A comment silences it in the source: %s (%s:%d)", s.Reason, s.File, s.Line)
			return f
		}
	}
	cell, looked := m.cells[key{operation, f.Weakness, finding.Source}]
	switch {
	case !looked: // it does not show in source
	case cell.Reason == "", cell.State == finding.Found:
		f.Evidence.Guard = "No code path was found for it in the source"
	default:
		f.Evidence.Guard = "No code path was found for it in the source: " + cell.Reason
	}
	return f
}

func (m *merger) firstHandled(operations []string) string {
	for _, op := range operations {
		if _, ok := m.Handlers[op]; ok {
			return op
		}
	}
	return ""
}

// source is a source finding that the live look did not make. Where it was
// tried and refused, it counts for less.
func (m *merger) source(f finding.Finding) finding.Finding {
	reason, refused := m.refused(f)
	if !refused {
		return f
	}
	if f.Verdict == finding.Likely {
		f.Verdict = finding.Possible
	}
	f.Evidence.Guard = sentences(f.Evidence.Guard, "The live look tried it and could not prove it: "+reason)
	return f
}

// refused tells whether the live look tried everything that the finding is
// about, and why it came to nothing.
func (m *merger) refused(f finding.Finding) (reason string, yes bool) {
	operations := f.Operations
	if f.Operation != "" {
		operations = []string{f.Operation}
	}
	for _, op := range operations {
		switch cell := m.cells[key{op, f.Weakness, finding.Live}]; cell.State {
		case finding.Clean:
			reason, yes = cmp.Or(reason, cell.Reason), true
		case finding.NotApplicable:
		default: // not tried, or it was found there under another field
			return "", false
		}
	}
	return reason, yes
}

// sentences puts two together.
func sentences(one, two string) string {
	switch {
	case one == "":
		return two
	case strings.HasSuffix(one, "."):
		return one + " " + two
	}
	return one + ". " + two
}

func rank(v finding.Verdict) int { return slices.Index(finding.Verdicts, v) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
