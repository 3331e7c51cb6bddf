package fill

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
)

func (f *Filler) array(name, at string, s *api.Schema, example any) (any, bool) {
	if f.depth >= deepest {
		return []any{}, s.MinItems == nil || *s.MinItems == 0
	}
	f.depth++
	defer func() { f.depth-- }()
	examples, _ := example.([]any)
	if examples == nil {
		examples, _ = s.Default.([]any)
	}
	n := 1
	if s.MinItems != nil && *s.MinItems > n {
		n = min(*s.MinItems, MostItems)
	}
	if s.MaxItems != nil && *s.MaxItems < n {
		n = max(*s.MaxItems, 0)
	}
	if s.Items == nil && len(examples) == 0 {
		if s.MinItems == nil || *s.MinItems == 0 {
			return []any{}, true
		}
	}
	if len(examples) >= n && scalar.All(examples) && !free(examples, name) && !f.referred(at+"/0", s.Items) {
		keep := min(len(examples), 3)
		if s.MaxItems != nil {
			keep = min(keep, max(*s.MaxItems, 0))
		}
		return f.asWritten(at, examples[:max(keep, n)]), true
	}
	a := []any{}
	defer func(turn int) { f.turn = turn }(f.turn)
	for i := range n {
		var ex any
		if i < len(examples) {
			ex = examples[i]
		}
		f.turn = i
		v, ok := f.value(lexicon.Singular(name), at+"/"+strconv.Itoa(i), s.Items, ex)
		if !ok {
			return a, s.MinItems == nil || *s.MinItems <= len(a)
		}
		a = append(a, v)
	}
	return a, true
}

// free tells whether the elements read as what people write.
func free(list []any, name string) bool {
	return slices.ContainsFunc(list, func(v any) bool {
		s, ok := v.(string)
		return ok && strings.Contains(s, " ") || ok && lexicon.FreeText(name)
	})
}
