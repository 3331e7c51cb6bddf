package documents

import (
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Change makes the new form of a document. inserting tells that the document
// is being made by an upsert. The document given is not touched.
type Change func(doc bson.D, inserting bool) (bson.D, error)

func (f filters) readUpdate(v any) (Change, error) {
	switch v := v.(type) {
	case bson.A:
		return f.pipelineUpdate(v)
	case bson.D:
		if len(v) == 0 {
			return nil, ClientError("ValueError", "update cannot be empty")
		}
		if !isOperators(v) {
			return nil, ClientError("ValueError", "update only works with $ operators")
		}
		return f.operatorUpdate(v)
	}
	return nil, ClientError("TypeError", "update must be an instance of dict, bson.son.SON, bson.raw_bson.RawBSONDocument, or any other type that inherits from collections.Mapping or a list")
}

// ReadReplacement reads the second argument of replaceOne; the _id stays.
func ReadReplacement(v any) (Change, error) {
	replacement, ok := v.(bson.D)
	if !ok {
		return nil, ClientError("TypeError", "replacement must be an instance of dict, bson.son.SON, bson.raw_bson.RawBSONDocument, or any other type that inherits from collections.Mapping")
	}
	if isOperators(replacement) {
		return nil, ClientError("ValueError", "replacement can not include $ operators")
	}
	return func(doc bson.D, _ bool) (bson.D, error) {
		id, has := Field(doc, "_id")
		fresh := bson.D{}
		if has {
			fresh = bson.D{{Key: "_id", Value: id}}
		}
		for _, e := range cloneDocument(replacement) {
			if e.Key == "_id" && has {
				if !Equal(e.Value, id) {
					return nil, writeError(66, "After applying the update, the (immutable) field '_id' was found to have been altered to _id: %s", shellText(e.Value))
				}
				continue
			}
			fresh = append(fresh, e)
		}
		return fresh, nil
	}, nil
}

// edit is one path of one operator, read and ready.
type edit struct {
	path  []string
	apply func(doc bson.D, inserting bool) (bson.D, error)
}

func (f filters) operatorUpdate(update bson.D) (Change, error) {
	var edits []edit
	for _, e := range update {
		read, ok := updateOperators[e.Key]
		if !ok {
			return nil, writeError(9, "Unknown modifier: %s. Expected a valid update modifier or pipeline-style update specified as an array", e.Key)
		}
		fields, ok := e.Value.(bson.D)
		if !ok {
			return nil, writeError(9, "Modifiers operate on fields but we found type %s instead. For example: {$mod: {<field>: ...}} not {%s: %s}",
				typeName(e.Value), e.Key, shellText(e.Value))
		}
		for _, target := range fields {
			path, err := updatePath(target.Key)
			if err != nil {
				return nil, err
			}
			more, err := read(f, path, target.Value)
			if err != nil {
				return nil, err
			}
			edits = append(edits, more...)
		}
	}
	if err := conflicts(edits); err != nil {
		return nil, err
	}
	// Fields come about in the order of their paths, whatever the order of
	// the update (since MongoDB 5.0).
	slices.SortStableFunc(edits, func(a, b edit) int { return slices.CompareFunc(a.path, b.path, comparePart) })
	return func(doc bson.D, inserting bool) (bson.D, error) {
		fresh := cloneDocument(doc)
		for _, e := range edits {
			var err error
			if fresh, err = e.apply(fresh, inserting); err != nil {
				return nil, err
			}
		}
		return fresh, sameID(doc, fresh)
	}, nil
}

// comparePart orders numbers by value, and before names.
func comparePart(a, b string) int {
	i, isIndex := arrayIndex(a)
	j, isOther := arrayIndex(b)
	if isIndex && isOther {
		return i - j
	}
	return strings.Compare(a, b)
}

func updatePath(path string) ([]string, error) {
	parts := strings.Split(path, ".")
	if slices.Contains(parts, "") {
		return nil, writeError(56, "The update path '%s' contains an empty field name, which is not allowed.", path)
	}
	if slices.Contains(parts, "$") {
		return nil, writeError(2, "The positional operator did not find the match needed from the query.")
	}
	if strings.HasPrefix(path, "$") {
		return nil, writeError(52, "The dollar ($) prefixed field '%s' in '%s' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.", parts[0], path)
	}
	for _, p := range parts {
		if strings.HasPrefix(p, "$[") {
			return nil, writeError(2, "No array filter found for identifier '%s' in path '%s'", strings.Trim(p, "$[]"), path)
		}
	}
	return parts, nil
}

// conflicts refuses two edits of one path, or of a path and one above it.
func conflicts(edits []edit) error {
	for i, e := range edits {
		for _, before := range edits[:i] {
			n := min(len(e.path), len(before.path))
			if slices.Equal(e.path[:n], before.path[:n]) {
				return writeError(40, "Updating the path '%s' would create a conflict at '%s'",
					strings.Join(e.path, "."), strings.Join(e.path[:n], "."))
			}
		}
	}
	return nil
}

func sameID(before, after bson.D) error {
	old, had := Field(before, "_id")
	id, has := Field(after, "_id")
	if had && (!has || !Equal(old, id)) {
		return writeError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")
	}
	return nil
}

// readEdit reads one field of an update operator.
type readEdit func(f filters, path []string, operand any) ([]edit, error)

var updateOperators = map[string]readEdit{
	"$set":         setting(func(bool) bool { return true }),
	"$setOnInsert": setting(func(inserting bool) bool { return inserting }),
	"$unset": func(_ filters, path []string, _ any) ([]edit, error) {
		return one(path, func(doc bson.D, _ bool) (bson.D, error) { return unsetPath(doc, path).(bson.D), nil })
	},
	"$inc":         number("$inc", "increment", func(old, operand float64) float64 { return old + operand }),
	"$mul":         number("$mul", "multiply", func(old, operand float64) float64 { return old * operand }),
	"$min":         extreme(func(d int) bool { return d < 0 }),
	"$max":         extreme(func(d int) bool { return d > 0 }),
	"$push":        pushing,
	"$addToSet":    addingToSet,
	"$pull":        pulling,
	"$pop":         popping,
	"$rename":      renaming,
	"$currentDate": currentDate,
}

func one(path []string, apply func(doc bson.D, inserting bool) (bson.D, error)) ([]edit, error) {
	return []edit{{path, apply}}, nil
}

// replace makes an edit of the value at the path; fn sees whether there is
// one, and an unchanged document results where it returns keep.
func replace(path []string, fn func(doc bson.D, old any, found bool) (fresh any, keep bool, err error)) ([]edit, error) {
	return one(path, func(doc bson.D, _ bool) (bson.D, error) {
		old, found := getPath(doc, path)
		fresh, keep, err := fn(doc, old, found)
		if err != nil || keep {
			return doc, err
		}
		out, err := SetPath(doc, path, cloneValue(fresh), "")
		if err != nil {
			return nil, err
		}
		return out.(bson.D), nil
	})
}

func setting(when func(inserting bool) bool) readEdit {
	return func(_ filters, path []string, operand any) ([]edit, error) {
		return one(path, func(doc bson.D, inserting bool) (bson.D, error) {
			if !when(inserting) {
				return doc, nil
			}
			out, err := SetPath(doc, path, cloneValue(operand), "")
			if err != nil {
				return nil, err
			}
			return out.(bson.D), nil
		})
	}
}

func number(op, verb string, combine func(old, operand float64) float64) readEdit {
	return func(_ filters, path []string, operand any) ([]edit, error) {
		n, ok := operand.(float64)
		if !ok {
			return nil, writeError(14, "Cannot %s with non-numeric argument: {%s: %s}", verb, strings.Join(path, "."), shellText(operand))
		}
		return replace(path, func(doc bson.D, old any, found bool) (any, bool, error) {
			was, ok := old.(float64)
			if found && !ok {
				id, _ := Field(doc, "_id")
				return nil, false, writeError(14, "Cannot apply %s to a value of non-numeric type. {_id: %s} has the field '%s' of non-numeric type %s",
					op, shellText(id), path[len(path)-1], typeName(old))
			}
			return combine(was, n), false, nil // a missing field is 0, also for $mul
		})
	}
}

func extreme(better func(d int) bool) readEdit {
	return func(_ filters, path []string, operand any) ([]edit, error) {
		return replace(path, func(_ bson.D, old any, found bool) (any, bool, error) {
			return operand, found && !better(compareValues(operand, old)), nil
		})
	}
}

func renaming(_ filters, path []string, operand any) ([]edit, error) {
	from := strings.Join(path, ".")
	target, ok := operand.(string)
	if !ok {
		return nil, writeError(2, "The 'to' field for $rename must be a string: %s: %s", from, shellText(operand))
	}
	if target == from {
		return nil, writeError(2, `The source and target field for $rename must differ: %s: "%s"`, from, target)
	}
	to, err := updatePath(target)
	if err != nil {
		return nil, err
	}
	move := edit{path, func(doc bson.D, _ bool) (bson.D, error) {
		if name, through := arrayOn(doc, path); through {
			return nil, renameThroughArray("source", from, name, doc)
		}
		if name, through := arrayOn(doc, to); through {
			return nil, renameThroughArray("destination", target, name, doc)
		}
		v, found := getPath(doc, path)
		if !found {
			return doc, nil
		}
		doc = unsetPath(doc, path).(bson.D)
		out, err := SetPath(doc, to, v, "")
		if err != nil {
			return nil, err
		}
		return out.(bson.D), nil
	}}
	unchanged := func(doc bson.D, _ bool) (bson.D, error) { return doc, nil }
	return []edit{move, {to, unchanged}}, nil // the target takes part in conflicts
}

// arrayOn finds an array above the end of a path.
func arrayOn(doc bson.D, path []string) (name string, through bool) {
	for n := 1; n < len(path); n++ {
		v, _ := getPath(doc, path[:n])
		if _, ok := v.(bson.A); ok {
			return path[n-1], true
		}
	}
	return "", false
}

func renameThroughArray(end, path, name string, doc bson.D) error {
	id, _ := Field(doc, "_id")
	return writeError(2, "The %s field cannot be an array element, '%s' in doc with _id: %s has an array field called '%s'", end, path, shellText(id), name)
}

// currentDate reads {field: true} and {field: {$type: "date"}}.
func currentDate(_ filters, path []string, operand any) ([]edit, error) {
	d, isDocument := operand.(bson.D)
	kind, _ := Field(d, "$type")
	if _, isBool := operand.(bool); !isBool && !(isDocument && (kind == "date" || kind == "timestamp")) {
		return nil, writeError(2, "%s is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).", typeName(operand))
	}
	return replace(path, func(bson.D, any, bool) (any, bool, error) {
		return time.Now().UTC().Truncate(time.Millisecond), false, nil
	})
}
