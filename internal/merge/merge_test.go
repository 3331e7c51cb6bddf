package merge

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// found is a finding in a line: "source likely critical W GET /a body.x @12 seen".
// The operation may be "-" for the whole API; a comma adds operations to the
// list; a field, a line and what is in the summary may be left out. "whole"
// leaves the field out of the fingerprint.
func found(t *testing.T, line string) finding.Finding {
	t.Helper()
	words := strings.Fields(line)
	f := finding.Finding{
		Looks: []finding.Look{finding.Look(words[0])}, Verdict: finding.Verdict(words[1]), Severity: finding.Severity(words[2]), Weakness: words[3],
	}
	rest, whole := words[4:], false
	if rest[0] == "-" {
		rest = rest[1:]
	} else {
		f.Operation, rest = rest[0]+" "+rest[1], rest[2:]
		f.Operations = []string{f.Operation}
	}
	for len(rest) > 0 {
		switch word := rest[0]; {
		case word == ",":
			f.Operations = append(f.Operations, rest[1]+" "+rest[2])
			rest = rest[2:]
		case word == "whole":
			whole = true
		case strings.HasPrefix(word, "@"):
			var n int
			if _, err := fmt.Sscanf(word, "@%d", &n); err != nil {
				t.Fatal(err)
			}
			f.Location = &api.Place{File: "a.py", Line: n}
			f.Evidence.Path = []evidence.Point{{File: "a.py", Line: n, What: "reaches the filter"}}
			f.Evidence.Guard = "nothing checks it"
		default:
			f.Field = word
		}
		rest = rest[1:]
	}
	slices.Sort(f.Operations)
	field := f.Field
	if whole {
		field = ""
	}
	f.Fingerprint = finding.Fingerprint(f.Weakness, f.Operation, field)
	return f
}

// told is a finding in a line, as the tests below expect it.
func told(f finding.Finding) string {
	var looks []string
	for _, l := range f.Looks {
		looks = append(looks, string(l))
	}
	where := strings.Join(f.Operations, ", ")
	if f.Operation == "" {
		where = strings.TrimSpace("- " + where)
	}
	line := fmt.Sprintf("%s %s %s %s %s", strings.Join(looks, "+"), f.Verdict, f.Severity, f.Weakness, where)
	if f.Field != "" {
		line += " " + f.Field
	}
	if f.Location != nil {
		line += fmt.Sprintf(" @%d", f.Location.Line)
	}
	if n := len(f.Evidence.Path); n > 1 {
		line += fmt.Sprintf(" (%d points)", n)
	}
	return line
}

