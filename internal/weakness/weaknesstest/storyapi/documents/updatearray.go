package documents

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// each reads {$each: [...], ...} or a single value. Other modifiers of $push
// come back in options.
func each(op string, operand any) (items bson.A, options bson.D, err error) {
	d, ok := operand.(bson.D)
	if !ok {
		return bson.A{operand}, nil, nil
	}
	v, ok := Field(d, "$each")
	if !ok {
		return bson.A{operand}, nil, nil
	}
	list, ok := v.(bson.A)
	if !ok {
		return nil, nil, writeError(2, "The argument to $each in %s must be an array but it was of type %s", op, typeName(v))
	}
	for _, e := range d {
		if e.Key != "$each" {
			options = append(options, e)
		}
	}
	return list, options, nil
}

func pushing(_ filters, path []string, operand any) ([]edit, error) {
	items, options, err := each("$push", operand)
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		if o.Key != "$slice" && o.Key != "$position" {
			return nil, writeError(2, "Unrecognized clause in $push: %s", o.Key)
		}
		if _, ok := o.Value.(float64); !ok {
			return nil, writeError(2, "The value for %s must be an integer value but was given type: %s", o.Key, typeName(o.Value))
		}
	}
	return replace(path, func(doc bson.D, old any, found bool) (any, bool, error) {
		list, ok := old.(bson.A)
		if found && !ok {
			id, _ := Field(doc, "_id")
			return nil, false, writeError(2, "The field '%s' must be an array but is of type '%s' in document {_id: %s}",
				strings.Join(path, "."), typeName(old), shellText(id))
		}
		at := len(list)
		if p, ok := Field(options, "$position"); ok {
			at = int(p.(float64))
			if at < 0 {
				at = max(0, len(list)+at)
			}
			at = min(at, len(list))
		}
		list = slices.Insert(slices.Clone(list), at, items...)
		if n, ok := Field(options, "$slice"); ok {
			list = slice(list, int(n.(float64)))
		}
		return list, false, nil
	})
}

// slice keeps the first n elements, or the last -n.
func slice(list bson.A, n int) bson.A {
	if n < 0 {
		return list[max(0, len(list)+n):]
	}
	return list[:min(n, len(list))]
}

func addingToSet(_ filters, path []string, operand any) ([]edit, error) {
	items, _, err := each("$addToSet", operand)
	if err != nil {
		return nil, err
	}
	return replace(path, func(_ bson.D, old any, found bool) (any, bool, error) {
		list, ok := old.(bson.A)
		if found && !ok {
			return nil, false, writeError(2, "Cannot apply $addToSet to non-array field. Field named '%s' has non-array type %s",
				path[len(path)-1], typeName(old))
		}
		list = slices.Clone(list)
		for _, item := range items {
			if !slices.ContainsFunc(list, func(v any) bool { return Equal(v, item) }) {
				list = append(list, item)
			}
		}
		if list == nil {
			list = bson.A{}
		}
		return list, false, nil
	})
}

// pulling reads a value, operators for values, or a filter of documents.
func pulling(f filters, path []string, operand any) ([]edit, error) {
	remove, err := pullTest(f, operand)
	if err != nil {
		return nil, err
	}
	return replace(path, func(doc bson.D, old any, found bool) (any, bool, error) {
		if !found {
			return nil, true, viable(doc, path)
		}
		list, ok := old.(bson.A)
		if !ok {
			return nil, false, writeError(2, "Cannot apply $pull to a non-array value")
		}
		kept := bson.A{}
		for _, item := range list {
			drop, err := remove(item)
			if err != nil {
				return nil, false, err
			}
			if !drop {
				kept = append(kept, item)
			}
		}
		return kept, false, nil
	})
}

// viable refuses a path that leads through what has no such part.
func viable(doc bson.D, path []string) error {
	for n := 1; n < len(path); n++ {
		v, found := getPath(doc, path[:n])
		if !found {
			return nil
		}
		_, isDocument := v.(bson.D)
		_, isArray := v.(bson.A)
		_, isIndex := arrayIndex(path[n])
		if !isDocument && !(isArray && isIndex) {
			return writeError(28, "Cannot use the part (%s) of (%s) to traverse the element ({%s: %s})",
				path[n], strings.Join(path, "."), path[n-1], shellText(v))
		}
	}
	return nil
}

