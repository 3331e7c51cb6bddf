package draft

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Inputs are what an operation reads from the request, by place and name:
// also what only pages and orders its results, which reaches a cursor after
// the query was made.
func Inputs(op *source.Operation) []source.Input {
	all := slices.Clone(op.Inputs)
	for _, q := range op.Queries {
		for _, v := range []*flow.Value{q.Limit, q.Skip, q.Sort} {
			for _, s := range v.All(flow.Request) {
				known := slices.ContainsFunc(all, func(i source.Input) bool { return i.In == s.Origin.In && i.Name == s.Origin.Name })
				if !known {
					all = append(all, source.Input{In: s.Origin.In, Name: s.Origin.Name, Kind: s.Kind})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b source.Input) int {
		if a.In != b.In {
			return strings.Compare(a.In, b.In)
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}
