package excessivedataexposure

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// known are the purposes of operations that give tokens.
var known = map[outline.Purpose]bool{outline.Login: true, outline.SignUp: true, outline.Refresh: true, outline.Reset: true}

// collectionsOf are those that the step has read from: the one that it names,
// or where the request names it those that it may name.
func collectionsOf(p *weakness.SourcePass, s *flow.Step) []*source.Collection {
	if c := p.Collections[s.Origin.In]; c != nil {
		return []*source.Collection{c}
	}
	q, ok := s.Origin.Data.(*mongo.Query)
	if !ok || q.Collection == nil || !q.Collection.From(flow.Request) {
		return nil
	}
	var all []*source.Collection
	for name, c := range p.Collections {
		if allowed := q.Collection.Texts(); slices.Contains(allowed, name) || len(allowed) == 0 && !q.Collection.Has(flow.Listed) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *source.Collection) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// leftOut tells whether the projection of the query excludes the field, or
// what it is in.
func leftOut(s *flow.Step, name string) bool {
	q, ok := s.Origin.Data.(*mongo.Query)
	if !ok {
		return false
	}
	return slices.ContainsFunc(q.Projection.Fields(), func(f flow.Field) bool {
		n, isNumber := f.Value.Number()
		return isNumber && n == 0 && !f.Maybe && (f.Name == name || strings.HasPrefix(name, f.Name+"."))
	})
}

// complete tells whether documents of one collection are read with all that
// they have, but for what the query excludes by name.
func complete(s *flow.Step) bool {
	q, ok := s.Origin.Data.(*mongo.Query)
	switch {
	case !ok || s.Origin.In == "":
		return false
	case q.Projection == nil || q.Projection.IsNone():
		return true
	}
	fields := q.Projection.Fields()
	return len(fields) > 0 && !slices.ContainsFunc(fields, func(f flow.Field) bool {
		n, isNumber := f.Value.Number()
		return !isNumber || n != 0 || f.Maybe
	})
}

// cut tells whether only an end of the value is left, or it was made a piece
// of a text: as the last four digits of a card are.
func cut(v *flow.Value, s *flow.Step) bool {
	if v.Kind.Only(flow.Text) && v.Has(flow.AtMost) {
		return true
	}
	for ; s != nil; s = s.Prev {
		if s.Part && s.What != "put into a page" {
			return true
		}
	}
	return false
}

// issued tells whether a token or key is what the operation is there to give:
// a login's, or that of a path that names it.
func issued(p *weakness.SourcePass, op *source.Operation, name string) bool {
	n := name[strings.LastIndexByte(name, '.')+1:]
	if !lexicon.Token(n) && !lexicon.APIKey(n) && !lexicon.Code(n) {
		return false
	}
	if op.MakesKnown() || known[p.Purpose(op)] {
		return true
	}
	words := lexicon.Words(n)
	return slices.ContainsFunc(lexicon.Words(op.Path), func(w string) bool {
		return lexicon.Singular(w) == lexicon.Singular(words[len(words)-1])
	})
}
