package crossownerwrite

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
)

func shows(body any, canaries []string) bool {
	return slices.ContainsFunc(canaries, func(c string) bool { return compare.Contains(body, c) })
}

// vary changes the values of a request that would leave the object as it is:
// where no canary fits, only another value shows an effect.
func vary(r *request.Request, object any) *request.Request {
	doc, _ := object.(map[string]any)
	for _, leaf := range compare.Leaves(r.Body) {
		name := leaf.Pointer[strings.LastIndexByte(leaf.Pointer, '/')+1:]
		was, there := doc[name]
		if !there || lexicon.Identifier(name) || !compare.Equal(was, leaf.Value, nil) {
			continue
		}
		if other := another(leaf.Value, schemaAt(r.Operation, leaf.Pointer)); other != nil {
			r = r.With(request.Place{In: "body", Name: leaf.Pointer}, other)
		}
	}
	return r
}

// another is a value that the schema allows as well as v, or nil.
func another(v any, s *api.Schema) any {
	if s != nil && len(s.Enum) > 0 {
		for _, e := range s.Enum {
			if e != nil && !compare.Equal(e, v, nil) {
				return e
			}
		}
		return nil
	}
	switch v := v.(type) {
	case bool:
		return !v
	case float64:
		if s != nil && s.Maximum != nil && v+1 > *s.Maximum {
			return v - 1
		}
		return v + 1
	case int:
		return another(float64(v), s)
	case int64:
		return another(float64(v), s)
	}
	return nil
}

// schemaAt is what the contract says of a place in the body, or nil.
func schemaAt(op *api.Operation, pointer string) *api.Schema {
	if op.Body == nil {
		return nil
	}
	c := api.JSON(op.Body.Contents)
	if c == nil {
		return nil
	}
	s := c.Schema
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		if s != nil && s.Items != nil && s.Property(part) == nil {
			s = s.Items
			continue
		}
		s = s.Property(part)
	}
	return s
}
