package weakness

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// part moves a finding about a query that others call as well, and ask before
// they do, to where its way parts from theirs: a repository's method that
// finds by identifier is not what is wrong. The query stays in the path.
func (p *SourcePass) part(f SourceFound) SourceFound {
	if f.Query == nil || f.Operation == nil || f.Place != f.Query.Place() {
		return f
	}
	at, beside := p.parting(f)
	if beside == nil {
		return f
	}
	f.Path = append(f.Path[:len(f.Path):len(f.Path)], &flow.Step{Place: f.Place, What: f.Sink, Kind: f.Kind})
	f.Sink = fmt.Sprintf("shares from here the code of %s, which asks", beside)
	f.Place = at
	return f
}

// parting is the innermost call on the way to the query that no operation
// makes which asks, and the last of those that make the calls below it. Nil:
// nobody who asks comes by the query, or all the way is shared.
func (p *SourcePass) parting(f SourceFound) (at flow.Place, beside *source.Operation) {
	mine := f.Query.Event.Stack
	for up := 0; ; up++ {
		other := p.asking(f, up)
		switch {
		case other == nil:
			return at, beside
		case up >= len(mine):
			return flow.Place{}, nil
		}
		at, beside = mine[len(mine)-1-up], other
	}
}

// asking finds an operation that comes by the query by the same calls, as far
// as up of them, and asks whose the documents are.
func (p *SourcePass) asking(f SourceFound, up int) *source.Operation {
	mine := f.Query.Event.Stack
	for _, op := range p.Operations {
		if op == f.Operation {
			continue
		}
		for _, q := range op.Queries {
			theirs := q.Event.Stack
			if q.Place() == f.Query.Place() && up <= len(theirs) && up <= len(mine) && slices.Equal(theirs[len(theirs)-up:], mine[len(mine)-up:]) && op.Keeps(q) {
				return op
			}
		}
	}
	return nil
}
