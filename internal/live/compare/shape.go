package compare

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Shape writes down property names and types without values, sorted; an
// array as the union of its elements; an object whose names are all
// identifiers as one with the name "*".
//
//	{id:string,items:[{price:null|number}]}
func Shape(body any) string { return shapeOf(body).String() }

// A form is the union of the values seen at one place.
type form struct {
	scalars map[string]bool
	object  map[string]*form // nil: none seen
	array   *form            // nil: none seen
}

func shapeOf(v any) *form {
	f := &form{scalars: map[string]bool{}}
	f.add(v)
	return f
}

func (f *form) add(v any) {
	switch v := v.(type) {
	case map[string]any:
		if f.object == nil {
			f.object = map[string]*form{}
		}
		keyed := keyedByID(v)
		for k, e := range v {
			if keyed {
				k = "*"
			}
			if f.object[k] == nil {
				f.object[k] = &form{scalars: map[string]bool{}}
			}
			f.object[k].add(e)
		}
	case []any:
		if f.array == nil {
			f.array = &form{scalars: map[string]bool{}}
		}
		for _, e := range v {
			f.array.add(e)
		}
	case string:
		f.scalars["string"] = true
	case bool:
		f.scalars["boolean"] = true
	case nil:
		f.scalars["null"] = true
	default:
		f.scalars["number"] = true
	}
}

func (f *form) String() string {
	parts := slices.Sorted(maps.Keys(f.scalars))
	if f.array != nil {
		parts = append(parts, "["+f.array.String()+"]")
	}
	if f.object != nil {
		var inside []string
		for _, k := range slices.Sorted(maps.Keys(f.object)) {
			inside = append(inside, k+":"+f.object[k].String())
		}
		parts = append(parts, "{"+strings.Join(inside, ",")+"}")
	}
	return strings.Join(parts, "|")
}

var idForm = regexp.MustCompile(`(?i)^(\d+|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$`)

func keyedByID(o map[string]any) bool {
	for k := range o {
		if !idForm.MatchString(k) {
			return false
		}
	}
	return len(o) > 0
}
