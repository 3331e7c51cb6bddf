package compare

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Leaf is a value that holds no other, and where it is. Empty objects and
// arrays are leaves.
type Leaf struct {
	Pointer string
	Value   any
}

// Leaves lists the leaves in order of property names and indices.
func Leaves(body any) []Leaf {
	var leaves []Leaf
	walk(body, "", func(at string, v any) { leaves = append(leaves, Leaf{at, v}) })
	return leaves
}

func walk(v any, at string, leaf func(at string, v any)) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			walk(v[k], at+"/"+escape(k), leaf)
		}
		if len(v) > 0 {
			return
		}
	case []any:
		for i, e := range v {
			walk(e, at+"/"+strconv.Itoa(i), leaf)
		}
		if len(v) > 0 {
			return
		}
	}
	leaf(at, v)
}

// wildcard is the pointer with the indices of arrays in body as "*".
func wildcard(body any, pointer string) string {
	var b strings.Builder
	for _, t := range tokens(pointer) {
		b.WriteByte('/')
		if a, ok := body.([]any); ok {
			b.WriteByte('*')
			body = element(a, t)
			continue
		}
		b.WriteString(escape(t))
		if o, ok := body.(map[string]any); ok {
			body = o[t]
		}
	}
	return b.String()
}

func element(a []any, token string) any {
	if i, ok := index(token, len(a)-1); ok {
		return a[i]
	}
	return nil
}

// Get returns what is at the pointer. "*" stands for the first array element
// that has the rest.
func Get(body any, pointer string) (any, bool) { return get(body, tokens(pointer)) }

func get(v any, path []string) (any, bool) {
	if len(path) == 0 {
		return v, true
	}
	switch v := v.(type) {
	case map[string]any:
		if e, ok := v[path[0]]; ok {
			return get(e, path[1:])
		}
	case []any:
		if path[0] == "*" {
			for _, e := range v {
				if found, ok := get(e, path[1:]); ok {
					return found, true
				}
			}
			return nil, false
		}
		if i, ok := index(path[0], len(v)-1); ok {
			return get(v[i], path[1:])
		}
	}
	return nil, false
}

// Set returns body with v at the pointer. "*" sets it in every array element;
// "-", and the index behind the last element, append. What is missing becomes
// an object, and so does a value that has no such part.
func Set(body any, pointer string, v any) any { return set(body, tokens(pointer), v) }

func set(body any, path []string, v any) any {
	if len(path) == 0 {
		return v
	}
	if a, ok := body.([]any); ok {
		if path[0] == "*" {
			all := make([]any, len(a))
			for i, e := range a {
				all[i] = set(e, path[1:], v)
			}
			return all
		}
		if path[0] == "-" {
			return append(slices.Clone(a), set(nil, path[1:], v))
		}
		if i, ok := index(path[0], len(a)); ok {
			if i == len(a) {
				return append(slices.Clone(a), set(nil, path[1:], v))
			}
			a = slices.Clone(a)
			a[i] = set(a[i], path[1:], v)
			return a
		}
	}
	o, _ := body.(map[string]any)
	if o = maps.Clone(o); o == nil {
		o = map[string]any{}
	}
	o[path[0]] = set(o[path[0]], path[1:], v)
	return o
}

// Remove returns body without what is at the pointer ("*": in every array
// element). Removing the whole gives nil.
func Remove(body any, pointer string) any {
	path := tokens(pointer)
	if len(path) == 0 {
		return nil
	}
	return remove(body, path)
}

func remove(body any, path []string) any {
	last := len(path) == 1
	switch v := body.(type) {
	case map[string]any:
		e, ok := v[path[0]]
		if !ok {
			return body
		}
		v = maps.Clone(v)
		if last {
			delete(v, path[0])
		} else {
			v[path[0]] = remove(e, path[1:])
		}
		return v
	case []any:
		if path[0] == "*" {
			if last {
				return []any{}
			}
			all := make([]any, len(v))
			for i, e := range v {
				all[i] = remove(e, path[1:])
			}
			return all
		}
		i, ok := index(path[0], len(v)-1)
		if !ok {
			return body
		}
		v = slices.Clone(v)
		if last {
			return slices.Delete(v, i, i+1)
		}
		v[i] = remove(v[i], path[1:])
		return v
	}
	return body
}

// Clone copies objects and arrays all the way down.
func Clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		o := make(map[string]any, len(v))
		for k, e := range v {
			o[k] = Clone(e)
		}
		return o
	case []any:
		a := make([]any, len(v))
		for i, e := range v {
			a[i] = Clone(e)
		}
		return a
	}
	return v
}

// tokens splits a pointer. A missing slash at the start is forgiven.
func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	path := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, t := range path {
		path[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return path
}

func escape(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

// index reads an array index of at most last, written as RFC 6901 asks.
func index(token string, last int) (int, bool) {
	i, err := strconv.Atoi(token)
	return i, err == nil && i >= 0 && i <= last && strconv.Itoa(i) == token
}
