// Package api is the model of an HTTP API that every look shares: its
// operations, what they take and answer, and who may call them.
//
// Readers (contract, source, live) build a [Model]; weaknesses read it.
package api

import (
	"fmt"
	"slices"
	"strings"
)

// Place is where something was written down. The zero Place is unknown.
type Place struct {
	File    string `json:"file,omitempty"`    // relative to what the user named
	Line    int    `json:"line,omitempty"`    // from 1
	Column  int    `json:"column,omitempty"`  // from 1
	Pointer string `json:"pointer,omitempty"` // RFC 6901, in a contract
}

// String is file:line, with the column in a contract: all of one may be on a
// single line.
func (p Place) String() string {
	switch {
	case p.File == "":
		return p.Pointer
	case p.Line == 0:
		return p.File
	case p.Pointer != "" && p.Column > 0:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	default:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
}

// Problem is a part of the input that could not be read. The rest was used.
type Problem struct {
	Place Place  `json:"place"`
	Text  string `json:"text"`
}

// Model is one API.
type Model struct {
	Title   string
	Servers []string // base URLs or base paths as declared, variables replaced by their defaults
	// ServerPlaces are where Servers, and those of operations, are declared.
	ServerPlaces map[string]Place
	Operations   []*Operation
	Schemes      map[string]Scheme
	Problems     []Problem

	// Authoritative tells that the operations come from a contract, not from
	// a guess about a bare URL.
	Authoritative bool
}

// Operation is one method on one path template.
type Operation struct {
	Method      string // upper case
	Path        string // template below the server's base path: /orders/{id}
	ID          string // operationId, may be empty
	Summary     string
	Description string
	Tags        []string
	Deprecated  bool

	Parameters []*Parameter // path, query, header, cookie; path-level ones included
	Body       *Body        // nil: takes none
	Responses  []*Response  // by status, "default" last

	// Security holds alternatives; one of them is enough. Nil means that
	// neither the operation nor the contract says anything; empty and not nil
	// means that the contract asks for no credential.
	Security []Requirement
	// SecurityPlace is where Security is declared, which may be for all
	// operations; zero where nothing is.
	SecurityPlace Place

	// Servers replace those of the model for this operation; nil keeps them.
	Servers []string

	// Drafted tells that the source alone speaks of it: no contract lists it.
	Drafted bool

	Place Place
}

// String is the name used everywhere for the operation: "GET /orders/{id}".
func (o *Operation) String() string { return o.Method + " " + o.Path }

// Protected tells whether the contract asks for a credential here.
func (o *Operation) Protected() bool {
	return len(o.Security) > 0 && !slices.ContainsFunc(o.Security, func(r Requirement) bool { return len(r) == 0 })
}

// Reads tells whether the method promises to change nothing (RFC 9110, 9.2.1).
func (o *Operation) Reads() bool { return o.Method == "GET" || o.Method == "HEAD" }

// Parameter returns the parameter of that name and location, or nil.
func (o *Operation) Parameter(in, name string) *Parameter {
	for _, p := range o.Parameters {
		if p.In == in && p.Name == name {
			return p
		}
	}
	return nil
}

// PathParameters lists the names in the path template from left to right,
// declared or not.
func (o *Operation) PathParameters() []string { return TemplateNames(o.Path) }

// TemplateNames lists the names in braces of a path template, left to right.
func TemplateNames(path string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(path, "{")
		if !ok {
			return names
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return names
		}
		names = append(names, name)
		path = after
	}
}

// Erased is the path template without its parameter names: /orders/{}.
// Two operations with the same method and erased path are the same one.
func Erased(path string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(path, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, after, ok := strings.Cut(rest, "}")
		if !ok {
			b.WriteString("{" + rest)
			return b.String()
		}
		b.WriteString("{}")
		path = after
	}
}

// Parameter is a value that travels outside the body.
type Parameter struct {
	Name        string
	In          string // path, query, header, cookie
	Description string
	Required    bool
	Schema      *Schema // nil: anything
	Example     any
	// Style and Explode as in OpenAPI 3; empty means the default of In.
	Style   string
	Explode *bool

	Place Place
}

