package outline

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// input is a named value that an operation takes.
type input struct {
	in      string // path, query, header, cookie, body
	pointer string // of a body's property: a JSON pointer; otherwise the name
	name    string
	within  string // the name of the object that a body's property is in, if it tells something
	depth   int    // of a body's property: 1 at the top; wrappers do not count
	schema  *api.Schema
	many    bool // a list of values
	must    bool
}

// text tells whether the value can be written as one word, as identifiers
// are.
func (in input) text() bool {
	s := in.schema
	if in.many {
		s = element(s)
	}
	return s.Is("string") || s.Is("integer") || s.Is("number")
}

func element(s *api.Schema) *api.Schema {
	if s == nil {
		return nil
	}
	return s.Items
}

// Bounds of a walk through a schema: schemas contain themselves, and some are
// enormous.
const (
	deepestSchema = 8
	mostInputs    = 400
	mostLayers    = 2000 // objects looked into
)

// inputsOf lists what the operation takes, parameters first. Properties that
// only an answer has are left out.
func inputsOf(op *api.Operation, parts []part) []input {
	var all []input
	for _, p := range parts {
		if p.param && op.Parameter("path", p.text) == nil {
			all = append(all, input{in: "path", pointer: p.text, name: p.text, must: true})
		}
	}
	for _, p := range op.Parameters {
		all = append(all, input{in: p.In, pointer: p.Name, name: p.Name, schema: p.Schema, many: p.Schema.Type() == "array", must: p.Required})
	}
	if c := contentOf(op.Body); c != nil {
		all = append(all, propertiesOf(c.Schema)...)
	}
	return all
}

// contentOf is the content that says most about a body: JSON, or else the
// first that has a schema.
func contentOf(b *api.Body) *api.Content {
	if b == nil {
		return nil
	}
	if c := api.JSON(b.Contents); c != nil && c.Schema != nil {
		return c
	}
	for i := range b.Contents {
		if b.Contents[i].Schema != nil {
			return &b.Contents[i]
		}
	}
	return nil
}

// wrappers are objects around the object that is meant.
var wrappers = map[string]bool{
	"data": true, "attributes": true, "relationships": true, "payload": true, "body": true, "request": true, "params": true, "input": true, "fields": true, "arguments": true, "args": true,
}

// layer is an object that a walk has still to look into.
type layer struct {
	schema         *api.Schema
	pointer        string
	within         string
	depth, nesting int
}

