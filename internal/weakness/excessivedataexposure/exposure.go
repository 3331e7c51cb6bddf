package excessivedataexposure

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// exposure is a property that should not be there. It holds no value.
type exposure struct {
	name   string // dotted, without indices: payment.card_number
	kind   kind
	proven bool      // else likely
	at     api.Place // of the design that says so; zero: it does not
}

// rank orders by gravity.
func (e exposure) rank() int {
	if e.proven {
		return int(e.kind)
	}
	return int(e.kind) + 100
}

// exposures lists what an answer should not hold, sorted by place.
func (l look) exposures(r *request.Request, ex *wire.Exchange) []exposure {
	body, ok := ex.JSON()
	if !ok {
		return nil
	}
	contract := declarationOf(l.op, ex.Status)
	stated := l.p.Designed(l.op, nil)
	all := l.byDesign(r, ex, stated)
	for _, leaf := range compare.Leaves(body) {
		if stated != nil && (design.Listed(stated.Readable, leaf.Pointer) != nil || design.Listed(stated.Secret, leaf.Pointer) != nil) {
			continue
		}
		e, ok := l.exposed(r, leaf, contract)
		if !ok || slices.Contains(all, e) {
			continue
		}
		same := func(o exposure) bool {
			return o.kind == unlisted && (o.name == e.name || strings.HasPrefix(e.name, o.name+"."))
		}
		switch {
		case e.proven: // what it is says more than that nobody should read it
			all = append(slices.DeleteFunc(all, same), e)
		case !slices.ContainsFunc(all, same):
			all = append(all, e)
		}
	}
	return all
}

// exposed judges one value.
func (l look) exposed(r *request.Request, leaf compare.Leaf, contract declaration) (exposure, bool) {
	name := world.PropertyName(leaf.Pointer)
	e := exposure{name: dotted(leaf.Pointer)}
	text := request.Text(leaf.Value)
	k, ok := classify(name, leaf.Value)
	if l.ownPassword(r, text) && !lexicon.Email(name) {
		k, ok = password, true
	}
	if !ok {
		if !l.othersContact(r, name, text) {
			return e, false
		}
		k = foreign
	}
	e.kind = k
	declared := contract.declared(name)
	if (k == secret || k == password) && l.ownContent(text) {
		return e, false
	}
	switch k {
	case hash:
		e.proven = !sent(r, text)
	case password:
		// A generated one is shown once by design; a known one never is.
		if l.issues() && !l.ownPassword(r, text) && !sent(r, text) {
			return e, false
		}
		e.proven = !declared && (!contract.silent || l.ownPassword(r, text))
	case secret:
		if l.issues() || l.ownCredential(text) || declared && l.namesCredentials() {
			return e, false
		}
		e.proven = !declared && (!contract.silent || secretForm(text))
	case card:
		e.proven = !declared
	case foreign:
		e.proven = !declared && !contract.silent
		return e, !declared
	case personal:
		// The caller's own IBAN is what a bank is for; undeclared, it is not.
		e.proven = true
		return e, !declared && !contract.silent
	}
	return e, true
}

// dotted is the pointer as people write it.
func dotted(pointer string) string {
	var parts []string
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		if strings.Trim(part, "0123456789") != "" {
			parts = append(parts, strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
		}
	}
	return strings.Join(parts, ".")
}

// shortestPassword is the length below which a password may be in an answer
// by chance.
const shortestPassword = 6

// ownPassword tells whether the text is the password with which who logs in,
// or is signed up.
func (l look) ownPassword(r *request.Request, text string) bool {
	if len(text) < shortestPassword {
		return false
	}
	if slices.Contains(l.p.Passwords(l.who), text) {
		return true
	}
	return l.p.Outline.Purpose(l.op) == outline.SignUp && slices.ContainsFunc(world.PasswordPlaces(r), func(place request.Place) bool {
		v, _ := r.Value(place)
		return v == text
	})
}

// ownContent tells whether who wrote the text into an object that it made: an
// entry of a vault is shown to whom it belongs.
func (l look) ownContent(text string) bool {
	if len(text) < shortestPassword {
		return false
	}
	return slices.ContainsFunc(l.p.Created(), func(obj *world.Object) bool {
		return obj.Owner == l.who && obj.Resource != l.p.Outline.Accounts && obj.Request != nil && sent(obj.Request, text)
	})
}

func (l look) knowsPassword() bool {
	return len(l.p.Passwords(l.who)) > 0
}

// ownCredential tells whether who sent the text to be known.
func (l look) ownCredential(text string) bool {
	c := l.who.Credential()
	return c.Secret != "" && c.Secret == text
}

// sent tells whether the request itself held the text.
func sent(r *request.Request, text string) bool {
	return slices.ContainsFunc(compare.Leaves(r.Body), func(leaf compare.Leaf) bool { return request.Text(leaf.Value) == text })
}

// othersContact tells whether the text is the e-mail or telephone number of
// another identity, where the operation is not there to list people.
func (l look) othersContact(r *request.Request, name, text string) bool {
	if len(text) < shortestPassword || !lexicon.Contact(name) && !strings.Contains(text, "@") || l.aboutPeople() || sent(r, text) {
		return false
	}
	mine := l.who.Account()
	for _, other := range l.p.All() {
		if other == l.who {
			continue
		}
		for k, v := range other.Account() {
			if s, ok := v.(string); ok && s == text && (lexicon.Email(k) || lexicon.Phone(k)) && mine[k] != v {
				return true
			}
		}
	}
	return false
}

// aboutPeople tells whether the operation is there to show people, or is
// asked by one who may see them.
func (l look) aboutPeople() bool {
	if l.p.High(l.who) || l.p.Outline.Resource(l.op) == l.p.Outline.Accounts {
		return true
	}
	if _, admin := l.p.Outline.Administrative(l.op); admin {
		return true
	}
	return slices.ContainsFunc(strings.Split(l.op.Path, "/"), func(part string) bool {
		return lexicon.Account(part) || peopleWords[lexicon.Singular(strings.ToLower(part))]
	})
}

// peopleWords are collections of people beside accounts.
var peopleWords = map[string]bool{"contact": true, "team": true, "directory": true, "staff": true, "colleague": true, "friend": true, "leaderboard": true, "people": true, "guest": true, "attendee": true, "candidate": true, "lead": true, "profile": true, "invitation": true, "invite": true, "participant": true, "tenant": true, "doctor": true}
