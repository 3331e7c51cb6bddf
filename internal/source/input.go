package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// inputsOf are what the operation is seen to read from the request: what of
// it reaches its queries, answers and other events.
func inputsOf(op *Operation) []Input {
	var all []Input
	add := func(v *flow.Value) {
		for _, s := range v.All(flow.Request) {
			i := InputOf(s)
			at := slices.IndexFunc(all, func(o Input) bool { return o.In == i.In && o.Name == i.Name })
			if at < 0 {
				all = append(all, i)
			} else if all[at].Starred == "" {
				all[at].Starred, all[at].Element = i.Starred, i.Element
			}
		}
	}
	seen := map[*flow.Fact]bool{} // lists of facts have their older parts in common
	for _, e := range op.Events {
		add(e.Value)
		for f := range e.Facts.All {
			if seen[f] {
				break
			}
			seen[f] = true
			add(f.Left)
			add(f.Right)
		}
		if e.Call != nil {
			for _, a := range e.Call.Args {
				add(a)
			}
			for _, k := range e.Call.Keywords {
				add(k.Value)
			}
		}
	}
	slices.SortFunc(all, func(a, b Input) int {
		return cmpOr(strings.Compare(a.In, b.In), strings.Compare(a.Name, b.Name))
	})
	return all
}
