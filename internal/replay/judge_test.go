package replay

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// doc is a scan of one live finding with the given ledger entries, each
// "operation|look|state|reason".
func doc(looks []finding.Look, cells ...string) *finding.Scan {
	s := &finding.Scan{Looks: looks}
	for _, c := range cells {
		part := strings.Split(c, "|")
		s.Ledger = append(s.Ledger, finding.Cell{Operation: part[0], Weakness: "w", Look: finding.Look(part[1]), State: finding.State(part[2]), Reason: part[3]})
	}
	return s
}

func TestAFailureIsNeverGone(t *testing.T) {
	const op = "GET /a/{id}"
	live := finding.Finding{Weakness: "w", Operation: op, Operations: []string{op}, Looks: []finding.Look{finding.Source, finding.Live}, Fingerprint: "f", Identity: "bob"}
	read := live
	read.Looks, read.Identity = []finding.Look{finding.Source}, ""
	both := live
	both.Operation, both.Operations = "", []string{op, "GET /b"}
	of := &finding.Scan{Identities: []finding.Identity{{Name: "bob", Origin: "configured", Alive: true}}}
	alive := []finding.Identity{{Name: "bob", Alive: true}}
	liveLook, sourceLook := []finding.Look{finding.Live}, []finding.Look{finding.Source}
	found := finding.Finding{Weakness: "w", Operation: "GET /a/{key}", Operations: []string{"GET /a/{key}"}, Looks: liveLook, Fingerprint: "other", Field: "query.q"}
	for name, test := range map[string]struct {
		was  finding.Finding
		now  *finding.Scan
		who  []finding.Identity
		want State
		says string
	}{
		"clean":                            {live, doc(liveLook, op+"|live|clean|404"), alive, Gone, "404"},
		"clean under another name":         {live, doc(liveLook, "GET /a/{key}|live|clean|404"), alive, Gone, "404"},
		"untested":                         {live, doc(liveLook, op+"|live|untested|the target answers no more"), alive, Inconclusive, "the target answers no more"},
		"inconclusive":                     {live, doc(liveLook, op+"|live|inconclusive|it varies"), alive, Inconclusive, "it varies"},
		"not applicable now":               {live, doc(liveLook, op+"|live|not-applicable|it takes none"), alive, Inconclusive, "it takes none"},
		"no such operation":                {live, doc(liveLook, "GET /c|live|clean|404"), alive, Inconclusive, "not among the operations"},
		"clean in the source only":         {live, doc(sourceLook, op+"|source|clean|no path"), alive, Inconclusive, "not called"},
		"who did it is not there":          {live, doc(liveLook, op+"|live|clean|404"), nil, Inconclusive, "bob"},
		"who did it is dead":               {live, doc(liveLook, op+"|live|clean|404"), []finding.Identity{{Name: "bob", Reason: "401"}}, Inconclusive, "not alive: 401"},
		"one of two clean, one not tried":  {both, doc(liveLook, op+"|live|clean|404", "GET /b|live|untested|budget"), alive, Inconclusive, "budget"},
		"one of two clean, one out":        {both, doc(liveLook, op+"|live|clean|404", "GET /b|live|not-applicable|another stands for it"), alive, Gone, "404"},
		"found beside, without a finding":  {live, doc(liveLook, op+"|live|found|"), alive, StillThere, "still found"},
		"source: clean":                    {read, doc(sourceLook, op+"|source|clean|no code path shows it"), nil, Gone, "no code path"},
		"source: handler not found":        {read, doc(sourceLook, op+"|source|untested|its handler could not be found"), nil, Inconclusive, "handler"},
		"source: not read":                 {read, doc(nil, op+"|source|clean|x"), nil, Inconclusive, "was not looked at"},
		"source: no route serves it":       {read, doc(sourceLook, op+"|source|untested|no route of the source serves it"), nil, Inconclusive, "no route"},
		"another field at the same place":  {live, &finding.Scan{Looks: liveLook, Findings: []finding.Finding{found}}, alive, StillThere, "query.q"},
		"source does not count for a live": {live, &finding.Scan{Looks: liveLook, Findings: []finding.Finding{read}, Ledger: doc(nil, op+"|live|clean|404").Ledger}, alive, Gone, "404"},
	} {
		t.Run(name, func(t *testing.T) {
			test.now.Identities = test.who
			judge := judgeLive
			if len(test.was.Looks) == 1 {
				judge = judgeRead
			}
			got := judge(test.was, of, test.now)
			if got.State != test.want || !strings.Contains(got.Reason, test.says) {
				t.Errorf("%s: %s; want %s: …%s…", got.State, got.Reason, test.want, test.says)
			}
		})
	}
}
