package refusal

import (
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// object reads an object by its names.
func (r *reading) object(o map[string]any, at, in string, fields bool, depth int) {
	if depth == 0 {
		fields = r.onlyNames(o, at)
	}
	for _, key := range slices.Sorted(maps.Keys(o)) {
		v, lower := o[key], strings.ReplaceAll(strings.ToLower(key), "-", "_")
		declared := r.has(at, key)
		if told, ok := nameLists[lower]; ok && !declared {
			for _, name := range elements(v) {
				if text := scalar.Text(name); text != "" {
					where, inside := r.place(text, at, in)
					r.add(where, inside, told)
				}
			}
			continue
		}
		_, inner := v.(map[string]any)
		switch {
		case !declared && locations[lower] != "" && (inner || len(elements(v)) > 0):
			r.value(v, at, locations[lower], true, depth+1)
		case containers[lower] && (!declared || !fields || depth == 0 && !r.onlyNames(o, at)):
			_, isText := v.(string)
			r.value(v, at, in, !isText, depth+1)
			if isText {
				r.options(o, v.(string), at, in)
			}
		case !declared && silent[lower]:
		case !declared && noise[lower] && !((fields && depth > 0 || elements(v) != nil || inner) && r.speaks(v)):
		case !declared && !fields && inner && errorish.MatchString(key):
			r.value(v, at, in, true, depth+1)
		case fields || declared || r.speaks(v):
			r.field(key, v, at, in, depth)
		}
	}
}

var errorish = re(`err|valid|messag|issue|problem|fault|violat`)

// options joins a message with the list of values beside it.
func (r *reading) options(o map[string]any, text, at, in string) {
	for key, v := range o {
		if values := elements(v); valueLists[strings.ToLower(key)] && len(values) > 0 && scalar.All(values) {
			for _, where := range r.subjects(text, wording.Rule{}, at) {
				r.add(where, in, wording.Rule{Values: values})
			}
		}
	}
}

func (r *reading) field(key string, v any, at, in string, depth int) {
	where := at
	if pointer.IsIndex(key) || r.has(at, key) || !strings.ContainsAny(key, ".[") {
		where += "/" + pointer.Escape(key)
	} else {
		where, in = r.place(key, at, in)
	}
	if text, ok := v.(string); ok {
		r.message(text, where, in, key)
		return
	}
	if texts := elements(v); len(texts) > 0 {
		for _, e := range texts {
			if text, ok := e.(string); ok {
				r.message(text, where, in, key)
			} else {
				r.value(e, where, in, true, depth+1)
			}
		}
		return
	}
	r.value(v, where, in, true, depth+1)
}

// has tells whether a property of that name was sent or is declared there.
func (r *reading) has(at, name string) bool {
	if _, ok := compare.Get(r.sent, at+"/"+pointer.Escape(name)); ok {
		return true
	}
	s := pointer.Schema(r.schema, at)
	return s != nil && s.Property(name) != nil
}

// onlyNames tells whether all that an object speaks of was sent or declared.
func (r *reading) onlyNames(o map[string]any, at string) bool {
	for key, v := range o {
		_, isText := v.(string)
		if !r.has(at, key) || isText && containers[strings.ToLower(key)] {
			return false
		}
	}
	return len(o) > 0
}

// speaks tells whether a value reads as complaints.
func (r *reading) speaks(v any) bool {
	switch v := v.(type) {
	case string:
		return !wording.Read(v).Empty()
	case []any:
		return len(v) > 0 && r.speaks(v[0])
	case map[string]any:
		for _, e := range v {
			if !r.speaks(e) {
				return false
			}
		}
		return len(v) > 0
	}
	return false
}
