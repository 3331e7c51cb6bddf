package fill

import (
	"maps"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/usual"
)

// Bodies are built no deeper than this; a schema can contain itself.
const deepest = 8

// MostItems are made where minItems asks for more.
const MostItems = 50

// A Filler makes the values of one body or of the parameters beside it, one
// place at a time. A place is a JSON pointer, or the name of a parameter.
type Filler struct {
	Source    *Source // of the values; what it knows may change in between
	level     Level
	Planted   map[string]string // canaries by place
	stack     []*api.Schema     // that are being built
	depth     int               // of objects and arrays
	parameter bool
	turn      int // which element of an array is being made
}

// New serves one body.
func New(src *Source, level Level) *Filler {
	return &Filler{Source: src, level: level, Planted: map[string]string{}}
}

// ForParameters plants no canaries: a search for one finds nothing.
func ForParameters(src *Source) *Filler {
	without := *src
	without.Canary = nil
	f := New(&without, Full)
	f.parameter = true
	return f
}

// Record tells the Source which canaries are in the body, those left out that
// were in parts given up.
func (f *Filler) Record(body any) {
	maps.DeleteFunc(f.Planted, func(at, c string) bool {
		held, ok := compare.Get(body, at)
		return !ok || !compare.Contains(held, c)
	})
	f.Source.planted = f.Planted
}

// Known returns what the caller knows of the place, marks aside.
func (f *Filler) Known(name, at string) (any, bool) {
	for _, key := range []string{at, pointer.Starred(at), name} {
		v, ok := f.Source.Known[key]
		if _, mark := v.(Mark); ok && !mark && key != "" {
			return compare.Clone(v), true
		}
	}
	return nil, false
}

// Mark returns what the caller knows about whether the place is filled.
func (f *Filler) Mark(name, at string) Mark {
	for _, key := range []string{at, pointer.Starred(at), name} {
		if m, ok := f.Source.Known[key].(Mark); ok {
			return m
		}
	}
	return ""
}

// Value makes the value of the property name at the place. It is not ok
// where no value can be built, as in a schema that needs itself.
func (f *Filler) Value(name, at string, s *api.Schema) (any, bool) {
	return f.value(name, at, s, nil)
}

// value makes the value of the property name at the pointer. The example is
// what an example further up says of this place. It is not ok where no value
// can be built, as in a schema that needs itself.
func (f *Filler) value(name, at string, s *api.Schema, example any) (any, bool) {
	if v, ok := f.Known(name, at); ok && at != "" {
		return v, true
	}
	if s == nil {
		if example != nil {
			return f.exemplary(name, at, example), true
		}
		if at == "" {
			return map[string]any{}, true
		}
		return f.AnyValue(name, at), true
	}
	if s.Example != nil {
		example = s.Example
	}
	if f.level == Examples && example != nil {
		return f.asWritten(at, example), true
	}
	if len(s.Any) > 0 && len(s.Enum) == 0 {
		return f.alternative(name, at, s, example)
	}
	switch kindOf(s, example) {
	case "object":
		return f.object(at, s, example)
	case "array":
		return f.array(name, at, s, example)
	case "":
		if example != nil {
			return f.exemplary(name, at, example), true
		}
		if at == "" {
			return map[string]any{}, true
		}
		return f.free(name, at, s), true
	}
	return f.scalar(name, at, s, example)
}

// kindOf is the JSON type to build.
func kindOf(s *api.Schema, example any) string {
	t := s.Type()
	if t == "" && (len(s.Enum) > 0 || s.Format != "" || s.Pattern != "" || s.MaxLength != nil || s.MinLength != nil) {
		return "string"
	}
	if t == "" && (s.Minimum != nil || s.Maximum != nil) {
		return "number"
	}
	if t == "" && s.Default != nil {
		example = s.Default
	}
	if t == "" && example != nil {
		switch example.(type) {
		case map[string]any:
			return "object"
		case []any:
			return "array"
		}
	}
	return t
}

// free makes a value for a schema that allows everything.
func (f *Filler) free(name, at string, s *api.Schema) any {
	if s.Default != nil {
		return compare.Clone(s.Default)
	}
	return f.AnyValue(name, at)
}

// AnyValue makes a value from the name alone.
func (f *Filler) AnyValue(name, at string) any {
	for _, t := range usual.Types(name) {
		if v, ok := f.value(name, at, &api.Schema{Types: []string{t}}, nil); ok {
			return v
		}
	}
	return ""
}
