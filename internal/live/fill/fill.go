// Package fill makes request values from schemas and names, and corrects
// them from what the API says when it refuses them.
package fill

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
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
	// values may be [Needed] or [Omitted]; the lessons of [Repair] fit here.
	Known map[string]any

	planted map[string]string
}

// Planted lists the canaries in the value that was made or repaired last:
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

// Media is the lesson that the body should be sent in another media type.
const Media = "media"

// Body makes a value that satisfies the schema as far as the schema can tell.
// Without a schema it is an object of what [Source.Known] asks for. At every
// level known values replace others.
func Body(s *api.Schema, src *Source, level Level) any {
	f := newFiller(src, level)
	v, ok := f.value("", "", s, nil)
	if !ok {
		v = map[string]any{}
	}
	v = f.learned(v, s)
	src.planted = stillIn(v, f.planted)
	return v
}

// stillIn leaves out the canaries of parts that were given up.
func stillIn(v any, planted map[string]string) map[string]string {
	maps.DeleteFunc(planted, func(at, c string) bool {
		held, ok := compare.Get(v, at)
		return !ok || !compare.Contains(held, c)
	})
	return planted
}

// learned applies the known values that are keyed by pointer.
func (f *filler) learned(v any, s *api.Schema) any {
	for _, at := range slices.Sorted(maps.Keys(f.src.Known)) {
		if !strings.HasPrefix(at, "/") {
			continue
		}
		switch known := f.src.Known[at]; known {
		case Omitted:
			v = compare.Remove(v, at)
			f.forget(at)
		case Needed:
			if _, ok := compare.Get(v, at); !ok {
				v = f.put(v, at, s)
			}
		default:
			if _, isMark := known.(Mark); !isMark {
				v = compare.Set(v, at, compare.Clone(known))
				f.forget(at)
			}
		}
	}
	return v
}

// put sets a value made as usual at the pointer.
func (f *filler) put(body any, at string, s *api.Schema) any {
	name := lastName(at)
	f.forced = name
	made, ok := f.value(name, at, schemaAt(s, at), nil)
	f.forced = ""
	if !ok {
		made = f.anyValue(name, at)
	}
	return compare.Set(body, at, made)
}

func (f *filler) forget(at string) {
	maps.DeleteFunc(f.planted, func(p, _ string) bool {
		return p == at || strings.HasPrefix(p, at+"/") || matches(at, p)
	})
}

// matches tells whether a pointer fits a pattern with "*" for indices.
func matches(pattern, pointer string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(pointer, "/")
	return slices.EqualFunc(a, b, func(x, y string) bool { return x == y || x == "*" && isIndex(y) })
}

// isIndex tells whether a pointer token is an array index, or "*".
func isIndex(token string) bool {
	_, err := strconv.Atoi(token)
	return err == nil || token == "*"
}

// lastName is the property name that a pointer ends with, indices aside.
func lastName(at string) string {
	parts := strings.Split(at, "/")
	for i := len(parts) - 1; i > 0; i-- {
		if !isIndex(parts[i]) {
			return unescape(parts[i])
		}
	}
	return ""
}

func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

func unescape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

// schemaAt finds the schema of the place below s, nil if it declares none.
func schemaAt(s *api.Schema, at string) *api.Schema {
	if at == "" {
		return s
	}
	for _, token := range strings.Split(at, "/")[1:] {
		if s == nil {
			return nil
		}
		s = below(s, unescape(token), 0)
	}
	return s
}

func below(s *api.Schema, token string, depth int) *api.Schema {
	if p := s.Property(token); p != nil {
		return p
	}
	if s.Items != nil && isIndex(token) {
		return s.Items
	}
	if depth < deepest {
		for _, alternative := range s.Any {
			if alternative == nil {
				continue
			}
			if found := below(alternative, token, depth+1); found != nil {
				return found
			}
		}
	}
	if s.Additional != nil {
		return s.Additional.Schema
	}
	return nil
}

// Parameter makes a value for the parameter: string, int64, float64, bool,
// or a []any of them. An object becomes a map[string]any.
func Parameter(p *api.Parameter, src *Source) any {
	without := *src
	without.Canary = nil // a search for a canary finds nothing
	f := newFiller(&without, Full)
	f.parameter = true
	if v, ok := f.known(p.Name, p.Name); ok {
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
	f.forced = p.Name
	v, ok := f.value(p.Name, p.Name, s, nil)
	if !ok || v == nil {
		v, _ = f.scalar(p.Name, p.Name, &api.Schema{Types: []string{"string"}}, nil)
	}
	if text, ok := v.(string); ok && text == "" {
		v = "1"
	}
	return v
}
