// Package pointer takes JSON pointers (RFC 6901) apart and follows them into
// schemas. "*" stands for any index of an array.
package pointer

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Matches tells whether a pointer fits a pattern with "*" for indices.
func Matches(pattern, pointer string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(pointer, "/")
	return slices.EqualFunc(a, b, func(x, y string) bool { return x == y || x == "*" && IsIndex(y) })
}

// IsIndex tells whether a pointer token is an array index, or "*".
func IsIndex(token string) bool {
	_, err := strconv.Atoi(token)
	return err == nil || token == "*"
}

// Name is the property name that a pointer ends with, indices aside.
func Name(at string) string {
	parts := strings.Split(at, "/")
	for i := len(parts) - 1; i > 0; i-- {
		if !IsIndex(parts[i]) {
			return Unescape(parts[i])
		}
	}
	return ""
}

// Escape writes a property name as a token (RFC 6901).
func Escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

// Unescape reads a token as a property name.
func Unescape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

// Schema finds the schema of the place below s, nil if it declares none.
func Schema(s *api.Schema, at string) *api.Schema {
	if at == "" {
		return s
	}
	for _, token := range strings.Split(at, "/")[1:] {
		if s == nil {
			return nil
		}
		s = Below(s, Unescape(token))
	}
	return s
}

// Below finds the schema of a property or element, also of an alternative.
func Below(s *api.Schema, token string) *api.Schema { return downTo(s, token, 0) }

// A schema can be its own alternative.
const deepestUnion = 8

func downTo(s *api.Schema, token string, depth int) *api.Schema {
	if p := s.Property(token); p != nil {
		return p
	}
	if s.Items != nil && IsIndex(token) {
		return s.Items
	}
	if depth < deepestUnion {
		for _, alternative := range s.Any {
			if alternative == nil {
				continue
			}
			if found := downTo(alternative, token, depth+1); found != nil {
				return found
			}
		}
	}
	if s.Additional != nil {
		return s.Additional.Schema
	}
	return nil
}

// Parent is the pointer of what holds the place; that of the whole is "".
func Parent(at string) string { return at[:max(strings.LastIndexByte(at, '/'), 0)] }

// Starred is the pointer with "*" for its indices.
func Starred(at string) string {
	parts := strings.Split(at, "/")
	for i, p := range parts {
		if i > 0 && IsIndex(p) {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// Last is the property name or index that a pointer ends with.
func Last(at string) string { return Unescape(at[strings.LastIndexByte(at, '/')+1:]) }

// All lists the pointers of all properties and elements of a value.
func All(v any) []string {
	var all []string
	var walk func(v any, at string)
	walk = func(v any, at string) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				all = append(all, at+"/"+Escape(k))
				walk(v[k], at+"/"+Escape(k))
			}
		case []any:
			for i, e := range v {
				all = append(all, at+"/"+strconv.Itoa(i))
				walk(e, at+"/"+strconv.Itoa(i))
			}
		}
	}
	walk(v, "")
	return all
}
