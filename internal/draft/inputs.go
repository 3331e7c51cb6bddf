package draft

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Inputs are what an operation reads from the request, by place and name:
// also what only pages and orders its results, which reaches a cursor after
// the query was made, and what is only saved, as files are.
func Inputs(op *source.Operation) []source.Input {
	all := slices.Clone(op.Inputs)
	add := func(v *flow.Value) {
		for _, s := range v.All(flow.Request) {
			i := source.InputOf(s)
			if !slices.ContainsFunc(all, func(o source.Input) bool { return o.In == i.In && o.Name == i.Name }) {
				all = append(all, i)
			}
		}
	}
	for _, q := range op.Queries {
		add(q.Limit)
		add(q.Skip)
		add(q.Sort)
	}
	for _, e := range op.Events {
		add(e.Self)
		if e.Call != nil {
			add(e.Call.Self)
		}
	}
	slices.SortStableFunc(all, func(a, b source.Input) int {
		return cmp.Or(strings.Compare(a.In, b.In), strings.Compare(a.Name, b.Name))
	})
	return all
}
