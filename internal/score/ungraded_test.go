package score

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// What was not tested never reads as a pass: a scan that stopped early, that
// read a contract alone, or that could not be one of those whom it was told to
// be has no grade, however good its number.
func TestUngraded(t *testing.T) {
	of := func(look finding.Look) []finding.Cell {
		all := everything()
		for i := range all {
			all[i].Look = look
		}
		return all
	}
	not := func(all []finding.Cell) []finding.Cell {
		for i := range all {
			if all[i].State.Applicable() {
				all[i].State = finding.Inconclusive
			}
		}
		return all
	}
	alice := finding.Identity{Name: "alice", Origin: "configured", Alive: true}
	for name, test := range map[string]struct {
		ledger      []finding.Cell
		identities  []finding.Identity
		interrupted bool
		value       bool
		why         string
	}{
		"source":                     {of(finding.Source), nil, false, true, ""},
		"live":                       {of(finding.Live), []finding.Identity{alice}, false, true, ""},
		"stopped early":              {of(finding.Live), nil, true, false, "the scan stopped early"},
		"a contract":                 {of(finding.Contract), nil, false, true, "only the contract was looked at"},
		"a contract and source":      {append(of(finding.Contract), of(finding.Source)...), nil, false, true, ""},
		"a contract and no live API": {append(of(finding.Contract), not(of(finding.Live))...), nil, false, true, "only the contract was looked at"},
		"too little":                 {not(of(finding.Live)), nil, false, false, "0 of 48 checks could be made, and a score needs half of them"},
		"nothing":                    {nil, nil, false, false, "there was nothing to test"},
		"a dead identity": {of(finding.Live), []finding.Identity{alice, {Name: "bob", Origin: "configured"}, {Name: "eve", Origin: "configured"}}, false, true,
			"nothing was tested as bob and eve"},
		"one that was only signed up": {of(finding.Live), []finding.Identity{alice, {Name: "ashlar-1", Origin: "signed up"}}, false, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			scan := &finding.Scan{Ledger: test.ledger, Identities: test.identities, Interrupted: test.interrupted, Score: Of(nil, test.ledger, categoryOf)}
			Withhold(scan)
			s := scan.Score
			if test.why == "" && s.Ungraded != "" || !strings.HasPrefix(s.Ungraded, test.why) {
				t.Errorf("%q, want %q", s.Ungraded, test.why)
			}
			if (s.Value != nil) != test.value || (s.Grade == nil) != (test.why != "") {
				t.Errorf("value %v, grade %v", s.Value, s.Grade)
			}
			left := Without(s, nil)
			if (left.Value == nil) != (s.Value == nil) || (left.Grade == nil) != (s.Grade == nil) || left.Ungraded != s.Ungraded {
				t.Errorf("without findings it is %v %v %q", left.Value, left.Grade, left.Ungraded)
			}
			if e := Explain(s, nil); !test.value && e.Missing != s.Ungraded || test.value && e.Missing != "" {
				t.Errorf("explained as %q", e.Missing)
			}
		})
	}
}
