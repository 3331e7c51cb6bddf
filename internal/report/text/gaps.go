package text

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/score"
)

// gap is one reason why cells were not tested.
type gap struct {
	state      finding.State
	reason     string
	cells      int
	weaknesses map[string]bool
	operations map[string]bool
}

// gapsOf groups what was not tested, the largest group first.
func gapsOf(ledger []finding.Cell) []*gap {
	type key struct {
		state  finding.State
		reason string
	}
	groups := make(map[key]*gap)
	for _, c := range ledger {
		if c.State.Tested() || !c.State.Applicable() {
			continue
		}
		k := key{c.State, c.Reason}
		g := groups[k]
		if g == nil {
			g = &gap{state: c.State, reason: c.Reason, weaknesses: map[string]bool{}, operations: map[string]bool{}}
			groups[k] = g
		}
		g.cells++
		g.weaknesses[c.Weakness] = true
		g.operations[c.Operation] = true
	}
	return slices.SortedFunc(maps.Values(groups), func(a, b *gap) int {
		return cmp.Or(cmp.Compare(b.cells, a.cells), cmp.Compare(a.reason, b.reason), cmp.Compare(a.state, b.state))
	})
}

func (p *page) gaps(scan *finding.Scan) {
	all := gapsOf(scan.Ledger)
	if len(all) == 0 {
		return
	}
	cells := 0
	for _, g := range all {
		cells += g.cells
	}
	p.section("NOT TESTED", fmt.Sprintf("%d of %s", cells, count(scan.Score.Coverage.Applicable, "check")), plain)
	digits := len(strconv.Itoa(all[0].cells))
	for i, g := range all {
		if i == mostReasons && !p.o.Verbose && len(all) > mostReasons+1 {
			rest := 0
			for _, other := range all[i:] {
				rest += other.cells
			}
			p.line(2, span{dim, fmt.Sprintf("%*d  for %d other reasons (-v tells them)", digits, rest, len(all)-i)})
			return
		}
		reason := cmp.Or(g.reason, "no reason was recorded")
		if g.state == finding.Inconclusive {
			reason = "inconclusive: " + reason
		}
		p.item(2, fmt.Sprintf("%*d ", digits, g.cells), bold, reason)
		p.prose(2+digits+2, dim, p.names(g.weaknesses, "weaknesses")+" · "+p.names(g.operations, "operations"))
	}
}

// names lists a few names and counts many.
func (p *page) names(set map[string]bool, plural string) string {
	const few = 3
	names := slices.Sorted(maps.Keys(set))
	if i := slices.Index(names, ""); i >= 0 {
		names[i] = "the whole API"
	}
	if len(names) > few && !p.o.Verbose {
		return fmt.Sprintf("%d %s", len(names), plural)
	}
	return strings.Join(names, ", ")
}

// missing is why there is no score.
func missing(scan *finding.Scan) string { return score.Explain(scan.Score, scan.Findings).Missing }
