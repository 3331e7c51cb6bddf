package merge

import (
	"cmp"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// contract adds what the contract look says. Where another look found the
// weakness in the same operation, the line of the contract goes with that;
// what is left of a finding about several operations is one of its own.
func (m *merger) contract(all []finding.Finding) []finding.Finding {
	others := len(all)
	for _, f := range m.Contract {
		explained := map[string]bool{}
		for i := range all[:others] {
			g := &all[i]
			if g.Weakness != f.Weakness || remark(*g, f) {
				continue
			}
			for _, op := range f.Operations {
				if g.Operation == op || g.Operation == "" && slices.Contains(g.Operations, op) {
					explained[op] = true
					declaredAt(g, f)
				}
			}
			if f.Operation == "" && g.Operation == "" && (f.Field == g.Field || f.Field == "" || g.Field == "") {
				explained[""] = true
				declaredAt(g, f)
			}
		}
		rest := slices.DeleteFunc(slices.Clone(f.Operations), func(op string) bool { return explained[op] })
		switch {
		case f.Operation == "" && explained[""], len(f.Operations) > 0 && len(rest) == 0:
			continue
		case f.Operation == "":
			f.Operations = rest
		default:
			f.Operations = rest
			if !slices.Contains(rest, f.Operation) {
				f.Operation = rest[0]
				f.Fingerprint = finding.Fingerprint(f.Weakness, f.Operation, f.Field)
				f.ID = f.Fingerprint[:len(f.ID)]
			}
		}
		all = append(all, m.doubted(f))
	}
	return all
}

// declaredAt gives a finding of another look the line of the contract.
func declaredAt(g *finding.Finding, f finding.Finding) {
	if slices.Contains(g.Looks, finding.Contract) {
		return
	}
	g.Looks = append([]finding.Look{finding.Contract}, g.Looks...)
	if f.Location != nil && f.Operation != "" {
		g.Declared = f.Location
	}
}

// doubted is a contract finding that other looks have tried: what an
// implementation does better than its contract says counts for less.
func (m *merger) doubted(f finding.Finding) finding.Finding {
	if len(f.Operations) == 0 {
		return f
	}
	why := ""
	for _, op := range f.Operations {
		tried := ""
		for _, look := range []finding.Look{finding.Live, finding.Source} {
			if cell := m.cells[key{op, f.Weakness, look}]; cell.State == finding.Clean {
				tried = cmp.Or(tried, "The "+string(look)+" look found it in order: "+cell.Reason)
			}
		}
		if tried == "" {
			return f
		}
		why = cmp.Or(why, tried)
	}
	if f.Severity == finding.Medium {
		f.Severity = finding.Low
	}
	f.Evidence.Guard = sentences(f.Evidence.Guard, why)
	return f
}