// propertiesOf lists the properties of a schema and of the objects in it, the
// outer ones first, so that the bounds cut off what is deep.
func propertiesOf(s *api.Schema) []input {
	var all []input
	seen := map[string]bool{}
	queue := []layer{{schema: s, depth: 1}}
	for looked := 0; len(queue) > 0 && looked < mostLayers; looked++ {
		l := queue[0]
		queue = queue[1:]
		if l.schema == nil || l.nesting > deepestSchema {
			continue
		}
		for i, p := range l.schema.Properties {
			if len(all) >= mostInputs || i >= mostInputs {
				break
			}
			if p.Schema != nil && p.Schema.ReadOnly {
				continue
			}
			in := l.property(p)
			if !seen[in.pointer] {
				seen[in.pointer] = true
				all = append(all, in)
			}
			queue = append(queue, l.inside(in))
		}
		if l.schema.Items != nil && l.pointer == "" {
			queue = append(queue, layer{l.schema.Items, "/0", l.within, l.depth, l.nesting + 1})
		}
		for _, alternative := range l.schema.Any {
			queue = append(queue, layer{alternative, l.pointer, l.within, l.depth, l.nesting + 1})
		}
	}
	return all
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

func (l layer) property(p *api.Property) input {
	return input{
		in: "body", pointer: l.pointer + "/" + escape.Replace(p.Name), name: p.Name, within: l.within, depth: l.depth,
		schema: p.Schema, many: p.Schema.Type() == "array", must: l.schema.Requires(p.Name),
	}
}

// inside is the layer below a property. A wrapper is no layer of its own.
func (l layer) inside(in input) layer {
	below := layer{in.schema, in.pointer, in.name, l.depth + 1, l.nesting + 1}
	if wrappers[strings.ToLower(in.name)] {
		below.within, below.depth = l.within, l.depth
	}
	if in.many {
		below.schema, below.pointer = element(in.schema), in.pointer+"/0"
		below.depth++
	}
	return below
}

// answer is what an operation is declared to answer when all is well.
type answer struct {
	list, object bool // neither: it does not say
	bare         bool // the list is in no envelope
	token        bool // holds a token, or sets a cookie
	created      bool // 201
	identified   bool // holds an identifier
	declared     bool // some property or item is declared
	values       []string
}

// answerOf reads the declared answer. The noun is that under which a list of
// objects might be wrapped.
func answerOf(op *api.Operation, noun string) answer {
	var a answer
	r := op.Success()
	if r == nil {
		return a
	}
	a.created = r.Status == "201"
	for _, h := range r.Headers {
		if strings.EqualFold(h, "Set-Cookie") || strings.EqualFold(h, "Authorization") || lexicon.Token(h) {
			a.token = true
		}
	}
	c := api.JSON(r.Contents)
	if c == nil || c.Schema == nil {
		return a
	}
	a.list, a.object = shape(c.Schema, noun, 0)
	a.bare = c.Schema.Type() == "array"
	for _, in := range propertiesOf(readable(c.Schema)) {
		a.declared = true
		if in.depth <= 2 {
			a.values = append(a.values, in.name)
			a.token = a.token || lexicon.Token(in.name) && in.text()
			a.identified = a.identified || lexicon.Identifier(in.name) && lexicon.Stem(in.name) == ""
		}
	}
	return a
}

// readable is the schema with what only answers have, one level deep.
func readable(s *api.Schema) *api.Schema {
	if s == nil {
		return nil
	}
	out := *s
	out.Properties = nil
	for _, p := range s.Properties {
		if p.Schema != nil && p.Schema.ReadOnly {
			open := *p.Schema
			open.ReadOnly = false
			p = &api.Property{Name: p.Name, Schema: &open}
		}
		out.Properties = append(out.Properties, p)
	}
	return &out
}

// envelopes hold the objects of a list that is answered as an object.
var envelopes = map[string]bool{
	"items": true, "data": true, "results": true, "result": true, "records": true, "rows": true, "list": true, "content": true, "entries": true,
	"docs": true, "documents": true, "hits": true, "value": true, "values": true, "edges": true, "nodes": true, "objects": true,
	"elements": true, "collection": true, "payload": true, "member": true, "resources": true, "_embedded": true, "response": true,
}

// pages are the names that stand beside a list.
var pages = map[string]bool{
	"total": true, "count": true, "page": true, "next": true, "previous": true, "limit": true, "offset": true, "per_page": true, "pages": true,
	"totalcount": true, "total_count": true, "pagesize": true, "page_size": true, "has_more": true, "hasmore": true, "total_pages": true,
	"totalpages": true, "next_page_token": true, "nextpagetoken": true, "cursor": true, "pagination": true, "meta": true, "links": true, "size": true,
	"status": true, "success": true, "message": true, "code": true, "error": true, "errors": true, "ok": true, "skip": true, "perpage": true, "nextcursor": true, "next_cursor": true,
}

// shape tells whether a schema is of a list of objects, bare or in an
// envelope, or of one object.
func shape(s *api.Schema, noun string, level int) (list, object bool) {
	if s == nil || level > 3 {
		return false, false
	}
	switch {
	case s.Type() == "array":
		return true, false
	case s.Type() == "" && len(s.Any) > 0:
		return shape(s.Any[0], noun, level+1)
	case len(s.Properties) == 0:
		return false, s.Type() == "object"
	}
	others, named := 0, false
	var wrapped *api.Schema
	for _, p := range s.Properties {
		name := strings.ToLower(p.Name)
		switch array := p.Schema.Type() == "array"; {
		case array && (envelopes[name] || lexicon.Singular(name) == strings.ToLower(lexicon.Singular(s.Name))):
			return true, false
		case array:
			list = true
			named = named || noun != "" && nounOf(lexicon.Words(p.Name)) == noun
		case envelopes[name] && p.Schema.Type() == "object":
			wrapped = p.Schema
		case !pages[name]:
			others++
		}
	}
	switch {
	case list && (others == 0 || named && !identified(s)):
		return true, false // {"orders": [...], "total": 3}
	case wrapped != nil && others == 0:
		return shape(wrapped, noun, level+1)
	}
	return false, true
}

// identified tells whether an object has an identifier of its own.
func identified(s *api.Schema) bool {
	return slices.ContainsFunc(s.Properties, func(p *api.Property) bool {
		return lexicon.Identifier(p.Name) && lexicon.Stem(p.Name) == ""
	})
}

// takes tells whether some input of the operation has such a name, no deeper
// than two objects down.
func takes(inputs []input, is func(string) bool) bool {
	return slices.ContainsFunc(inputs, func(in input) bool { return in.depth <= 2 && in.in != "cookie" && is(in.name) })
}

// password tells whether the operation takes a password: by its name, by its
// declared format, or, where it is about access at all, by a word that means
// other things elsewhere.
func (f *facts) password() bool {
	return f.takes(lexicon.Password) || slices.ContainsFunc(f.inputs, func(in input) bool {
		return in.in == "body" && in.depth <= 2 && in.text() && !lexicon.Token(in.name) && !lexicon.APIKey(in.name) && (in.formatted("password") || f.access() && strings.EqualFold(in.name, "secret"))
	})
}

// access tells whether names say that the operation gives access.
func (f *facts) access() bool {
	return f.says(lexicon.Login) || f.says(lexicon.SignUp) || f.named(lexicon.Login) || f.named(lexicon.SignUp) ||
		lexicon.Account(f.last) && f.takes(identity)
}

func (in input) formatted(format string) bool { return in.schema != nil && in.schema.Format == format }
