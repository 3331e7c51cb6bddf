package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Capability finds the query by which the operation proves that who calls
// knows a secret: the document is found by a code, a token, the random name
// of a shared link. Whoever has been given it may. Field is the secret's.
func (p *Program) Capability(op *Operation) (q *Query, field string) {
	for _, q := range op.Queries {
		if field := q.capability(p.Collections[q.Name]); field != "" {
			return q, field
		}
	}
	return nil, ""
}

// Capable tells whether the filter asks for a secret that has to be known to
// find the document.
func (q *Query) Capable(c *Collection) bool { return q.capability(c) != "" }

// capability is the field of the filter that has to be known to find the
// document; "" for none.
func (q *Query) capability(c *Collection) string {
	for _, m := range Members(q.Filter) {
		if m.Excludes() || m.Operator() != "" && m.Operator() != "$eq" {
			continue
		}
		name := last(m.Name())
		if (capable(name) || c != nil && c.random[m.Name()]) && m.Value.From(flow.Request) {
			return name
		}
	}
	return ""
}

// capable tells whether a value of that name is given only to those who may
// see the thing.
func capable(name string) bool {
	return lexicon.Token(name) || lexicon.APIKey(name) || lexicon.Code(name) || lexicon.Password(name) || capability[lexicon.Singular(name)] || name == "code"
}

// capability are names of secrets that are given to whoever may see a thing.
var capability = setOf(`token secret share_id share_token share_link share_code invite_code invitation_code invite join_code access_code hash signature`)

// Published tells whether the filter keeps to documents that are marked as
// there for everybody: public: true, status: "published", or beside those to
// what is the caller's.
func (q *Query) Published() bool {
	members := Members(q.Filter)
	owned := slices.ContainsFunc(members, func(m Member) bool { return isCaller(m.Value) })
	return slices.ContainsFunc(members, func(m Member) bool {
		if m.Excludes() || !m.Value.Literal() || len(m.Value.Literals) != 1 || m.Maybe && !owned {
			return false
		}
		l := m.Value.Literals[0]
		words := lexicon.Words(last(m.Name()))
		switch l.Kind {
		case flow.Text:
			return published[strings.ToLower(l.Text)]
		case flow.Bool:
			shown := slices.ContainsFunc(words, func(w string) bool { return published[w] })
			hidden := slices.ContainsFunc(words, func(w string) bool { return unpublished[w] })
			return shown && l.Number == 1 || hidden && l.Number == 0
		}
		return false
	})
}

var (
	published   = setOf(`public published publish visible listed shared live everyone everybody publik oeffentlich publico`)
	unpublished = setOf(`private draft hidden unlisted unpublished`)
)
