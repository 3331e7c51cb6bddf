package draft

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// parameters are those of the path, and what is read from the query, headers
// and cookies. What every client sends by itself is left out, and so is the
// credential.
func parameters(op *source.Operation) []*api.Parameter {
	var all []*api.Parameter
	for _, name := range api.TemplateNames(op.Path) {
		all = append(all, &api.Parameter{Name: name, In: "path", Required: true, Schema: converted(op, name)})
	}
	needed := needsOf(op)
	for _, i := range Inputs(op) {
		switch {
		case i.Name == "" || i.In == "header" && common(i.Name):
		case i.In == "query" || i.In == "header" || i.In == "cookie":
			all = append(all, &api.Parameter{Name: i.Name, In: i.In, Required: needed[i.In+"."+i.Name], Schema: schemaOfInput(op, i)})
		}
	}
	return all
}

// common tells whether clients send the header anyway.
func common(name string) bool {
	switch strings.ToLower(name) {
	case "authorization", "host", "user-agent", "accept", "content-type", "content-length", "origin", "referer", "cookie", "connection",
		"accept-encoding", "accept-language", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "content-encoding", "if-modified-since", "if-none-match":
		return true
	}
	return false
}

// converted is what a converter of the rule lets through.
func converted(op *source.Operation, name string) *api.Schema {
	s := &api.Schema{Types: []string{"string"}}
	if op.Route == nil {
		return s
	}
	switch converter, _, _ := strings.Cut(op.Route.Converters[name], "("); strings.ToLower(converter) {
	case "int":
		s.Types = []string{"integer"}
	case "float":
		s.Types = []string{"number"}
	case "uuid":
		s.Format = "uuid"
	case "objectid":
		s.Pattern = objectID
	}
	return s
}

// body is what the operation reads of the body; nil for nothing.
func body(p *source.Program, op *source.Operation) *api.Body {
	var object, form *api.Schema
	needed := needsOf(op)
	files := false
	for _, i := range Inputs(op) {
		path, required := strings.Split(i.Name, "."), needed[i.In+"."+i.Name]
		switch i.In {
		case "body":
			if object == nil {
				object = &api.Schema{}
			}
			if i.Name != "" && !strings.HasPrefix(i.Name, "$") {
				putInput(op, object, i, required)
			}
		case "form", "file":
			if form == nil {
				form = &api.Schema{Types: []string{"object"}}
			}
			if i.Name != "" {
				put(form, path[:1], schemaOfInput(op, i), required)
			}
			files = files || i.In == "file"
		}
	}
	b := &api.Body{}
	if object != nil {
		media := mediaOf(op, object)
		if len(object.Properties) == 0 && object.Is("object") {
			object.Properties = editable(p, op)
		}
		b.Contents = append(b.Contents, api.Content{MediaType: media, Schema: object})
	}
	if form != nil {
		media := "application/x-www-form-urlencoded"
		if files {
			media = "multipart/form-data"
		}
		b.Contents = append(b.Contents, api.Content{MediaType: media, Schema: form})
	}
	if len(b.Contents) == 0 {
		return nil
	}
	for _, c := range b.Contents {
		b.Required = b.Required || len(c.Schema.Required) > 0
	}
	return b
}

// mediaOf is JSON, unless the body is only read as bytes.
func mediaOf(op *source.Operation, s *api.Schema) string {
	i := slices.IndexFunc(op.Inputs, func(i source.Input) bool { return i.In == "body" && i.Name == "" })
	if i >= 0 && len(s.Properties) == 0 && op.Inputs[i].Kind.Only(flow.Bytes|flow.Text) {
		s.Types = []string{"string"}
		return "application/octet-stream"
	}
	if len(s.Types) == 0 {
		s.Types = []string{"object"}
	}
	return "application/json"
}

// putInput adds an input of the body. One that is iterated is a list where its
// name is a plural, or where the source asks for one: texts are gone through
// as well, letter by letter.
func putInput(op *source.Operation, object *api.Schema, i source.Input, required bool) {
	list, scalar := strings.CutSuffix(i.Starred, ".*")
	whole, element := i, i
	whole.Starred, element.Kind = "", i.Element
	switch {
	case i.Starred == "":
		put(object, strings.Split(i.Name, "."), schemaOfInput(op, i), required)
		return
	case !scalar: // keys are read of its elements
		put(object, strings.Split(i.Starred, "."), schemaOfInput(op, i), required)
		return
	}
	s := schemaOfInput(op, whole)
	if !slices.Equal(s.Types, []string{"array"}) && (len(s.Types) > 0 || !several(i.Name)) {
		put(object, strings.Split(i.Name, "."), s, required)
		return
	}
	put(object, strings.Split(list, "."), &api.Schema{Types: []string{"array"}}, required)
	put(object, strings.Split(i.Starred, "."), schemaOfInput(op, element), false)
}

