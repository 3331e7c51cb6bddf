// Package packages tells what Python packages beside Flask and the drivers of
// MongoDB do to values: schemas make them typed, token libraries say who
// calls, HTTP clients connect out. It is tables for package flow, one file a
// field.
//
// Events that the tables leave, with what is in their Data:
//
//	connect-out  *Outbound    a connection is made to an address
//	jwt          *Token       a signed token was decoded
//	token        *Token       a signed token was made
//	render       *flow.Value  a template is made of a text
//	xml          *flow.Value  XML is parsed
package packages

import (
	"maps"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Library are the entries of all fields.
func Library() flow.Library {
	lib := flow.Library{}
	for _, field := range []flow.Library{schemas(), tokens(), passwords(), outbound(), code(), background(), sundry()} {
		maps.Copy(lib, field)
	}
	return lib
}

// named gives each of the names, which are separated by blanks, the entry. A
// prefix goes before each.
func named(lib flow.Library, prefix, names string, e flow.Entry) {
	for name := range strings.FieldsSeq(names) {
		lib[prefix+name] = e
	}
}

// sources are all that content can come from.
var sources = []flow.Source{
	flow.Request, flow.Identity, flow.Credential, flow.Database, flow.Outside, flow.Environment, flow.Error, flow.Secret,
}

// step leads the flows of v, and of all that is known to be in it, one stage
// on.
func step(v *flow.Value, place flow.Place, what string, kind flow.Kind) []*flow.Step {
	var flows []*flow.Step
	for _, s := range v.All(sources...) {
		flows = append(flows, &flow.Step{Origin: s.Origin, Prev: s, Place: place, What: what, Kind: kind, Weak: s.Weak})
	}
	return flows
}

// member is the value under the name in a document, also in one that came
// from elsewhere, and whether it is known to be there; nil if there is none.
func member(v *flow.Value, name string) (found *flow.Value, known bool) {
	if v == nil {
		return nil, false
	}
	f, ok := v.Field(name)
	if ok && f.Gone() {
		return nil, false
	}
	found, known = v.Lookup(name)
	if !ok && found == flow.None { // what get() would give
		return nil, false
	}
	return found, known
}

// truth is the argument as the bool that it is, or otherwise.
func truth(v *flow.Value, otherwise bool) bool {
	if n, ok := v.Number(); ok {
		return n != 0
	}
	return otherwise
}

func silent(*flow.Call) *flow.Value { return flow.None }

func itself(c *flow.Call) *flow.Value { return c.Self }

func first(c *flow.Call) *flow.Value {
	if v := c.Arg(0, ""); v != nil {
		return v
	}
	return flow.Nothing
}

// refine says what the argument at the position, or of that name, is from now
// on.
func refine(c *flow.Call, i int, name string, v *flow.Value) {
	c.SetArg(i, v)
	c.SetKeyword(name, v)
}

// refineWhere says it for where the call has answered so.
func refineWhere(c *flow.Call, answer bool, i int, name string, v *flow.Value) {
	c.Where(answer, i, v)
	c.WhereKeyword(answer, name, v)
}
