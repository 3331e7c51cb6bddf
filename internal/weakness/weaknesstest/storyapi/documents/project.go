package documents

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Shape is a projection: what of a document comes back.
type Shape func(doc bson.D) (bson.D, error)

func (f filters) readProjection(v any) (Shape, error) {
	var spec bson.D
	switch v := v.(type) {
	case nil:
	case bson.D:
		spec = v
	case bson.A:
		for _, item := range v {
			name, ok := item.(string)
			if !ok {
				return nil, ClientError("TypeError", "projection must be a list of key names, each an instance of str")
			}
			spec = append(spec, bson.E{Key: name, Value: 1.0})
		}
	default:
		return nil, ClientError("TypeError", "projection must be an instance of dict, bson.son.SON, or any other type that inherits from collections.Mapping")
	}
	if len(spec) == 0 {
		return func(doc bson.D) (bson.D, error) { return doc, nil }, nil
	}
	return f.project(spec)
}

// project reads a projection with at least one field. It keeps or drops,
// never both, except that _id may be dropped by one that keeps.
func (f filters) project(spec bson.D) (Shape, error) {
	spec = flat(spec, "")
	keeps, err := includes(spec)
	if err != nil {
		return nil, err
	}
	var paths [][]string
	dropID := false
	computed := map[string]expression{}
	var order []string
	for _, e := range spec {
		path := strings.Split(e.Key, ".")
		if slices.Contains(path, "") {
			return nil, serverError(40352, "FieldPath cannot be constructed with empty string")
		}
		switch flag := isFlag(e.Value); {
		case !flag:
			compute, err := f.scripts.expression(e.Value)
			if err != nil {
				return nil, err
			}
			computed[e.Key] = compute
			order = append(order, e.Key)
		case e.Key == "_id" && keeps && !Truthy(e.Value):
			dropID = true
		default:
			paths = append(paths, path)
		}
	}
	if !keeps {
		return func(doc bson.D) (bson.D, error) { return without(doc, paths).(bson.D), nil }, nil
	}
	if !dropID {
		paths = append(paths, []string{"_id"})
	}
	return func(doc bson.D) (bson.D, error) {
		out := only(doc, paths).(bson.D)
		for _, name := range order {
			v, err := computed[name](doc)
			if err != nil {
				return nil, err
			}
			set, err := SetPath(out, strings.Split(name, "."), cloneValue(v), "")
			if err != nil {
				return nil, err
			}
			out = set.(bson.D)
		}
		return out, nil
	}, nil
}

// flat writes {a: {b: 1}} as {"a.b": 1}.
func flat(spec bson.D, prefix string) bson.D {
	var out bson.D
	for _, e := range spec {
		if d, ok := e.Value.(bson.D); ok && len(d) > 0 && !isOperators(d) {
			out = append(out, flat(d, prefix+e.Key+".")...)
			continue
		}
		out = append(out, bson.E{Key: prefix + e.Key, Value: e.Value})
	}
	return out
}

// isFlag tells 1, true, 0 and false from expressions.
func isFlag(v any) bool {
	switch v.(type) {
	case bool, float64:
		return true
	}
	return false
}

// includes tells whether the projection keeps what it names.
func includes(spec bson.D) (bool, error) {
	decided, keeps := false, false
	for _, e := range spec {
		if e.Key == "_id" && isFlag(e.Value) {
			continue
		}
		keep := !isFlag(e.Value) || Truthy(e.Value)
		if decided && keep != keeps {
			if keep {
				return false, serverError(31253, "Cannot do inclusion on field %s in exclusion projection", e.Key)
			}
			return false, serverError(31254, "Cannot do exclusion on field %s in inclusion projection", e.Key)
		}
		decided, keeps = true, keep
	}
	if !decided {
		id, _ := Field(spec, "_id")
		keeps = Truthy(id)
	}
	return keeps, nil
}

