package source

import (
	"iter"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Conditions yields every condition that held before something that the
// operation did, alternatives too, each once.
func (op *Operation) Conditions() iter.Seq[*flow.Fact] {
	return func(yield func(*flow.Fact) bool) {
		seen := map[*flow.Fact]bool{}
		for _, e := range op.Events {
			if !conditions(e.Facts, nil, seen, yield) {
				return
			}
		}
	}
}

func conditions(from, base *flow.Fact, seen map[*flow.Fact]bool, yield func(*flow.Fact) bool) bool {
	for f := range from.Since(base) {
		if seen[f] {
			return true // and all before it
		}
		seen[f] = true
		for _, way := range f.Ways {
			if !conditions(way, f.Prev, seen, yield) {
				return false
			}
		}
		if f.Op != "any" && !yield(f) {
			return false
		}
	}
	return true
}
