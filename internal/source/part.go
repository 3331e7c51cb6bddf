package source

import (
	"iter"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Part is a value that is somewhere in another.
type Part struct {
	Value *flow.Value
	Path  []string // keys from the whole; "*" for those that are not known
	Maybe bool     // it is not there on every way
	// Place is where the nearest key around it is spelled out; zero for none.
	Place flow.Place
	// List is the nearest list that it is an element of; nil for none.
	List *flow.Value
	// Of is the document all other members of which it stands for; nil for none.
	Of *flow.Value
}

// Lacks tells whether the part does not hold the member: it was taken out, or
// is not among the keys that are let through.
func (p Part) Lacks(name string) bool {
	return lacks(p.Value, name) || p.Of != nil && lacks(p.Of, name)
}

func lacks(v *flow.Value, name string) bool {
	if f, ok := v.Field(name); ok {
		return !f.Value.From(flow.Database)
	}
	return len(v.Names()) > 0 && !slices.ContainsFunc(v.Names(), func(l flow.Literal) bool { return l.Text == name })
}

// partDepth is how deep answers are nested by hand.
const partDepth = 10

// Parts yields the value and all that is known to be in it, what was taken
// out left out.
func Parts(v *flow.Value) iter.Seq[Part] {
	return func(yield func(Part) bool) { (Part{Value: v}).parts(yield) }
}

func (p Part) parts(yield func(Part) bool) bool {
	if p.Value == nil || len(p.Path) > partDepth {
		return true
	}
	if !yield(p) {
		return false
	}
	below := func(name string, v *flow.Value) Part {
		return Part{v, append(p.Path[:len(p.Path):len(p.Path)], name), p.Maybe, p.Place, p.List, nil}
	}
	for _, f := range p.Value.Fields() {
		if f.Gone() {
			continue
		}
		member := below(f.Name, f.Value)
		member.Maybe = member.Maybe || f.Maybe
		if f.Place.Line > 0 {
			member.Place = f.Place
		}
		if !member.parts(yield) {
			return false
		}
	}
	if rest, _ := p.Value.Rest(); rest != nil && len(p.Value.Flows) == 0 {
		others := below("*", rest)
		others.Of = p.Value
		if !others.parts(yield) {
			return false
		}
	}
	elements, _ := p.Value.Elements()
	for _, e := range elements {
		element := below("*", e)
		element.List = p.Value
		if !element.parts(yield) {
			return false
		}
	}
	return true
}

// Line is the line of what was answered at a place that holds the part, whose
// content came by the step. A statement may begin lines before it; what a
// function that makes answers spells out is no line of this one.
func (p Part) Line(answered flow.Place, step *flow.Step) flow.Place {
	for s := step; s.Prev != nil; s = s.Prev {
		if strings.HasPrefix(s.What, "passed to ") && s.Place != step.Origin.Place {
			return answered
		}
	}
	if p.Place.File == answered.File && p.Place.Line > answered.Line {
		return p.Place
	}
	return answered
}
