package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// owned tells whether a filter selects by who calls. What only some ways put
// into it does not count, nor does what only excludes.
func owned(filter *flow.Value) bool { return ownedDepth(filter, 0) }

// deepest is how deep filters are followed; people write three levels.
const deepest = 8

func ownedDepth(filter *flow.Value, depth int) bool {
	if depth > deepest {
		return false
	}
	for _, f := range filter.Fields() {
		if f.Maybe || f.Gone() {
			continue
		}
		if ownedBy(f, depth) {
			return true
		}
	}
	return false
}

func ownedBy(f flow.Field, depth int) bool {
	alternatives, _ := f.Value.Elements()
	switch f.Name {
	case "$and":
		for _, a := range alternatives {
			if ownedDepth(a, depth+1) {
				return true
			}
		}
		return false
	case "$or":
		for _, a := range alternatives {
			if !ownedDepth(a, depth+1) {
				return false
			}
		}
		return len(alternatives) > 0
	case "$expr":
		return len(f.Value.All(flow.Identity, flow.Credential)) > 0
	}
	return !strings.HasPrefix(f.Name, "$") && ownValue(f.Name, f.Value, depth)
}

// ownValue tells whether what a field must be is the caller's.
func ownValue(field string, v *flow.Value, depth int) bool {
	if depth > deepest {
		return false
	}
	if v.Has(flow.Own) {
		return true
	}
	if fromCaller(v) || credential(field, v) {
		return true
	}
	for _, f := range v.Fields() {
		switch {
		case f.Maybe || f.Gone():
		case f.Name == "$eq" || f.Name == "$in" || f.Name == "$all":
			if ownValue(field, f.Value, depth+1) {
				return true
			}
		case f.Name == "$elemMatch", !strings.HasPrefix(f.Name, "$"):
			if ownedDepth(flow.DocumentOf(f), depth+1) || f.Name == "$elemMatch" && ownedDepth(f.Value, depth+1) {
				return true
			}
		}
	}
	elements, _ := v.Elements()
	for _, e := range elements {
		if !ownValue(field, e, depth+1) {
			return false
		}
	}
	return len(elements) > 0
}

// fromCaller tells whether a value is identity, a credential, or of a document
// that such selected. One that can
// also be what the request asks for is not: the client then chooses. A part
// of it may be from the request: f"{tenant}:{name}".
func fromCaller(v *flow.Value) bool {
	for _, s := range v.FromSource(flow.Request) {
		if !s.Part {
			return false
		}
	}
	for _, s := range v.FromSource(flow.Database) {
		if q, ok := s.Origin.Data.(*Query); ok && q.Owned {
			return true
		}
	}
	return v.From(flow.Identity, flow.Credential)
}

// credential tells whether the field is looked up by a secret that the client
// sent: who knows the token is who it was given to. That does not hold where
// an object with operators can arrive.
func credential(field string, v *flow.Value) bool {
	if !v.From(flow.Request) || !v.Kind.Only(flow.Text|flow.Bytes|flow.ObjectID|flow.Number|flow.Null) {
		return false
	}
	last := field[strings.LastIndexByte(field, '.')+1:]
	for _, suffix := range []string{"_hash", "_digest", "_hashed", "_sha256"} {
		last = strings.TrimSuffix(last, suffix)
	}
	return lexicon.Token(last) || lexicon.APIKey(last) || lexicon.Password(last)
}
