package change

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

func at(op, field string, looks ...finding.Look) finding.Finding {
	return finding.Finding{Weakness: "w", Operation: op, Operations: []string{op}, Looks: looks, Fingerprint: finding.Fingerprint("w", op, field)}
}

func cell(op string, look finding.Look, state finding.State, reason string) finding.Cell {
	return finding.Cell{Operation: op, Weakness: "w", Look: look, State: state, Reason: reason}
}

func TestBetween(t *testing.T) {
	const a, b = "GET /a/{id}", "GET /b"
	both := []finding.Look{finding.Source, finding.Live}
	was := at(a, "", both...)
	for name, test := range map[string]struct {
		now  *finding.Scan
		want string // new fixed unchanged unknown
		says string // why the finding ended
	}{
		"still there, parameter renamed": {&finding.Scan{Looks: both, Findings: []finding.Finding{at("GET /a/{key}", "", both...)}}, "0 0 1 0", ""},
		"another":                        {&finding.Scan{Looks: both, Findings: []finding.Finding{was, at(b, "", both...)}}, "1 0 1 0", ""},
		"clean from both sides": {&finding.Scan{Looks: both, Ledger: []finding.Cell{cell(a, finding.Source, finding.Clean, "no path"), cell(a, finding.Live, finding.Clean, "404")}},
			"0 1 0 0", "404"},
		"read and not tried": {&finding.Scan{Looks: both, Ledger: []finding.Cell{cell(a, finding.Source, finding.Clean, "no path"), cell(a, finding.Live, finding.Untested, "budget")}},
			"0 0 0 1", "budget"},
		"weakness left out": {&finding.Scan{Looks: both, Ledger: []finding.Cell{{Operation: a, Weakness: "other", Look: finding.Live, State: finding.Clean}, {Operation: a, Weakness: "other", Look: finding.Source, State: finding.Clean}}},
			"0 0 0 1", "was not looked for"},
		"no such operation": {&finding.Scan{Looks: both}, "0 0 0 1", "not among the operations"},
		"silenced": {&finding.Scan{Looks: both, Ledger: []finding.Cell{cell(a, finding.Source, finding.Clean, "no path"), cell(a, finding.Live, finding.Clean, "404")},
			Silenced: []finding.Silenced{{Weakness: "w", Operation: a, File: "a.py", Line: 3, Reason: "public"}}}, "0 0 0 1", "a comment silences it at a.py:3: public"},
		"the check does not apply": {&finding.Scan{Looks: both, Ledger: []finding.Cell{cell(a, finding.Source, finding.NotApplicable, "x"), cell(a, finding.Live, finding.NotApplicable, "no token")}},
			"0 0 0 1", "does not apply now"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Between(&finding.Scan{Looks: both, Findings: []finding.Finding{was}}, test.now)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Fields(test.want)
			for i, n := range []int{len(c.New), len(c.Fixed), len(c.Unchanged), len(c.Unknown)} {
				if want[i] != string(rune('0'+n)) {
					t.Errorf("new %d, fixed %d, unchanged %d, unknown %d; want %s", len(c.New), len(c.Fixed), len(c.Unchanged), len(c.Unknown), test.want)
					break
				}
			}
			for _, e := range slices.Concat(c.Fixed, c.Unknown) {
				if !strings.Contains(e.Reason, test.says) {
					t.Errorf("%q, want …%s…", e.Reason, test.says)
				}
			}
		})
	}
}

func TestAMissingLookIsAnError(t *testing.T) {
	old := &finding.Scan{Looks: []finding.Look{finding.Source, finding.Live}}
	_, err := Between(old, &finding.Scan{Looks: []finding.Look{finding.Source}})
	if m, ok := errors.AsType[*MissingLook](err); !ok || len(m.Looks) != 1 || m.Looks[0] != finding.Live {
		t.Errorf("%v", err)
	}
	// More looks than before hide nothing.
	if _, err := Between(&finding.Scan{Looks: []finding.Look{finding.Source}}, old); err != nil {
		t.Error(err)
	}
}
