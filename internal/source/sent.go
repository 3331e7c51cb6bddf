package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Sent finds what of the request a value holds as the client chose it: not by
// way of something unknown, and not one of values that the program knows. It
// is nil for nothing.
func Sent(v *flow.Value) *flow.Step {
	if v == nil || v.Has(flow.Listed) || v.Literal() {
		return nil
	}
	for _, s := range v.FromSource(flow.Request) {
		if !s.Weak {
			return s
		}
	}
	return nil
}

// SentObject is [Sent] for values that can be an object with keys that begin
// with $.
func SentObject(v *flow.Value) *flow.Step {
	if v == nil || !v.Kind.Can(flow.Document) || v.Has(flow.Listed) || v.Has(flow.Plain) || v.Literal() || plainNames(v) {
		return nil
	}
	for _, s := range v.FromSource(flow.Request) {
		if !s.Weak && canBe(s, flow.Document) {
			return s
		}
	}
	return nil
}

// plainNames tells whether all keys of a document are known, and none is an
// operator: or they are not known, and the program has left those out that
// begin with $.
func plainNames(v *flow.Value) bool {
	if _, names := v.Rest(); names != nil && names.Has(flow.Plain) {
		return true
	}
	return len(v.Names()) > 0 && !slices.ContainsFunc(v.Names(), func(n flow.Literal) bool { return strings.HasPrefix(n.Text, "$") })
}

// canBe tells whether the content was of the kind anywhere on its way, since
// it was taken out of the whole: where ways meet, only one of them is kept.
func canBe(s *flow.Step, kind flow.Kind) bool {
	for from := s; from != nil && from.Origin.Name == s.Origin.Name; from = from.Prev {
		if from.Kind.Can(kind) {
			return true
		}
	}
	return false
}

// scalars cannot hold words of a language: of JavaScript, of patterns.
const scalars = flow.Null | flow.Bool | flow.Number | flow.ObjectID | flow.Date

// SentText finds what of the request is in a text that the database reads as
// a language, except for parts that are in order. Numbers and identifiers
// are.
func SentText(v *flow.Value, inOrder func(part *flow.Value) bool) *flow.Step {
	if v == nil || v.Kind.Only(scalars) || inOrder(v) {
		return nil
	}
	parts := partsOf(v)
	for _, p := range parts {
		if s := SentText(p, inOrder); s != nil {
			return stepOf(v, s)
		}
	}
	if len(parts) > 0 {
		return nil
	}
	s := Sent(v)
	if s != nil && s.Part && s.Prev != nil && s.Prev.Kind.Only(scalars) {
		return nil
	}
	return s
}

// partsOf are the pieces of a text; of a piece that is a document or list,
// "%(name)s" % {"name": x}, what is in it.
func partsOf(v *flow.Value) []*flow.Value {
	var parts []*flow.Value
	for _, p := range v.Pieces() {
		elements, _ := p.Elements()
		parts = append(parts, p)
		parts = append(parts, elements...)
		for _, f := range p.Fields() {
			parts = append(parts, f.Value)
		}
	}
	return parts
}

// stepOf is the step of the whole that leads back to the origin of the
// part's.
func stepOf(v *flow.Value, part *flow.Step) *flow.Step {
	for _, s := range v.FromSource(flow.Request) {
		if s.Origin == part.Origin {
			return s
		}
	}
	return part
}

// Subject names what the client sent, at the beginning of a sentence.
func Subject(s *flow.Step) string {
	if s.Origin.Name == "" {
		return fmt.Sprintf("The whole %s of the request", spelledIn(s.Origin.In))
	}
	return s.Origin.Label()
}

func spelledIn(in string) string {
	switch in {
	case "query":
		return "query string"
	case "":
		return "content"
	}
	return in
}

// Listed tells whether a value is one of those that the program knows.
func Listed(v *flow.Value) bool { return v.Has(flow.Listed) }

// Formed tells whether a value is one of those that the program knows, or
// its form was checked and not only its length.
func Formed(v *flow.Value) bool {
	return v.Has(flow.Listed) || v.Has(flow.Formed) && v.Kind.Only(flow.Text|scalars)
}

// Begun is the text that the program has put before the rest of a name, if
// it has.
func Begun(v *flow.Value) (prefix string, ok bool) {
	pieces := v.Pieces()
	if len(pieces) < 2 {
		return "", false
	}
	prefix, ok = pieces[0].Text()
	return prefix, ok && prefix != ""
}