func pullTest(f filters, operand any) (func(item any) (bool, error), error) {
	if d, ok := operand.(bson.D); ok && !isOperators(d) {
		match, err := f.document(d, false)
		if err != nil {
			return nil, err
		}
		return func(item any) (bool, error) {
			doc, ok := item.(bson.D)
			if !ok {
				return false, nil
			}
			return match(doc)
		}, nil
	}
	match, err := f.field("v", operand)
	if err != nil {
		return nil, err
	}
	return func(item any) (bool, error) { return match(bson.D{{Key: "v", Value: item}}) }, nil
}

func popping(_ filters, path []string, operand any) ([]edit, error) {
	if operand != 1.0 && operand != -1.0 {
		return nil, writeError(9, "$pop expects 1 or -1, found: %s", shellText(operand))
	}
	return replace(path, func(doc bson.D, old any, found bool) (any, bool, error) {
		list, ok := old.(bson.A)
		switch {
		case !found:
			return nil, true, viable(doc, path)
		case !ok:
			return nil, false, writeError(14, "Path '%s' contains an element of non-array type '%s'", strings.Join(path, "."), typeName(old))
		case len(list) == 0:
			return nil, true, nil
		case operand == 1.0:
			return list[:len(list)-1], false, nil
		}
		return list[1:], false, nil
	})
}

// pipelineUpdate reads an update that is an aggregation pipeline.
func (f filters) pipelineUpdate(stages bson.A) (Change, error) {
	if len(stages) == 0 {
		return nil, ClientError("ValueError", "update cannot be empty")
	}
	var steps []Change
	for _, item := range stages {
		stage, ok := item.(bson.D)
		if !ok || len(stage) != 1 {
			return nil, serverError(40323, "A pipeline stage specification object must contain exactly one field.")
		}
		step, err := f.updateStage(stage[0])
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return func(doc bson.D, inserting bool) (bson.D, error) {
		fresh := cloneDocument(doc)
		for _, step := range steps {
			var err error
			if fresh, err = step(fresh, inserting); err != nil {
				return nil, err
			}
		}
		return fresh, sameID(doc, fresh)
	}, nil
}

func (f filters) updateStage(e bson.E) (Change, error) {
	switch e.Key {
	case "$set", "$addFields":
		return f.addFields(e)
	case "$unset":
		return unsetStage(e.Value)
	case "$replaceWith", "$replaceRoot":
		source := e.Value
		if e.Key == "$replaceRoot" {
			d, _ := source.(bson.D)
			source, _ = Field(d, "newRoot")
		}
		compute, err := f.scripts.expression(source)
		if err != nil {
			return nil, err
		}
		return func(doc bson.D, _ bool) (bson.D, error) {
			v, err := compute(doc)
			if err != nil {
				return nil, err
			}
			fresh, ok := v.(bson.D)
			if !ok {
				return nil, serverError(40228, "'newRoot' expression must evaluate to an object, but resulting value was: %s", shellText(v))
			}
			fresh = cloneDocument(fresh)
			if id, had := Field(doc, "_id"); had {
				if _, has := Field(fresh, "_id"); !has {
					fresh = append(bson.D{{Key: "_id", Value: id}}, fresh...)
				}
			}
			return fresh, nil
		}, nil
	}
	return nil, serverError(72, "%s is not allowed to be used within an update", e.Key)
}

func (f filters) addFields(e bson.E) (Change, error) {
	fields, ok := e.Value.(bson.D)
	if !ok {
		return nil, serverError(40272, "%s specification stage must be an object, got %s", e.Key, typeName(e.Value))
	}
	type assignment struct {
		path    []string
		compute expression
	}
	var all []assignment
	for _, target := range fields {
		path, err := updatePath(target.Key)
		if err != nil {
			return nil, err
		}
		compute, err := f.scripts.expression(target.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, assignment{path, compute})
	}
	return func(doc bson.D, _ bool) (bson.D, error) {
		fresh := cloneDocument(doc)
		for _, a := range all {
			v, err := a.compute(doc)
			if err != nil {
				return nil, err
			}
			out, err := SetPath(fresh, a.path, cloneValue(v), "")
			if err != nil {
				return nil, err
			}
			fresh = out.(bson.D)
		}
		return fresh, nil
	}, nil
}

func unsetStage(v any) (Change, error) {
	list, ok := v.(bson.A)
	if !ok {
		list = bson.A{v}
	}
	var paths [][]string
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, serverError(31002, "$unset specification must be a string or an array containing only string values")
		}
		path, err := updatePath(text)
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return func(doc bson.D, _ bool) (bson.D, error) {
		fresh := cloneDocument(doc)
		for _, p := range paths {
			fresh = unsetPath(fresh, p).(bson.D)
		}
		return fresh, nil
	}, nil
}
