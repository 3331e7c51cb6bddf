package draft

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// deepest is how far into an answer its properties are told.
const deepest = 5

// responses are the statuses that the source names, and what the answers of
// success are.
func responses(op *source.Operation) []*api.Response {
	var all []*api.Response
	response := func(status int) *api.Response {
		text := strconv.Itoa(status)
		if i := slices.IndexFunc(all, func(r *api.Response) bool { return r.Status == text }); i >= 0 {
			return all[i]
		}
		all = append(all, &api.Response{Status: text})
		return all[len(all)-1]
	}
	for _, a := range op.Answers {
		status := a.Status()
		if status == 0 {
			continue
		}
		r := response(status)
		if status >= 200 && status < 300 && status != 204 && len(r.Contents) == 0 {
			if s := schemaOf(a.Value, 0, sharedLeaf); s != nil {
				r.Contents = []api.Content{{MediaType: "application/json", Schema: s}}
			}
		}
	}
	for _, x := range op.Exits {
		if x.Status >= 300 && x.Status < 600 {
			response(x.Status)
		}
	}
	slices.SortFunc(all, func(a, b *api.Response) int { return slices.Compare([]byte(a.Status), []byte(b.Status)) })
	return all
}

// leaves are the schemas of what has no parts, in answers: an application has
// some hundred thousand of them, and nobody changes what it answers. A type
// that is not known stands for anything.
var leaves = map[string]*api.Schema{"": {}, "string": leaf("string"), "number": leaf("number"), "boolean": leaf("boolean")}

func sharedLeaf(kind string) *api.Schema {
	if s := leaves[kind]; s != nil {
		return s
	}
	return leaf(kind)
}

func leaf(kind string) *api.Schema {
	if kind == "" {
		return &api.Schema{}
	}
	return &api.Schema{Types: []string{kind}}
}

// schemaOf tells what a value of an answer is, as far as the source spells it
// out; nil where it does not. What has no parts is made by leaf, by its type.
func schemaOf(v *flow.Value, depth int, leaf func(kind string) *api.Schema) *api.Schema {
	if v == nil || depth > deepest {
		return nil
	}
	fields := v.Fields()
	switch {
	case len(fields) > 0:
		s := &api.Schema{Types: []string{"object"}}
		for _, f := range fields {
			if f.Gone() {
				continue
			}
			below := schemaOf(f.Value, depth+1, leaf)
			if below == nil {
				below = leaf("")
			}
			s.Properties = append(s.Properties, &api.Property{Name: f.Name, Schema: below})
		}
		return s
	case v.Kind.Only(flow.List):
		return &api.Schema{Types: []string{"array"}, Items: schemaOf(v.Element(), depth+1, leaf)}
	case v.Kind.Only(flow.Document):
		return &api.Schema{Types: []string{"object"}}
	}
	types := typesOf(v.Kind)
	if len(types) != 1 {
		return nil
	}
	return leaf(types[0])
}

// summary says what an operation does that reaches further than one object:
// whoever reads the draft, a person or a scan, should know it before a call.
func summary(op *source.Operation) string {
	for _, q := range op.Queries {
		what := q.Name
		if what == "" {
			what = "a collection"
		}
		switch {
		case q.Verb == mongo.Drop:
			return fmt.Sprintf("Drops %s", what)
		case q.Verb == mongo.Delete && !q.One && everything(q.Filter):
			return fmt.Sprintf("Deletes all of %s", what)
		}
	}
	return ""
}

// everything tells whether a filter is {}.
func everything(v *flow.Value) bool {
	rest, _ := v.Rest()
	return v == nil || v.Kind.Only(flow.Document) && len(v.Fields()) == 0 && rest == nil && len(v.Flows) == 0
}