func TestFindings(t *testing.T) {
	for name, test := range map[string]struct {
		findings []string
		want     []string
	}{
		"the same": {
			[]string{"live proven critical w GET /a body.x", "source likely critical w GET /a body.x @3"},
			[]string{"source+live proven critical w GET /a body.x @3"},
		},
		"the source knows no field": {
			[]string{"live proven critical w GET /a body.x", "source likely critical w GET /a @3"},
			[]string{"source+live proven critical w GET /a body.x @3"},
		},
		"the whole body": {
			[]string{"live proven critical w GET /a body.x.y", "source likely critical w GET /a body @3"},
			[]string{"source+live proven critical w GET /a body.x.y @3"},
		},
		"an element of a list": {
			[]string{"live proven high w POST /a body.items.0.price", "source likely high w POST /a body.items.price @3"},
			[]string{"source+live proven high w POST /a body.items.0.price @3"},
		},
		"a mention beside it": {
			[]string{"live possible info w GET /a answer", "source likely low w GET /a @3"},
			[]string{"source likely low w GET /a @3", "live possible info w GET /a answer @100"},
		},
		"another field": {
			[]string{"live proven critical w GET /a body.x", "source likely critical w GET /a body.xy @3"},
			[]string{"live proven critical w GET /a body.x @100", "source likely critical w GET /a body.xy @3"},
		},
		"another field, where the operation as a whole is at fault": {
			[]string{"live proven low w GET /a query.limit whole", "source likely medium w GET /a orders @3 whole"},
			[]string{"source+live proven low w GET /a query.limit @3"},
		},
		"another operation": {
			[]string{"live proven critical w GET /a", "source likely critical w GET /b @3"},
			[]string{"live proven critical w GET /a @100", "source likely critical w GET /b @3"},
		},
		"another weakness": {
			[]string{"live proven critical w GET /a", "source likely critical v GET /a @3"},
			[]string{"live proven critical w GET /a @100", "source likely critical v GET /a @3"},
		},
		"two paths to one proof, the nearest first": {
			[]string{"live proven critical w GET /a body.x", "source likely critical w GET /a @5", "source likely critical w GET /a body.x @3"},
			[]string{"source+live proven critical w GET /a body.x @3 (2 points)"},
		},
		"one path to two proofs": {
			[]string{"live proven critical w GET /a body.x", "live proven critical w GET /a body.y", "source likely critical w GET /a body @3"},
			[]string{"source+live proven critical w GET /a body.x @3", "source+live proven critical w GET /a body.y @3"},
		},
		"the surer look tells how bad it is": {
			[]string{"live possible low w GET /a", "source likely high w GET /a @3"},
			[]string{"source+live likely high w GET /a @3"},
		},
		"a proof tells how bad it is": {
			[]string{"live proven high w GET /a", "source likely critical w GET /a @3"},
			[]string{"source+live proven high w GET /a @3"},
		},
		"both about the whole API": {
			[]string{"live proven low w - , GET /a", "source likely medium w - @3"},
			[]string{"source+live proven low w - GET /a @3"},
		},
		"both about the whole API, and each about something else": {
			[]string{"live proven low w - , GET /a hsts", "source likely medium w - tls @3"},
			[]string{"source likely medium w - tls @3", "live proven low w - GET /a hsts @100"},
		},
		"the live look tells all operations as one": {
			[]string{"live proven medium w - , GET /a", "source likely medium w GET /b @5", "source possible medium w GET /a @3"},
			[]string{"source+live proven medium w - GET /a, GET /b @3 (2 points)"},
		},
		"the source tells of the application and explains one operation too": {
			[]string{"live proven medium w GET /a", "source possible low w - @3"},
			[]string{"source+live proven medium w GET /a @3", "source possible low w - @3"},
		},
		"where the same is wrong": {
			[]string{"live proven high w GET /a , GET /b", "source likely high w GET /b @3", "source likely high w GET /a @2"},
			[]string{"source+live proven high w GET /a, GET /b @2 (2 points)"},
		},
		"no handler in the source": {
			[]string{"live proven high w GET /elsewhere"},
			[]string{"live proven high w GET /elsewhere"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Sides{Handlers: map[string]api.Place{"GET /a": {File: "a.py", Line: 100}, "GET /b": {File: "a.py", Line: 200}, "POST /a": {File: "a.py", Line: 300}}}
			prints := map[string]bool{}
			for _, line := range test.findings {
				if f := found(t, line); f.Looks[0] == finding.Live {
					s.Live = append(s.Live, f)
					prints[f.Fingerprint] = true
				} else {
					s.Source = append(s.Source, f)
				}
			}
			var got []string
			for _, f := range Findings(s) {
				got = append(got, told(f))
				if slices.Contains(f.Looks, finding.Live) && !prints[f.Fingerprint] {
					t.Errorf("%s has a fingerprint of its own", told(f))
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			for _, f := range s.Live {
				if f.Location != nil || len(f.Looks) != 1 {
					t.Errorf("%s was given and is changed", told(f))
				}
			}
		})
	}
}

func cell(look finding.Look, operation string, state finding.State, reason string) finding.Cell {
	return finding.Cell{Operation: operation, Weakness: "w", Look: look, State: state, Reason: reason}
}

// A path that the live look tried counts for less, and is never dropped.
func TestRefusedPathsCountForLess(t *testing.T) {
	clean := cell(finding.Live, "GET /a", finding.Clean, "a wrong value is refused")
	for name, test := range map[string]struct {
		finding string
		cells   []finding.Cell
		lowered bool
	}{
		"tried and refused":               {"source likely critical w GET /a @3", []finding.Cell{clean}, true},
		"not tried":                       {"source likely critical w GET /a @3", []finding.Cell{cell(finding.Live, "GET /a", finding.Untested, "budget")}, false},
		"the answers allow no conclusion": {"source likely critical w GET /a @3", []finding.Cell{cell(finding.Live, "GET /a", finding.Inconclusive, "500")}, false},
		"found under another field":       {"source likely critical w GET /a @3", []finding.Cell{cell(finding.Live, "GET /a", finding.Found, "")}, false},
		"not applicable":                  {"source likely critical w GET /a @3", []finding.Cell{cell(finding.Live, "GET /a", finding.NotApplicable, "no body")}, false},
		"no live look":                    {"source likely critical w GET /a @3", nil, false},
		"refused elsewhere":               {"source likely critical w GET /b @3", []finding.Cell{clean}, false},
		"all of its operations refused":   {"source likely critical w - , GET /a , GET /b @3", []finding.Cell{clean, cell(finding.Live, "GET /b", finding.NotApplicable, "no body")}, true},
		"one of its operations untested":  {"source likely critical w - , GET /a , GET /b @3", []finding.Cell{clean, cell(finding.Live, "GET /b", finding.Untested, "budget")}, false},
		"about no operation":              {"source likely critical w - @3", []finding.Cell{clean}, false},
	} {
		t.Run(name, func(t *testing.T) {
			all := Findings(Sides{Source: []finding.Finding{found(t, test.finding)}, Ledger: test.cells})
			if len(all) != 1 {
				t.Fatalf("%d findings", len(all))
			}
			f := all[0]
			said := strings.Contains(f.Evidence.Guard, "nothing checks it. The live look tried it and could not prove it: a wrong value is refused")
			if (f.Verdict == finding.Possible) != test.lowered || said != test.lowered || f.Severity != finding.Critical {
				t.Errorf("%s %s: %s", f.Verdict, f.Severity, f.Evidence.Guard)
			}
		})
	}
}

// A proof without a path says what the source look saw there.
func TestProofsWithoutAPathSaySo(t *testing.T) {
	silenced := []finding.Silenced{{Weakness: "w", Operation: "GET /a", File: "a.py", Line: 99, Reason: "the proxy limits"}}
	for name, test := range map[string]struct {
		cells    []finding.Cell
		silenced []finding.Silenced
		want     string
	}{
		"the source look has no such weakness": {nil, nil, ""},
		"it saw nothing":                       {[]finding.Cell{cell(finding.Source, "GET /a", finding.Clean, "the owner is in the filter")}, nil, "No code path was found for it in the source: the owner is in the filter"},
		"it saw another field":                 {[]finding.Cell{cell(finding.Source, "GET /a", finding.Found, "")}, nil, "No code path was found for it in the source"},
		"a comment silences it":                {[]finding.Cell{cell(finding.Source, "GET /a", finding.Clean, "-")}, silenced, "A comment silences it in the source: the proxy limits (a.py:99)"},
	} {
		t.Run(name, func(t *testing.T) {
			f := Findings(Sides{
				Live: []finding.Finding{found(t, "live proven critical w GET /a")}, Ledger: test.cells, Silenced: test.silenced,
				Handlers: map[string]api.Place{"GET /a": {File: "a.py", Line: 100}},
			})[0]
			if f.Evidence.Guard != test.want || f.Location.Line != 100 || f.Verdict != finding.Proven {
				t.Errorf("%s: %q", told(f), f.Evidence.Guard)
			}
		})
	}
}

func TestSameField(t *testing.T) {
	for _, test := range []struct {
		live, source string
		want         int
	}{
		{"", "", 2}, {"body.a", "body.a", 2}, {"body.a", "", 1}, {"", "body.a", 1}, {"body.a", "body", 1}, {"body", "body.a", 1},
		{"body.a", "body.ab", 0}, {"body.a", "query.a", 0}, {"body.items.0.x", "body.items.*.x", 2}, {"body.2fa", "body", 1},
	} {
		if got := sameField(test.live, test.source); got != test.want {
			t.Errorf("%q and %q: %d, want %d", test.live, test.source, got, test.want)
		}
	}
}
