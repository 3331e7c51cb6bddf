package fill

import (
	"maps"
	"slices"
	"strconv"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
)

// asWritten is the example without corrections, but for what is known.
func (f *Filler) asWritten(at string, example any) any {
	switch v := example.(type) {
	case map[string]any:
		o := make(map[string]any, len(v))
		for k, e := range v {
			place := at + "/" + pointer.Escape(k)
			if known, ok := f.Known(k, place); ok {
				o[k] = known
			} else if f.Mark(k, place) != Omitted {
				o[k] = f.asWritten(place, e)
			}
		}
		return o
	case []any:
		a := make([]any, len(v))
		for i, e := range v {
			a[i] = f.asWritten(at+"/"+strconv.Itoa(i), e)
		}
		return a
	}
	return scalar.Plain(example)
}

// exemplary makes a value like the example, without a schema.
func (f *Filler) exemplary(name, at string, example any) any {
	s := &api.Schema{}
	switch v := example.(type) {
	case map[string]any:
		s.Types = []string{"object"}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			s.Properties = append(s.Properties, &api.Property{Name: k, Schema: &api.Schema{Example: v[k]}})
			s.Required = append(s.Required, k)
		}
		if len(v) == 0 || f.depth >= deepest {
			return compare.Clone(v)
		}
		o, _ := f.object(at, s, v)
		return o
	case []any:
		if len(v) == 0 {
			return []any{}
		}
		s.Types = []string{"array"}
		s.Items = &api.Schema{}
		a, _ := f.array(name, at, s, v)
		return a
	case string:
		s.Types = []string{"string"}
	case bool, nil:
		return v
	default:
		if f.turn == 0 && !lexicon.Identifier(name) {
			return scalar.Plain(example)
		}
		s.Types = []string{"number"}
		if _, whole := scalar.Plain(example).(int64); whole {
			s.Types = []string{"integer"}
		}
	}
	v, ok := f.scalar(name, at, s, example)
	if !ok {
		return scalar.Plain(example)
	}
	return v
}
