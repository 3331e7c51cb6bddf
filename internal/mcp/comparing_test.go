package mcp

import (
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

func TestCompareScans(t *testing.T) {
	s := serve(t, Options{}, nil)
	old, now := large(6), large(6)
	for _, scan := range []*finding.Scan{old, now} {
		scan.Ledger = nil
		for i, f := range scan.Findings {
			state := finding.Found
			if scan == now && i == 0 {
				state = finding.Clean
			}
			scan.Ledger = append(scan.Ledger, finding.Cell{Operation: f.Operation, Weakness: f.Weakness, Look: finding.Live, State: state, Reason: "a stranger is told 404"})
		}
	}
	old.Findings = old.Findings[:5]                  // the sixth is new
	now.Findings = slices.Delete(now.Findings, 0, 2) // the first is fixed
	now.Ledger[1].State = finding.Inconclusive       // the second is not known
	now.Ledger[1].Reason = "the target fell silent. " + orders
	before, after := kept(t, s, old), kept(t, s, now)
	var out compareOutput
	result := s.call("compare_scans", args{"before": before, "after": after}, &out)
	if out.Totals != (lengths{New: 1, Fixed: 1, Unchanged: 3, Unknown: 1}) || out.New[0].ID != "000000000005" || out.Fixed[0].ID != "000000000000" || out.Unknown[0].ID != "000000000001" {
		t.Errorf("%+v", out)
	}
	if said := text(result); !strings.Contains(said, "1 new, 1 fixed, 3 unchanged, 1 unknown") {
		t.Error(said)
	}
	heldAsData(t, result)
	// A scan that looked from fewer sides proves nothing fixed.
	now.Looks = []finding.Look{finding.Source}
	s.refused("compare_scans", args{"before": before, "after": kept(t, s, now)})
}
