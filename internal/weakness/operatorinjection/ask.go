package operatorinjection

import (
	"fmt"
	"maps"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// ask is how one place is asked: some questions that part every collection
// alike, and what must behave like a value that matches nothing, or be
// refused.
type ask struct {
	questions []weakness.Question
	inert     *request.Request // an object that is no operator
	plain     *request.Request // a value that no document has; nil for filters
}

func (b *probe) asks(place request.Place) []ask {
	random := b.p.Random()
	var all []ask
	if place.Name != "" {
		for _, f := range forms(place, b.base.Media) {
			all = append(all, ask{b.questions(place, f, random), f.put(b.base, place, "xne", random), b.base.With(place, random)})
		}
	}
	if place.Name == "" || filters[strings.ToLower(place.Base())] {
		all = append(all, b.wholeFilter(place, random))
	}
	return all
}

// filters are names of values that are a filter themselves.
var filters = map[string]bool{"filter": true, "filters": true, "where": true, "query": true, "q": true, "criteria": true, "condition": true, "conditions": true,
	"match": true, "selector": true, "find": true, "search": true, "spec": true}

// form is how an operator is written at a place.
type form struct {
	name string
	put  func(r *request.Request, place request.Place, operator string, operand any) *request.Request
}

// bracket is the form in which the operator is part of the parameter's name,
// so that the parameter itself is absent.
const bracket = "bracket"

// forms lists the ways for a place. In Flask a query is text, and user[$ne]
// a key of that name; other stacks parse it. A JSON text in a query is for
// those who parse that. A form is a body of such keys.
func forms(place request.Place, media string) []form {
	object := form{"object", func(r *request.Request, place request.Place, operator string, operand any) *request.Request {
		return r.With(place, map[string]any{operator: operand})
	}}
	if place.In == "body" && strings.HasPrefix(media, request.Form) {
		return []form{{bracket, func(r *request.Request, place request.Place, operator string, operand any) *request.Request {
			if list, ok := operand.([]any); ok {
				operand = map[string]any{"": list} // name[$in][]=…: one value alone is a list too
			}
			return object.put(r, place, operator, operand)
		}}}
	}
	if place.In == "body" {
		return []form{object}
	}
	inName := form{bracket, func(r *request.Request, place request.Place, operator string, operand any) *request.Request {
		c := r.Clone()
		c.Query.Del(place.Name)
		name := place.Name + "[" + operator + "]"
		if list, ok := operand.([]any); ok {
			for _, v := range list {
				c.Query.Add(name+"[]", request.Text(v))
			}
			return c
		}
		c.Query.Set(name, request.Text(operand))
		return c
	}}
	return []form{inName, object} // With writes an object in a query as JSON text
}

// questions are pairs of operators that divide every collection in the same
// way, for documents that have the field as text, as a number, or at all.
func (b *probe) questions(place request.Place, f form, random string) []weakness.Question {
	pair := func(yes string, yesOperand any, no string, noOperand any) weakness.Question {
		return weakness.Question{
			Name:  fmt.Sprintf(`{"%s": …} against {"%s": …}`, yes, no),
			True:  f.put(b.base, place, yes, yesOperand),
			False: f.put(b.base, place, no, noOperand),
		}
	}
	return []weakness.Question{
		pair("$ne", random, "$eq", random),
		pair("$nin", []any{random}, "$in", []any{random}),
		pair("$gt", "", "$lt", ""),
		pair("$gt", -1e15, "$lt", -1e15),
		pair("$regex", "^", "$regex", "^"+random),
	}
}

// wholeFilter is for a place that is the filter itself, the body or a part of
// it. Keys of an object that is there stay.
func (b *probe) wholeFilter(place request.Place, random string) ask {
	with := func(operator string) *request.Request {
		filter := map[string]any{}
		if v, ok := b.base.Value(place); ok {
			if object, ok := v.(map[string]any); ok && place.Name == "" {
				maps.Copy(filter, object)
			}
		}
		filter[operator] = []any{map[string]any{"_id": random}}
		return b.base.With(place, filter)
	}
	return ask{
		questions: []weakness.Question{
			{Name: `{"$nor": [none]} against {"$or": [none]}`, True: with("$nor"), False: with("$or")},
			{Name: `{"$nor": [none]} against {"$and": [none]}`, True: with("$nor"), False: with("$and")},
		},
		inert: with("xnor"),
	}
}