// Body is what an operation takes, by media type in declared order.
type Body struct {
	Description string
	Required    bool
	Contents    []Content
}

// Content is one media type of a body.
type Content struct {
	MediaType string
	Schema    *Schema // nil: anything
	Example   any
}

// Response is one declared answer.
type Response struct {
	Status      string // "200", "4XX", "default"
	Description string
	Headers     []string
	Contents    []Content
}

// Success returns the declared answer with the lowest 2xx status, or nil.
func (o *Operation) Success() *Response {
	var best *Response
	for _, r := range o.Responses {
		if strings.HasPrefix(r.Status, "2") && (best == nil || r.Status < best.Status) {
			best = r
		}
	}
	return best
}

// Requirement names schemes that are asked for together, with their scopes
// or roles. An empty one asks for nothing.
type Requirement map[string][]string

// Scheme is a declared way to authenticate.
type Scheme struct {
	Type   string // http, apiKey, oauth2, openIdConnect, mutualTLS
	Scheme string // of http: basic, bearer …
	In     string // of apiKey: header, query, cookie
	Name   string // of apiKey
	// Flows are those of oauth2: implicit, password, authorizationCode …
	Flows []string

	Place Place
}

// Same tells whether two schemes say the same, wherever they are declared.
func (s Scheme) Same(other Scheme) bool {
	return s.Type == other.Type && s.Scheme == other.Scheme && s.In == other.In && s.Name == other.Name && slices.Equal(s.Flows, other.Flows)
}

// Schema is a JSON Schema as far as Ashlar needs it. allOf is merged into
// it. A schema can contain itself: bound the depth of every walk.
type Schema struct {
	Name        string // of the component that it came from, if any
	Title       string
	Description string
	Types       []string // none: any. "null" stands for nullable
	Format      string
	Pattern     string
	Enum        []any // const is an enum of one
	Default     any
	Example     any

	Properties []*Property // in declared order
	Required   []string
	Items      *Schema
	// Additional is nil when undeclared properties are allowed by silence.
	Additional *Additional
	Any        []*Schema // anyOf or oneOf

	MinLength, MaxLength *int
	MinItems, MaxItems   *int
	Minimum, Maximum     *float64 // exclusive bounds count as bounds
	ReadOnly, WriteOnly  bool

	Place Place
}

// Property is a named part of an object.
type Property struct {
	Name   string
	Schema *Schema
}

// Additional says what the contract says of undeclared properties.
type Additional struct {
	Allowed bool
	Schema  *Schema // of the values; nil: anything
}

// Is tells whether the schema allows the JSON type t. Nil allows everything.
func (s *Schema) Is(t string) bool {
	return s == nil || len(s.Types) == 0 || slices.Contains(s.Types, t)
}

// Type is the first type that is not null; "object" or "array" when only
// properties or items say so; empty when anything goes.
func (s *Schema) Type() string {
	if s == nil {
		return ""
	}
	for _, t := range s.Types {
		if t != "null" {
			return t
		}
	}
	switch {
	case len(s.Properties) > 0:
		return "object"
	case s.Items != nil:
		return "array"
	}
	return ""
}

// Property returns the schema of the property, or nil.
func (s *Schema) Property(name string) *Schema {
	if s == nil {
		return nil
	}
	for _, p := range s.Properties {
		if p.Name == name {
			return p.Schema
		}
	}
	return nil
}

// Requires tells whether the property must be there.
func (s *Schema) Requires(name string) bool { return s != nil && slices.Contains(s.Required, name) }

// JSON returns the content that is JSON, or nil.
func JSON(contents []Content) *Content {
	for i, c := range contents {
		media, _, _ := strings.Cut(c.MediaType, ";")
		media = strings.TrimSpace(strings.ToLower(media))
		if media == "application/json" || strings.HasSuffix(media, "+json") || media == "*/*" {
			return &contents[i]
		}
	}
	return nil
}
