// Package compare tells whether two answers say the same, once what changes
// by itself is left out, and finds things in JSON values.
//
// A JSON value is what encoding/json decodes: map[string]any, []any, string,
// float64 or json.Number, bool, nil; Go integers are numbers too. Pointers
// are RFC 6901, "" is the whole value. No function modifies what it is given.
package compare

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Mask holds JSON pointers, with array indices as "*", of what changes
// between equal requests. Whatever lies below a masked place is masked.
type Mask map[string]bool

// Volatile finds what differs between answers to the same request, and adds
// what changes between seconds by its name or form (server_time, request_id,
// a JWT), because baselines are often taken within one second. A list that
// changes its length is masked as a whole. Equal(a, b, Volatile(a, b)) holds.
func Volatile(bodies ...any) Mask {
	m := Mask{}
	for _, body := range bodies {
		for _, leaf := range Leaves(body) {
			if fleeting(leaf) {
				m[wildcard(body, leaf.Pointer)] = true
			}
		}
	}
	for i := 1; i < len(bodies); i++ {
		differences(bodies[0], bodies[i], "", m)
	}
	return m
}

// differences adds to m the places where a and b differ.
func differences(a, b any, at string, m Mask) {
	if m[at] || canonical(a, at, m) == canonical(b, at, m) {
		return
	}
	if x, ok := a.(map[string]any); ok {
		if y, ok := b.(map[string]any); ok {
			objectDifferences(x, y, at, m)
			return
		}
	}
	x, ok1 := a.([]any)
	y, ok2 := b.([]any)
	if !ok1 || !ok2 || len(x) != len(y) {
		m[at] = true
		return
	}
	for i, j := range align(x, y, at+"/*", m) {
		differences(x[i], y[j], at+"/*", m)
	}
}

func objectDifferences(x, y map[string]any, at string, m Mask) {
	shared := 0
	for k := range x {
		if _, ok := y[k]; ok {
			shared++
		}
	}
	if shared == 0 { // keyed by something random
		m[at] = true
		return
	}
	for _, k := range slices.Sorted(maps.Keys(x)) {
		place := at + "/" + escape(k)
		if other, ok := y[k]; ok {
			differences(x[k], other, place, m)
		} else {
			m[place] = true
		}
	}
	for k := range y {
		if _, ok := x[k]; !ok {
			m[at+"/"+escape(k)] = true
		}
	}
}

// align pairs each index of x with one of y: equal elements first, then
// those with the same identifier, then by position. Both have one length.
func align(x, y []any, at string, m Mask) []int {
	pairs := make([]int, len(x))
	for i := range pairs {
		pairs[i] = -1
	}
	taken := make([]bool, len(y))
	pair := func(key func(any) string) {
		free := map[string][]int{}
		for j, v := range y {
			if k := key(v); !taken[j] && k != "" {
				free[k] = append(free[k], j)
			}
		}
		for i, v := range x {
			if pairs[i] >= 0 {
				continue
			}
			k := key(v)
			if js := free[k]; len(js) > 0 {
				pairs[i], free[k] = js[0], js[1:]
				taken[js[0]] = true
			}
		}
	}
	pair(func(v any) string { return canonical(v, at, m) })
	pair(func(v any) string { return ownIdentifier(v) })
	j := 0
	for i := range pairs {
		if pairs[i] >= 0 {
			continue
		}
		for taken[j] {
			j++
		}
		pairs[i], taken[j] = j, true
	}
	return pairs
}

// Equal compares all but what m masks. The order of array elements does not
// count: databases promise none without a sort, and sets have none. Numbers
// are compared by value: 1 is 1.0. A masked property may also be missing; a
// masked array element still counts in the length.
func Equal(a, b any, m Mask) bool { return canonical(a, "", m) == canonical(b, "", m) }

// canonical is one text for all values that are equal under m.
func canonical(v any, at string, m Mask) string {
	var b strings.Builder
	writeCanonical(&b, v, at, m)
	return b.String()
}

func writeCanonical(b *strings.Builder, v any, at string, m Mask) {
	if m[at] {
		b.WriteByte('~')
		return
	}
	switch v := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		for _, k := range slices.Sorted(maps.Keys(v)) {
			place := at
			if len(m) > 0 {
				place = at + "/" + escape(k)
			}
			if len(m) > 0 && m[place] {
				continue
			}
			b.WriteString(strconv.Quote(k))
			b.WriteByte(':')
			writeCanonical(b, v[k], place, m)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case []any:
		place := at
		if len(m) > 0 {
			place = at + "/*"
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = canonical(e, place, m)
		}
		slices.Sort(parts)
		b.WriteByte('[')
		for _, p := range parts {
			b.WriteString(p)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case string:
		b.WriteString(strconv.Quote(v))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case nil:
		b.WriteString("null")
	default:
		b.WriteString(scalarText(v))
	}
}

// scalarText is the text of a string or a number, "" of anything else.
func scalarText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		if v == float64(int64(v)) && v > -1<<53 && v < 1<<53 {
			return strconv.FormatInt(int64(v), 10)
		}
		if v >= -1e21 && v <= 1e21 {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	case json.Number:
		if _, err := strconv.ParseInt(string(v), 10, 64); err == nil || !strings.ContainsAny(string(v), ".eE") {
			if v == "-0" {
				return "0"
			}
			return string(v)
		}
		f, err := strconv.ParseFloat(string(v), 64)
		if err != nil {
			return string(v)
		}
		return scalarText(f)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}