// several tells whether a name is that of several things: image_urls.
func several(name string) bool {
	words := lexicon.Words(name[strings.LastIndexByte(name, '.')+1:])
	return len(words) > 0 && lexicon.Singular(words[len(words)-1]) != words[len(words)-1]
}

// put adds a property below a schema. "*" stands for the elements of a list;
// what is below a list is in each of its elements.
func put(s *api.Schema, path []string, leaf *api.Schema, required bool) {
	name := path[0]
	if name == "*" || slices.Equal(s.Types, []string{"array"}) {
		s.Types = []string{"array"}
		if s.Items == nil {
			s.Items = &api.Schema{}
		}
		if name == "*" {
			path = path[1:]
		}
		if len(path) == 0 {
			merge(s.Items, leaf)
			return
		}
		put(s.Items, path, leaf, required)
		return
	}
	s.Types = []string{"object"}
	below := s.Property(name)
	if below == nil {
		below = &api.Schema{}
		s.Properties = append(s.Properties, &api.Property{Name: name, Schema: below})
	}
	if len(path) > 1 {
		put(below, path[1:], leaf, required)
		return
	}
	if required && !s.Requires(name) {
		s.Required = append(s.Required, name)
	}
	merge(below, leaf)
}

// merge lets what is known of a property say more, and nothing else.
func merge(s, more *api.Schema) {
	if len(s.Types) == 0 {
		s.Types = more.Types
	}
	s.Format, s.Pattern = cmp.Or(s.Format, more.Format), cmp.Or(s.Pattern, more.Pattern)
	if len(s.Enum) == 0 {
		s.Enum = more.Enum
	}
	if s.Minimum == nil {
		s.Minimum = more.Minimum
	}
	if s.Maximum == nil {
		s.Maximum = more.Maximum
	}
}

// editable are properties that a body may have which is written to the
// database as it comes: a client sends some, and the source names none. They
// are those texts that the operation answers, or else those that what makes
// such documents reads. What sounds as if the server decides it is left out:
// a draft must not say that it may be sent.
func editable(p *source.Program, op *source.Operation) []*api.Property {
	collection := ""
	for _, q := range op.Queries {
		if q.Name != "" && (writesBody(q.Update) || writesBody(q.Document)) {
			collection = q.Name
		}
	}
	if collection == "" {
		return nil
	}
	for _, a := range op.Answers {
		if s := schemaOf(a.Value, 0, leaf); s != nil {
			if texts := sendable(s); len(texts) > 0 {
				return texts
			}
		}
	}
	for _, other := range p.Operations {
		makes := slices.ContainsFunc(other.Queries, func(q *source.Query) bool { return q.Name == collection && q.Verb == mongo.Insert })
		if !makes || other == op {
			continue
		}
		s := &api.Schema{}
		for _, i := range Inputs(other) {
			if i.In == "body" && i.Name != "" && !strings.ContainsAny(i.Name, ".$") {
				put(s, []string{i.Name}, schemaOfInput(other, i), false)
			}
		}
		if texts := sendable(s); len(texts) > 0 {
			return texts
		}
	}
	return nil
}

// writesBody tells whether the whole body is in a document or an update.
func writesBody(v *flow.Value) bool {
	return slices.ContainsFunc(v.All(flow.Request), func(s *flow.Step) bool { return s.Origin.In == "body" && s.Origin.Name == "" })
}

// sendable are the properties that are texts, as far as is known, and that
// nothing says the server decides.
func sendable(s *api.Schema) []*api.Property {
	var texts []*api.Property
	for _, p := range s.Properties {
		n := p.Name
		server := lexicon.Identifier(n) || lexicon.Privileged(n) || lexicon.Computed(n) || lexicon.Owner(n) || lexicon.Sensitive(n) || lexicon.Password(n) || lexicon.Email(n) || lexicon.Username(n)
		if !server && p.Schema.Is("string") {
			texts = append(texts, &api.Property{Name: n, Schema: &api.Schema{Types: []string{"string"}}})
		}
	}
	return texts
}
