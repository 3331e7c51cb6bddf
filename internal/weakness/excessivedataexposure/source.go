package excessivedataexposure

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(_ *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks for documents in answers that hold what nobody should read:
// whole ones of a collection that has such fields, and such fields by name.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		holds := false
		for _, a := range op.Answers {
			for part := range source.Parts(a.Value) {
				for _, s := range part.Value.FromSource(flow.Database) {
					holds = true
					if e := exposedBy(p, op, part, s); e != nil {
						reportExposed(p, op, a, e)
					}
				}
			}
		}
		if holds {
			p.Clean(op, "the fields that it answers are chosen, or none of them is sensitive as far as the source tells")
		}
	})
}

// exposedPart is a part of an answer that holds sensitive fields.
type exposedPart struct {
	source.Part
	step       *flow.Step
	collection string
	fields     []string
	whole      bool
	rule       rule
}

// exposedBy is what the part shows that was read by the step; nil for nothing
// sensitive.
func exposedBy(p *weakness.SourcePass, op *source.Operation, part source.Part, s *flow.Step) *exposedPart {
	v := part.Value
	if s.Weak || v.Has(flow.Hashed) || v.Kind.Only(flow.Bool|flow.Number|flow.Null|flow.Date|flow.ObjectID) {
		return nil
	}
	e := &exposedPart{Part: part, step: s, collection: s.Origin.In, rule: ruleOf(p, op, s)}
	if name := s.Origin.Name; name != "" {
		switch {
		case e.rule.forbids(name):
			if !cut(v, s) {
				e.fields = []string{name}
				if e.rule.r != nil && !s.Part && v.Kind.Can(flow.Document) {
					e.fields = append(e.fields, below(e.rule, s, v)...)
				}
			}
		case !s.Part && v.Kind.Can(flow.Document|flow.Unknown):
			e.whole = true
			e.fields = below(e.rule, s, v)
		}
	} else if !s.Part {
		e.whole = true
		e.fields, e.rule = stored(e.rule, s, part)
	}
	if len(e.fields) == 0 {
		return nil
	}
	return e
}

func sensitive(name string) bool { return lexicon.Sensitive(name[strings.LastIndexByte(name, '.')+1:]) }

// stored are the fields that should not come back, of documents that are
// answered as they are stored, but for what was taken out; and the rule of the
// collection that has them.
func stored(u rule, s *flow.Step, part source.Part) (names []string, by rule) {
	by = u
	for _, c := range collectionsOf(u.p, s) {
		of := u.in(c)
		for _, name := range of.fields(c) {
			if replaced(part.Value, name) || part.Of != nil && part.Lacks(name) || leftOut(s, name) || !sensitive(name) && !complete(s) {
				continue
			}
			if len(names) == 0 {
				by = of
			}
			names = append(names, name)
		}
	}
	return names, by
}

// below are those in a subdocument that is answered whole.
func below(u rule, s *flow.Step, v *flow.Value) []string {
	var names []string
	for _, c := range collectionsOf(u.p, s) {
		for _, name := range u.in(c).fields(c) {
			rest, ok := strings.CutPrefix(name, s.Origin.Name+".")
			if ok && !replaced(v, rest) {
				names = append(names, name)
			}
		}
	}
	return names
}

// replaced tells whether the document does not hold what is stored under the
// name: it was taken out, or something else stands there.
func replaced(v *flow.Value, name string) bool {
	head, rest, dotted := strings.Cut(name, ".")
	f, ok := v.Field(head)
	switch {
	case !ok:
		return false
	case dotted && !f.Gone() && !f.Maybe && f.Value.From(flow.Database):
		return replaced(f.Value, rest)
	}
	return !f.Value.From(flow.Database)
}