// below lists what remains of the paths that start with key; whole tells
// that one of them ends there.
func below(paths [][]string, key string) (rest [][]string, whole bool) {
	for _, p := range paths {
		if p[0] != key {
			continue
		}
		if len(p) == 1 {
			return nil, true
		}
		rest = append(rest, p[1:])
	}
	return rest, false
}

// only keeps the paths, in the document's order, in each element of an
// array; an array's elements that are no documents go.
func only(v any, paths [][]string) any {
	switch v := v.(type) {
	case bson.D:
		out := bson.D{}
		for _, e := range v {
			rest, whole := below(paths, e.Key)
			switch {
			case whole:
				out = append(out, e)
			case rest != nil:
				if kept := only(e.Value, rest); kept != nil {
					out = append(out, bson.E{Key: e.Key, Value: kept})
				}
			}
		}
		return out
	case bson.A:
		out := bson.A{}
		for _, item := range v {
			if kept := only(item, paths); kept != nil {
				out = append(out, kept)
			}
		}
		return out
	}
	return nil
}

// without drops the paths, in each element of an array.
func without(v any, paths [][]string) any {
	switch v := v.(type) {
	case bson.D:
		out := bson.D{}
		for _, e := range v {
			rest, whole := below(paths, e.Key)
			if whole {
				continue
			}
			if rest != nil {
				e.Value = without(e.Value, rest)
			}
			out = append(out, e)
		}
		return out
	case bson.A:
		out := make(bson.A, len(v))
		for i, item := range v {
			out[i] = without(item, paths)
		}
		return out
	}
	return v
}

// SortKey is one field of a sort.
type SortKey struct {
	path      []string
	direction int // 1 or -1
}

// ReadSort reads {name: 1, price: -1}, PyMongo's list of pairs
// [["name", 1]], or a name.
func ReadSort(v any) ([]SortKey, error) {
	var spec bson.D
	switch v := v.(type) {
	case nil:
	case string:
		spec = bson.D{{Key: v, Value: 1.0}}
	case bson.D:
		spec = v
	case bson.A:
		for _, item := range v {
			pair, _ := item.(bson.A)
			if len(pair) != 2 {
				return nil, ClientError("TypeError", "if no direction is specified, key_or_list must be an instance of list")
			}
			name, ok := pair[0].(string)
			if !ok {
				return nil, ClientError("TypeError", "first item in each key pair must be an instance of str")
			}
			spec = append(spec, bson.E{Key: name, Value: pair[1]})
		}
	default:
		return nil, ClientError("TypeError", "if no direction is specified, key_or_list must be an instance of list")
	}
	var keys []SortKey
	for _, e := range spec {
		n, ok := e.Value.(float64)
		if !ok {
			return nil, serverError(15974, "Illegal key in $sort specification: %s: %s", e.Key, shellText(e.Value))
		}
		if n != 1 && n != -1 {
			return nil, serverError(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)")
		}
		if strings.HasPrefix(e.Key, "$") {
			return nil, serverError(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.")
		}
		keys = append(keys, SortKey{strings.Split(e.Key, "."), int(n)})
	}
	return keys, nil
}

// Sorted returns the documents in order; equal ones keep theirs.
func Sorted(docs []bson.D, keys []SortKey) []bson.D {
	if len(keys) == 0 {
		return docs
	}
	docs = slices.Clone(docs)
	slices.SortStableFunc(docs, func(a, b bson.D) int {
		for _, k := range keys {
			if d := compareValues(sortValue(a, k), sortValue(b, k)); d != 0 {
				return d * k.direction
			}
		}
		return 0
	})
	return docs
}

// sortValue is what a document is sorted by: of an array the least element,
// or the greatest when descending. Missing is null.
func sortValue(doc bson.D, key SortKey) any {
	var best any
	first := true
	walk(doc, key.path, func(l leaf) bool {
		list, ok := l.value.(bson.A)
		if !ok {
			list = bson.A{l.value}
		}
		for _, item := range list {
			if first || compareValues(item, best)*key.direction < 0 {
				best, first = item, false
			}
		}
		return false
	})
	return best
}
