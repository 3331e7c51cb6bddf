package change

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// Gone tells whether a finding that the newer scan does not tell is gone, and
// why, or why that is not known. It reads the ledger: each of the looks must
// have looked at each operation to the end, and one at least must have been
// clean. That the check does not apply any more says nothing by itself.
func Gone(was finding.Finding, now *finding.Scan, looks []finding.Look) (gone bool, why string) {
	for _, s := range now.Silenced {
		if s.Weakness == was.Weakness && Erased(s.Operation) == Erased(was.Operation) && slices.Contains(looks, finding.Source) {
			return false, fmt.Sprintf("a comment silences it at %s:%d: %s", s.File, s.Line, s.Reason)
		}
	}
	if was.Operation == "" && len(was.Operations) == 0 {
		return wholeGone(was, now, looks)
	}
	operations := was.Operations
	if len(operations) == 0 {
		operations = []string{was.Operation}
	}
	clean, out := "", ""
	for _, op := range operations {
		for _, look := range slices.Backward(looks) { // what was tried says more than what was read
			cell := Cell(now, op, was.Weakness, look)
			switch {
			case cell == nil:
				return false, missing(op, was.Weakness, look, now)
			case cell.State == finding.Clean && clean == "":
				clean = fmt.Sprintf("%s: %s", cell.Operation, cell.Reason)
			case cell.State == finding.Clean:
			case cell.State == finding.NotApplicable:
				out = fmt.Sprintf("%s: the check does not apply now: %s", op, cell.Reason)
			case cell.State == finding.Found:
				return false, fmt.Sprintf("%s is still found at %s", was.Weakness, op)
			default:
				return false, fmt.Sprintf("%s: %s: %s", op, cell.State, cell.Reason)
			}
		}
	}
	if clean == "" {
		return false, out
	}
	return true, clean
}

// missing says why the ledger has no entry.
func missing(operation, weakness string, look finding.Look, now *finding.Scan) string {
	for _, c := range now.Ledger {
		if c.Look == look && Erased(c.Operation) == Erased(operation) {
			return fmt.Sprintf("%s was not looked for", weakness)
		}
	}
	return fmt.Sprintf("%s is not among the operations now", operation)
}

// wholeGone is Gone for a finding about the API that names no operation.
func wholeGone(was finding.Finding, now *finding.Scan, looks []finding.Look) (bool, string) {
	looked := false
	for _, c := range now.Ledger {
		if c.Weakness != was.Weakness || !slices.Contains(looks, c.Look) {
			continue
		}
		if c.State == finding.Inconclusive || c.State == finding.Untested {
			return false, fmt.Sprintf("%s: %s: %s", c.Operation, c.State, c.Reason)
		}
		looked = true
	}
	if !looked {
		return false, fmt.Sprintf("%s was not looked for", was.Weakness)
	}
	return true, "no operation shows it"
}

// Cell is the entry of an operation in the ledger, whatever its parameters
// are called; nil for none.
func Cell(s *finding.Scan, operation, weakness string, look finding.Look) *finding.Cell {
	for i, c := range s.Ledger {
		if c.Weakness == weakness && c.Look == look && Erased(c.Operation) == Erased(operation) {
			return &s.Ledger[i]
		}
	}
	return nil
}

// Erased is the operation as fingerprints see it, without parameter names.
func Erased(operation string) string {
	method, path, _ := strings.Cut(operation, " ")
	return method + " " + api.Erased(path)
}
