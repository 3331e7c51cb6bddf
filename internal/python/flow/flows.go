package flow

import (
	"slices"
)

// FromSource lists the flows that come from one of the sources.
func (v *Value) FromSource(sources ...Source) []*Step {
	if v == nil {
		return nil
	}
	var some []*Step
	for _, s := range v.Flows {
		if slices.Contains(sources, s.Origin.Source) {
			some = append(some, s)
		}
	}
	return some
}

// From tells whether some of the content comes from one of the sources.
func (v *Value) From(sources ...Source) bool {
	if v == nil {
		return false
	}
	for _, s := range v.Flows {
		if slices.Contains(sources, s.Origin.Source) {
			return true
		}
	}
	return false
}

// Walk calls f for the value and all that is known to be in it, with the
// path of keys from the whole; "*" stands for keys and elements that are not
// known. It stops going deeper where f returns false.
func (v *Value) Walk(f func(path []string, v *Value) bool) { v.walk(nil, f, 0) }

const walkDepth = 12 // deeper documents are not written by hand

func (v *Value) walk(path []string, f func([]string, *Value) bool, depth int) {
	if v == nil || depth > walkDepth || !f(path, v) {
		return
	}
	below := func(name string, child *Value) {
		child.walk(append(path[:len(path):len(path)], name), f, depth+1)
	}
	for _, field := range v.Fields() {
		below(field.Name, field.Value)
	}
	if v.doc != nil && v.doc.rest != nil {
		below("*", v.doc.rest)
	}
	if v.list != nil {
		elements, _ := v.Elements()
		for _, e := range elements {
			below("*", e)
		}
	}
}

// All lists the flows of the value and of all that is known to be in it.
func (v *Value) All(sources ...Source) []*Step { return v.all(nil, sources, 0) }

// all adds them to those that are there. It goes where walk goes.
func (v *Value) all(sofar []*Step, sources []Source, depth int) []*Step {
	if v == nil || depth > walkDepth {
		return sofar
	}
	for _, s := range v.Flows {
		if slices.Contains(sources, s.Origin.Source) && !slices.ContainsFunc(sofar, func(o *Step) bool { return o.Origin.same(s.Origin) }) {
			sofar = append(sofar, s)
		}
	}
	if v.doc != nil {
		for i := range v.doc.fields {
			sofar = v.doc.fields[i].Value.all(sofar, sources, depth+1)
		}
		sofar = v.doc.rest.all(sofar, sources, depth+1)
	}
	elements, _ := v.Elements()
	for _, e := range elements {
		sofar = e.all(sofar, sources, depth+1)
	}
	return sofar
}

func orNothing(v *Value) *Value {
	if v == nil {
		return Nothing
	}
	return v
}
