// Package fill makes request values from schemas and names.
package fill

import (
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
)

// Source gives the values that only the caller knows. One Source may not be
// used by two goroutines at once: it remembers what was planted last.
type Source struct {
	// Canary returns a fresh canary for the free-text property name:
	// 16 lower-case letters and digits, or "" to plant none. Nil plants none.
	// It is called only where the canary will be planted.
	Canary func(name string) string
	// Reference returns the identifier to put at a place (JSON pointer below
	// the body, or parameter name), if the place takes one. Nil has none.
	Reference func(place string) (any, bool)
	// Unique makes names, e-mails, SKUs … unique: lower-case letters and digits.
	Unique string
	// Known holds values that must be used where they appear. A key is a
	// property or parameter name, or a JSON pointer ("*" for any index). A
	// pointer is obeyed even where the schema has no such property. The
	// values may be [Needed] or [Omitted]; the lessons of package mend fit here.
	Known map[string]any

	planted map[string]string
}

// Planted lists the canaries in the value that was made or mended last:
// JSON pointer → canary.
func (s *Source) Planted() map[string]string { return s.planted }

// Level says how much of an optional schema is filled.
type Level int

const (
	Full     Level = iota // every declared writable property, risky optional ones left out
	Required              // only what is required; Full where nothing is marked
	Examples              // the declared example as it is, where there is one; else Full
)

// A Mark is a value of [Source.Known] that stands for no value.
type Mark string

const (
	Needed  Mark = "needed"  // put it there, with a value made as usual
	Omitted Mark = "omitted" // leave it out, required or not
)

// Body makes a value that satisfies the schema as far as the schema can tell.
// Without a schema it is an object of what [Source.Known] asks for. At every
// level known values replace others.
func Body(s *api.Schema, src *Source, level Level) any {
	f := New(src, level)
	v, ok := f.value("", "", s, nil)
	if !ok {
		v = map[string]any{}
	}
	v = f.learned(v, s)
	f.Record(v)
	return v
}

// learned applies the known values that are keyed by pointer.
func (f *Filler) learned(v any, s *api.Schema) any {
	for _, at := range slices.Sorted(maps.Keys(f.Source.Known)) {
		if !strings.HasPrefix(at, "/") {
			continue
		}
		switch known := f.Source.Known[at]; known {
		case Omitted:
			v = compare.Remove(v, at)
			f.Forget(at)
		case Needed:
			if _, ok := compare.Get(v, at); !ok {
				v = f.put(v, at, s)
			}
		default:
			if _, isMark := known.(Mark); !isMark {
				v = compare.Set(v, at, compare.Clone(known))
				f.Forget(at)
			}
		}
	}
	return v
}

// put sets a value made as usual at the pointer.
func (f *Filler) put(body any, at string, s *api.Schema) any {
	name := pointer.Name(at)
	made, ok := f.value(name, at, pointer.Schema(s, at), nil)
	if !ok {
		made = f.AnyValue(name, at)
	}
	return compare.Set(body, at, made)
}

// Forget drops the canaries at the place and below.
func (f *Filler) Forget(at string) {
	maps.DeleteFunc(f.Planted, func(p, _ string) bool {
		return p == at || strings.HasPrefix(p, at+"/") || pointer.Matches(at, p)
	})
}

// Parameter makes a value for the parameter: string, int64, float64, bool,
// or a []any of them. An object becomes a map[string]any.
func Parameter(p *api.Parameter, src *Source) any {
	f := ForParameters(src)
	if v, ok := f.Known(p.Name, p.Name); ok {
		return v
	}
	s := p.Schema
	if p.Example != nil {
		withExample := api.Schema{}
		if s != nil {
			withExample = *s
		}
		withExample.Example = p.Example
		s = &withExample
	}
	v, ok := f.value(p.Name, p.Name, s, nil)
	if !ok || v == nil {
		v, _ = f.scalar(p.Name, p.Name, &api.Schema{Types: []string{"string"}}, nil)
	}
	if text, ok := v.(string); ok && text == "" {
		v = "1"
	}
	return v
}
