package massassignment

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// property is one that the request does not offer.
type property struct {
	name          string
	within        string // pointer to the document in the body, see envelope
	shown         bool   // the document has it without being asked
	offered       bool   // by the contract: only rights that are gained by it count
	asked         bool   // the honest request has it, or the contract offers it
	first, second any    // two values that the server did not choose; equal where there is only one

	why    against            // what the design says against it; "" for nothing
	minor  bool               // nothing but that the design does not list it speaks against it
	secret bool               // by the design: what the server says of it is not told
	alone  bool               // not to be written with others
	heir   *identity.Identity // whose first is, of an owner's property
}

func (c property) place() request.Place {
	return request.Place{In: "body", Name: c.within + pointer(c.name)}
}

// is tells whether the document was read with that value.
func (c property) is(o *outcome, v any) bool {
	got, ok := o.body[c.name]
	return ok && (compare.Equal(got, v, nil) || scalar(got) && scalar(v) && request.Text(got) == request.Text(v))
}

func scalar(v any) bool {
	switch v.(type) {
	case string, bool, float64, int, int64:
		return true
	}
	return false
}

// Names that are tried although nothing speaks of them.
var (
	commonOfAccounts = strings.Fields(`role is_admin isAdmin admin roles is_superuser is_staff user_type permissions verified balance credit plan tenant_id`)
	commonOfObjects  = strings.Fields(`status approved verified price balance role`)
)

// telling tells whether it matters who sets a property of that name. Where
// the contract names nothing that a request may hold, a status may well be
// the client's.
func telling(name string, s *api.Schema, unnamed bool) bool {
	if lexicon.Privileged(name) || s != nil && s.ReadOnly {
		return !dangerous(name)
	}
	return !unnamed && lexicon.Computed(name)
}

// own tells whether the name is of the document's identifier.
func own(name string) bool { return name == "id" || name == "_id" || name == "uuid" || name == "self" }

// dangerous properties would end the account that the proof needs.
func dangerous(name string) bool {
	for _, word := range lexicon.Words(name) {
		switch word {
		case "active", "enabled", "disabled", "blocked", "banned", "locked", "suspended", "deleted", "attempts", "expires", "expired":
			return true
		}
	}
	return false
}

func rank(c property) int {
	n := 0
	switch {
	case lexicon.Power(c.name) && !lexicon.Tenant(c.name), c.why != "" && !c.minor:
	case lexicon.Value(c.name):
		n = 1
	case lexicon.Computed(c.name):
		n = 2
	default:
		n = 3
	}
	if !c.shown {
		n += 4
	}
	return n
}

// answered are the properties that answers about the document declare.
func answered(p *weakness.LivePass, op *weakness.Operation, honest *outcome) map[string]*api.Schema {
	found := map[string]*api.Schema{}
	ops := []*weakness.Operation{op}
	if honest.reading != nil {
		ops = append(ops, honest.reading.Operation)
	}
	if res := p.Outline.Resource(op); res != nil {
		ops = append(ops, res.Read...)
	}
	for _, op := range ops {
		success := op.Success()
		if success == nil {
			continue
		}
		if c := api.JSON(success.Contents); c != nil && c.Schema != nil {
			collect(c.Schema, found, 3)
		}
	}
	return found
}

// collect reads the properties of a document, and of one in an envelope.
func collect(s *api.Schema, into map[string]*api.Schema, depth int) {
	if s == nil || depth == 0 {
		return
	}
	if s.Items != nil {
		collect(s.Items, into, depth-1)
	}
	alone := len(s.Properties) <= 2
	for _, q := range s.Properties {
		if alone && q.Schema.Type() == "object" || alone && q.Schema.Type() == "array" {
			collect(q.Schema, into, depth-1)
			continue
		}
		if into[q.Name] == nil {
			into[q.Name] = q.Schema
		}
	}
}

func bodySchema(op *weakness.Operation) *api.Schema {
	if op.Body == nil || len(op.Body.Contents) == 0 {
		return nil
	}
	if c := api.JSON(op.Body.Contents); c != nil {
		return c.Schema
	}
	return op.Body.Contents[0].Schema
}

// values are two that the server would not choose by itself.
func values(p *weakness.LivePass, name string, now any, s *api.Schema) (first, second any) {
	if s != nil && len(s.Enum) > 0 {
		return fromEnum(name, now, s.Enum)
	}
	kind := s.Type()
	switch now := now.(type) {
	case bool:
		return !now, !now
	case float64:
		return now + 4211, now + 7817
	case string:
		if len(now) >= 10 && now[4] == '-' && now[7] == '-' {
			return nil, nil // dates come back in other forms
		}
		kind = "string"
	case []any:
		kind = "array"
	case map[string]any:
		return nil, nil
	}
	if kind == "" || kind == "object" {
		kind = kindByName(name)
	}
	word := any(p.Random())
	if grants(name) {
		word = powerWord(p)
	}
	switch kind {
	case "boolean":
		return true, true
	case "integer", "number":
		return 4211.0, 7817.0
	case "array":
		return []any{word}, []any{p.Random()}
	}
	return word, p.Random()
}

func fromEnum(name string, now any, enum []any) (first, second any) {
	var others []any
	for _, e := range enum {
		if e != nil && !compare.Equal(e, now, nil) {
			others = append(others, e)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(others, func(a, b any) int {
		return cmp.Compare(btoi(!world.HighRole(request.Text(a))), btoi(!world.HighRole(request.Text(b))))
	})
	if !grants(name) && len(others) > 1 {
		slices.Reverse(others) // a late state is further from what the server would set
	}
	return others[0], others[len(others)-1]
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// grants tells whether a word in the property is the name of a right.
func grants(name string) bool { return lexicon.Power(name) && !lexicon.Tenant(name) }

// powerWord is the name of a role that may more: of a configured identity,
// else what is common.
func powerWord(p *weakness.LivePass) string {
	for _, who := range p.All() {
		if p.High(who) {
			return who.Role
		}
	}
	return "admin"
}

func kindByName(name string) string {
	words := lexicon.Words(name)
	last := words[len(words)-1]
	switch first := words[0]; {
	case first == "is" || first == "has" || first == "can" || last == "admin" || last == "verified" || last == "approved" || last == "paid" || last == "premium" || last == "staff" || last == "superuser":
		return "boolean"
	case last == "roles" || last == "permissions" || last == "scopes" || last == "groups":
		return "array"
	case lexicon.Computed(name) && last != "status" && last != "state", last == "balance" || last == "credit" || last == "credits" || last == "points" || last == "limit" || last == "quota":
		return "number"
	}
	return "string"
}
