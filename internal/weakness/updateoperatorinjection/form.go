package updateoperatorinjection

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
)

// form is a way in which a request may hold operators.
type form struct {
	name, field string
	// put writes the operators into the request; the sign is what they begin
	// with: $ or, for the control, x.
	put func(m *move, r *request.Request, sign string) *request.Request
	// named tells that the sign is left out: only a path that the API cannot
	// have meant shows that the request chose.
	named bool
	// whole tells that nothing of the honest body remains.
	whole bool
}

// freeForm are names of objects in which people hand updates on.
var freeForm = strings.Fields(`update updates changes change set ops operations patch modifications fields data attributes payload document values`)

func forms(op *api.Operation) []form {
	all := []form{
		{name: "operators as the body", field: "body", whole: true, put: func(m *move, r *request.Request, sign string) *request.Request {
			r.Body = m.operators(sign)
			return r
		}},
		{name: "operators beside the properties", field: "body", put: func(m *move, r *request.Request, sign string) *request.Request {
			body, _ := r.Body.(map[string]any)
			if body == nil {
				body = map[string]any{}
			}
			maps.Copy(body, m.operators(sign))
			r.Body = body
			return r
		}},
		{name: "a pipeline as the body", field: "body", whole: true, put: func(m *move, r *request.Request, sign string) *request.Request {
			r.Body = []any{map[string]any{sign + "set": m.operators(sign)[sign+"set"]}}
			return r
		}},
	}
	var schema *api.Schema
	if c := api.JSON(op.Body.Contents); c != nil {
		schema = c.Schema
	}
	var inside []string
	if schema != nil {
		for _, q := range schema.Properties {
			if free := q.Schema.Is("object") && len(q.Schema.Properties) == 0 && !q.Schema.ReadOnly; free && (q.Schema.Type() == "object" || slices.Contains(freeForm, strings.ToLower(q.Name))) {
				inside = append(inside, q.Name)
				all = append(all, within(q.Name))
			}
		}
	}
	if len(inside) == 0 {
		all = append(all, within(freeForm[:6]...))
	}
	return append(all, split(schema)...)
}

// within puts the operators below properties.
func within(names ...string) form {
	name, field := "operators in "+names[0], "body."+names[0]
	if len(names) > 1 {
		name, field = "operators in properties named for updates", "body"
	}
	return form{name: name, field: field, put: func(m *move, r *request.Request, sign string) *request.Request {
		for _, name := range names {
			r = r.With(request.Place{In: "body", Name: "/" + name}, m.operators(sign))
		}
		return r
	}}
}

// split is for requests that name operator, field and value: {op, field,
// value}.
func split(s *api.Schema) []form {
	if s == nil {
		return nil
	}
	var operator, field, value string
	for _, q := range s.Properties {
		words := lexicon.Words(q.Name)
		last := words[len(words)-1]
		switch {
		case operator == "" && (lexicon.Command(q.Name) || last == "operator" || last == "op"):
			operator = q.Name
		case field == "" && len(q.Schema.Enum) == 0 && (lexicon.Field(q.Name) || last == "field" || last == "key" || last == "path" || last == "property"):
			field = q.Name
		case value == "" && slices.Contains([]string{"value", "val", "amount", "delta", "by", "operand", "number"}, last):
			value = q.Name
		}
	}
	if operator == "" || field == "" || value == "" {
		return nil
	}
	put := func(dollar string) func(m *move, r *request.Request, sign string) *request.Request {
		return func(m *move, r *request.Request, sign string) *request.Request {
			if sign != "$" {
				dollar = sign
			}
			r = r.With(request.Place{In: "body", Name: "/" + operator}, dollar+"inc")
			r = r.With(request.Place{In: "body", Name: "/" + field}, m.counter)
			return r.With(request.Place{In: "body", Name: "/" + value}, step)
		}
	}
	what := fmt.Sprintf("operator and field in %s and %s", operator, field)
	return []form{
		{name: what, field: "body." + operator, put: put("$")},
		{name: what, field: "body." + operator, put: put(""), named: true},
	}
}

// step is by what $inc raises: many servers count the versions of a document
// by themselves, in ones.
const step = 3

// move is what the operators would do to one object, and how it shows.
type move struct {
	form    form
	base    *request.Request
	number  string // existing property that holds one; "" if there is none
	text    string // existing property that the request may change
	counter string // new property
	nest    string // new property
	canary  string
	random  func() string
}

func newMove(b *probe, f form, planted []string, base *request.Request) *move {
	m := &move{form: f, base: base, counter: b.p.Random(), nest: b.p.Random(), canary: b.p.Random(), random: b.p.Random}
	offered, _ := base.Body.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(b.body)) {
		switch v := b.body[name].(type) {
		case float64:
			if m.number == "" && !lexicon.Identifier(name) && v == float64(int64(v)) && name != "id" && name != "_id" {
				m.number = name
			}
		case string:
			if _, ok := offered[name].(string); ok && m.text == "" && slices.ContainsFunc(planted, func(c string) bool { return compare.Contains(offered[name], c) }) {
				m.text = name
			}
		}
	}
	return m
}

// again takes another canary for the second time.
func (m *move) again() { m.canary = m.random() }

func (m *move) request(sign string) *request.Request { return m.form.put(m, m.base.Clone(), sign) }

func (m *move) operators(sign string) map[string]any {
	inc := map[string]any{m.counter: step}
	if m.number != "" {
		inc[m.number] = step
	}
	set := map[string]any{m.nest + ".deep": m.canary}
	if m.text != "" {
		set[m.text] = m.canary
	}
	return map[string]any{sign + "inc": inc, sign + "set": set}
}

// effect says what the operators did when they were sent for the n-th time,
// or "". Each needs an operator to happen: a body that is stored or merged
// as it is leaves a key with the sign, and no sum.
func (m *move) effect(before, after map[string]any, n float64) string {
	if after == nil {
		return ""
	}
	was, _ := before[m.number].(float64)
	is, number := after[m.number].(float64)
	counted, _ := after[m.counter].(float64)
	deep, _ := compare.Get(after, "/"+m.nest+"/deep")
	switch {
	case counted == n*step:
		return "$inc raised a new number"
	case m.form.named:
		return ""
	case m.number != "" && number && is == was+n*step:
		return "$inc raised " + m.number
	case deep == m.canary:
		return "$set made a nested document"
	case m.text != "" && after[m.text] == m.canary:
		return "$set wrote " + m.text
	}
	return ""
}
