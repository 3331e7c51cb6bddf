package documents

import (
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Field returns the value under a key, literally.
func Field(d bson.D, key string) (any, bool) {
	for _, e := range d {
		if e.Key == key {
			return e.Value, true
		}
	}
	return nil, false
}

// isOperators tells whether a value is an operator expression and not a
// literal: MongoDB decides by the first key alone.
func isOperators(v any) bool {
	d, ok := v.(bson.D)
	return ok && len(d) > 0 && strings.HasPrefix(d[0].Key, "$")
}

// arrayIndex reads a path component as an index; "01" is a name.
func arrayIndex(part string) (int, bool) {
	n, err := strconv.Atoi(part)
	return n, err == nil && n >= 0 && strconv.Itoa(n) == part
}

// leaf is a value that a path leads to, or the lack of one: then value is nil
// and found false. One that an index chose in an array is exact: operators
// look at it and not into it.
type leaf struct {
	value        any
	found, exact bool
}

// walk yields each value that a dotted path leads to: an array on the way is
// entered by index and through each of its documents. What is missing is
// yielded too, except below an array, where only documents count:
// {"a.b": null} matches {a: 4} and {a: [{}]} and neither {a: []} nor {a: [4]}.
// It stops when yield returns true, and returns that. The rules are those of
// BSONElementIterator in the server's db/matcher/path.cpp.
func walk(v any, parts []string, yield func(leaf) bool) bool {
	if len(parts) == 0 {
		return yield(leaf{value: v, found: true})
	}
	switch v := v.(type) {
	case bson.D:
		child, ok := Field(v, parts[0])
		if !ok {
			return yield(leaf{})
		}
		return walk(child, parts[1:], yield)
	case bson.A:
		return walkArray(v, parts, yield)
	}
	return yield(leaf{})
}

func walkArray(list bson.A, parts []string, yield func(leaf) bool) bool {
	if i, ok := arrayIndex(parts[0]); ok && i < len(list) {
		if len(parts) == 1 {
			if yield(leaf{value: list[i], found: true, exact: true}) {
				return true
			}
		} else if typeOrder(list[i]) == orderDocument || typeOrder(list[i]) == orderArray {
			if walk(list[i], parts[1:], yield) {
				return true
			}
		}
	}
	for _, e := range list {
		if d, ok := e.(bson.D); ok && walk(d, parts, yield) {
			return true
		}
	}
	return false
}

// cloneValue copies documents and arrays, so that an update can work on it.
func cloneValue(v any) any {
	switch v := v.(type) {
	case bson.D:
		return cloneDocument(v)
	case bson.A:
		c := make(bson.A, len(v))
		for i, e := range v {
			c[i] = cloneValue(e)
		}
		return c
	}
	return v
}

func cloneDocument(d bson.D) bson.D {
	c := make(bson.D, len(d))
	for i, e := range d {
		c[i] = bson.E{Key: e.Key, Value: cloneValue(e.Value)}
	}
	return c
}

// maxPadding bounds the nulls that $set "a.N" appends to an array; MongoDB's
// own bound is 1500000.
const maxPadding = 10_000

// SetPath returns v with the value at the path set, making documents on the
// way. It works in place where it can: give it a clone.
func SetPath(v any, parts []string, value any, above string) (any, error) {
	if len(parts) == 0 {
		return value, nil
	}
	switch v := v.(type) {
	case bson.D:
		i := slices.IndexFunc(v, func(e bson.E) bool { return e.Key == parts[0] })
		if i < 0 {
			v = append(v, bson.E{Key: parts[0]})
			i = len(v) - 1
			if len(parts) > 1 {
				v[i].Value = bson.D{}
			}
		}
		child, err := SetPath(v[i].Value, parts[1:], value, parts[0])
		if err != nil {
			return nil, err
		}
		v[i].Value = child
		return v, nil
	case bson.A:
		i, ok := arrayIndex(parts[0])
		if !ok {
			return nil, cannotCreate(parts[0], above, v)
		}
		if i > len(v)+maxPadding {
			return nil, writeError(2, "Error adding %d elements to array: more than the allowed %d", i-len(v), maxPadding)
		}
		for len(v) <= i {
			v = append(v, nil)
			if len(v) == i+1 && len(parts) > 1 {
				v[i] = bson.D{}
			}
		}
		child, err := SetPath(v[i], parts[1:], value, parts[0])
		if err != nil {
			return nil, err
		}
		v[i] = child
		return v, nil
	}
	return nil, cannotCreate(parts[0], above, v)
}

func cannotCreate(name, above string, v any) error {
	return writeError(28, "Cannot create field '%s' in element {%s: %s}", name, above, shellText(v))
}

// getPath follows keys and indexes only; it is what updates see.
func getPath(v any, parts []string) (any, bool) {
	for _, p := range parts {
		switch t := v.(type) {
		case bson.D:
			child, ok := Field(t, p)
			if !ok {
				return nil, false
			}
			v = child
		case bson.A:
			i, ok := arrayIndex(p)
			if !ok || i >= len(t) {
				return nil, false
			}
			v = t[i]
		default:
			return nil, false
		}
	}
	return v, true
}

// unsetPath removes what the path leads to; an array element becomes null.
func unsetPath(v any, parts []string) any {
	switch v := v.(type) {
	case bson.D:
		i := slices.IndexFunc(v, func(e bson.E) bool { return e.Key == parts[0] })
		switch {
		case i < 0:
		case len(parts) == 1:
			return slices.Delete(v, i, i+1)
		default:
			v[i].Value = unsetPath(v[i].Value, parts[1:])
		}
		return v
	case bson.A:
		if i, ok := arrayIndex(parts[0]); ok && i < len(v) {
			if len(parts) == 1 {
				v[i] = nil
			} else {
				v[i] = unsetPath(v[i], parts[1:])
			}
		}
		return v
	}
	return v
}
