package documents

import (
	"fmt"
	"math"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Aggregate runs the stages $match, $project, $addFields, $set, $unset,
// $sort, $skip, $limit, $count and $unwind.
// https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
func (c *Collection) Aggregate(pipeline bson.A) ([]bson.D, error) {
	docs := c.docs
	for _, item := range pipeline {
		stage, ok := item.(bson.D)
		if !ok {
			return nil, serverError(14, "Each element of the 'pipeline' array must be an object")
		}
		if len(stage) != 1 {
			return nil, serverError(40323, "A pipeline stage specification object must contain exactly one field.")
		}
		var err error
		if docs, err = c.stage(docs, stage[0]); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

func (c *Collection) stage(docs []bson.D, e bson.E) ([]bson.D, error) {
	switch e.Key {
	case "$match":
		filter, ok := e.Value.(bson.D)
		if !ok {
			return nil, serverError(15959, "the match filter must be an expression in an object")
		}
		return c.match(docs, filter)
	case "$project":
		spec, ok := e.Value.(bson.D)
		if !ok || len(spec) == 0 {
			return nil, serverError(51272, "Invalid $project :: caused by :: projection specification must have at least one field")
		}
		shape, err := c.db.filters.project(spec)
		if err != nil {
			return nil, err
		}
		return Reshape(docs, shape)
	case "$addFields", "$set", "$unset":
		step, err := c.db.filters.updateStage(e)
		if err != nil {
			return nil, err
		}
		return Reshape(docs, func(doc bson.D) (bson.D, error) { return step(doc, false) })
	case "$sort":
		keys, err := ReadSort(e.Value)
		if err == nil && len(keys) == 0 {
			err = serverError(15976, "$sort stage must have at least one sort key")
		}
		return Sorted(docs, keys), err
	case "$skip", "$limit":
		return cut(docs, e)
	case "$count":
		name, ok := e.Value.(string)
		if !ok || name == "" || strings.HasPrefix(name, "$") {
			return nil, serverError(40157, "the count field must be a non-empty string")
		}
		if len(docs) == 0 {
			return nil, nil
		}
		return []bson.D{{{Key: name, Value: float64(len(docs))}}}, nil
	case "$unwind":
		return unwind(docs, e.Value)
	}
	return nil, serverError(40324, "Unrecognized pipeline stage name: '%s'", e.Key)
}

func (c *Collection) match(docs []bson.D, filter bson.D) ([]bson.D, error) {
	for _, e := range filter {
		if e.Key == "$where" {
			return nil, serverError(2, "$where is not allowed in this context")
		}
	}
	match, err := c.db.filters.read(filter)
	if err != nil {
		return nil, err
	}
	var kept []bson.D
	for _, doc := range docs {
		ok, err := match(doc)
		if err != nil {
			return nil, err
		}
		if ok {
			kept = append(kept, doc)
		}
	}
	return kept, nil
}

func Reshape(docs []bson.D, shape Shape) ([]bson.D, error) {
	out := make([]bson.D, len(docs))
	for i, doc := range docs {
		var err error
		if out[i], err = shape(doc); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func cut(docs []bson.D, e bson.E) ([]bson.D, error) {
	n, ok := e.Value.(float64)
	if !ok || n != math.Trunc(n) {
		return nil, serverError(2107201, "invalid argument to %s stage: Expected a number in: %s: %s", e.Key, e.Key, shellText(e.Value))
	}
	if n < 0 {
		return nil, serverError(2107201, "invalid argument to %s stage: Expected a non-negative number in: %s: %s", e.Key, e.Key, shellText(e.Value))
	}
	if e.Key == "$skip" {
		return docs[min(int(n), len(docs)):], nil
	}
	if n == 0 {
		return nil, serverError(15958, "the limit must be positive")
	}
	return docs[:min(int(n), len(docs))], nil
}

func unwind(docs []bson.D, v any) ([]bson.D, error) {
	if d, ok := v.(bson.D); ok {
		v, _ = Field(d, "path")
	}
	path, ok := v.(string)
	if !ok || !strings.HasPrefix(path, "$") {
		return nil, serverError(28818, "path option to $unwind stage should be prefixed with a '$': %s", fmt.Sprint(v))
	}
	parts := strings.Split(path[1:], ".")
	var out []bson.D
	for _, doc := range docs {
		v, _ := getPath(doc, parts)
		list, ok := v.(bson.A)
		if !ok && v != nil {
			out = append(out, doc)
		}
		for _, item := range list {
			fresh, err := SetPath(cloneDocument(doc), parts, cloneValue(item), "")
			if err != nil {
				return nil, err
			}
			out = append(out, fresh.(bson.D))
		}
	}
	return out, nil
}
