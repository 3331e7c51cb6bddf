package flow

import (
	"regexp"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// fstring is text whatever goes into it.
func (r *Run) fstring(fr *frame, st *state, e *parser.JoinedStr) *Value {
	var pieces []*Value
	for _, part := range e.Values {
		switch part := part.(type) {
		case *parser.Constant:
			s, _ := part.Value.(string)
			pieces = append(pieces, r.Program.constants.text(s))
		case *parser.FormattedValue:
			pieces = append(pieces, r.eval(fr, st, part.Value))
		}
	}
	return putTogether(fr.at(e), pieces...)
}

const maxPieces = 64 // of one text; longer ones are not addresses or code

// putTogether is the text of the pieces, one after the other.
func putTogether(place Place, pieces ...*Value) *Value {
	v := &Value{Kind: Text, Checks: Typed | Escaped}
	var text strings.Builder
	var all []*Value
	known := true
	for _, p := range pieces {
		if len(p.Flows) > 0 {
			v.Checks &^= Escaped &^ p.Checks // escaped if all that is put in is
		}
		v.Flows = joinFlows(v.Flows, p.All(everySource...))
		s, ok := p.Text()
		if _, isNumber := p.Number(); isNumber && !ok {
			s, ok = p.Literals[0].Text, true
		}
		known = known && ok
		text.WriteString(s)
		if inner := p.Pieces(); len(inner) > 0 && p.Kind.Only(Text) {
			all = append(all, inner...)
		} else {
			all = append(all, p)
		}
	}
	if len(v.Flows) == 0 {
		v.Checks &^= Escaped
	}
	v.Flows = parts(stepped(v.Flows, place, "put into a text", Text, false))
	if known {
		v.Literals = []Literal{{Kind: Text, Text: text.String()}}
		return v
	}
	v.change().path = text.String() // what is literal of it, for those who look for words
	if len(all) > 0 && len(all) <= maxPieces {
		v.extra.deep = &seldom{pieces: all}
	}
	return v
}

// percent and braces find the places for values in format texts.
var (
	percent = regexp.MustCompile(`%(\([^)]*\))?[-+ #0-9.*]*[a-zA-Z]`)
	braces  = regexp.MustCompile(`\{[^{}]*\}`)
)

// interleave puts the values into their places in a format, by order.
func interleave(format string, place *regexp.Regexp, values []*Value) []*Value {
	var pieces []*Value
	at := 0
	for i, span := range place.FindAllStringIndex(format, maxPieces) {
		pieces = append(pieces, TextOf(format[at:span[0]]))
		if i < len(values) {
			pieces = append(pieces, values[i])
		} else {
			pieces = append(pieces, joinAll(values))
		}
		at = span[1]
	}
	pieces = append(pieces, TextOf(format[at:]))
	if len(pieces) == 1 {
		pieces = append(pieces, values...)
	}
	return pieces
}

func parts(flows []*Step) []*Step {
	for _, s := range flows {
		s.Part = true
	}
	return flows
}
