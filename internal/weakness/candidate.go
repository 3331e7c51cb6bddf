package weakness

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Candidate is a place where a call of an operation carries, or could carry,
// a value of its own, and what the contract says of it.
type Candidate struct {
	request.Place
	Label       string      // the name that tells what it is for: that of an array for its elements
	Schema      *api.Schema // nil: nothing is said
	Description string
	Required    bool
	Example     any // also of a parameter itself
}

// deepest is how far below a body declared properties are candidates.
const deepest = 3

// Candidates lists the values that op takes in its path, query and body: the
// declared ones in declared order, then those that only the request r has,
// which may be nil.
func Candidates(op *Operation, r *request.Request) []Candidate {
	var all []Candidate
	for _, name := range op.PathParameters() {
		c := Candidate{Place: request.Place{In: "path", Name: name}, Label: name, Required: true}
		if p := op.Parameter("path", name); p != nil {
			c.Schema, c.Description, c.Example = p.Schema, p.Description, p.Example
		}
		all = append(all, c)
	}
	for _, p := range op.Parameters {
		if p.In == "query" {
			all = append(all, Candidate{request.Place{In: "query", Name: p.Name}, p.Name, p.Schema, p.Description, p.Required, p.Example})
		}
	}
	if op.Body != nil {
		if c := bodyOf(op); c != nil && c.Schema != nil {
			all = declared(all, "", c.Schema, deepest)
		}
	}
	if r == nil {
		return all
	}
	for _, place := range r.Places() {
		if !slices.ContainsFunc(all, func(c Candidate) bool { return c.Place == place }) {
			all = append(all, Candidate{Place: place, Label: label(place.Name)})
		}
	}
	return all
}

// RFC 6901, section 3.
var (
	pointerEscape   = strings.NewReplacer("~", "~0", "/", "~1")
	pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")
)

func bodyOf(op *Operation) *api.Content {
	if c := api.JSON(op.Body.Contents); c != nil {
		return c
	}
	if len(op.Body.Contents) > 0 {
		return &op.Body.Contents[0]
	}
	return nil
}

func declared(all []Candidate, at string, s *api.Schema, depth int) []Candidate {
	for _, p := range s.Properties {
		pointer := at + "/" + pointerEscape.Replace(p.Name)
		c := Candidate{Place: request.Place{In: "body", Name: pointer}, Label: p.Name, Schema: p.Schema, Required: s.Requires(p.Name)}
		if p.Schema != nil {
			c.Description, c.Example = p.Schema.Description, p.Schema.Example
			if len(p.Schema.Properties) > 0 && depth > 1 {
				all = declared(all, pointer, p.Schema, depth-1)
				continue
			}
		}
		all = append(all, c)
	}
	return all
}

// label is the last part of a pointer that is no index.
func label(pointer string) string {
	parts := strings.Split(pointer, "/")
	for _, part := range slices.Backward(parts) {
		if _, err := strconv.Atoi(part); err != nil {
			return pointerUnescape.Replace(part)
		}
	}
	return ""
}

// Text tells whether the contract lets the value be text.
func (c Candidate) Text() bool {
	t := c.Schema.Type()
	return c.Schema.Is("string") && t != "object" && t != "array"
}

// Open tells whether the contract lets the value be an object with keys of
// the client's choice.
func (c Candidate) Open() bool {
	s := c.Schema
	return s == nil || s.Is("object") && len(s.Properties) == 0 && len(s.Enum) == 0 && (s.Additional == nil || s.Additional.Allowed) && s.Items == nil
}

// Declared lists the texts that the contract names for the value: enum,
// default and examples.
func (c Candidate) Declared() []string {
	values := []any{c.Example}
	if s := c.Schema; s != nil {
		values = append(append(values, s.Default, s.Example), s.Enum...)
	}
	var texts []string
	for _, v := range values {
		if s, ok := v.(string); ok && s != "" && !slices.Contains(texts, s) {
			texts = append(texts, s)
		}
	}
	return texts
}

// readers are words of operations that read whatever their method is.
var readers = strings.Fields("query find lookup fetch read list get export aggregate search report filter select browse")

// Asks tells whether the operation answers questions and changes nothing,
// whatever its method is: POST /reports/sales, POST /query.
func (p *LivePass) Asks(op *Operation) bool {
	if p.Outline.ReadsOnly(op) {
		return true
	}
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Logout, outline.Refresh, outline.Reset, outline.Create, outline.Update, outline.Delete, outline.Dangerous:
		return false
	}
	if op.Method != "POST" && !op.Reads() {
		return false
	}
	last := op.Path[strings.LastIndexByte(op.Path, '/')+1:]
	return lexicon.SearchWord(last) || slices.ContainsFunc(lexicon.Words(last), func(w string) bool { return slices.Contains(readers, w) })
}
