package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
)

// compared is what a comparison says of who calls; "" for nothing.
func compared(f *flow.Fact) CheckKind {
	left, right := isCaller(f.Left), isCaller(f.Right)
	if sorted(f) {
		return Authorizes
	}
	switch f.Op {
	case "truthy":
		switch {
		case f.Not:
		case meeting(f.Left):
			return Owns
		case left:
			return testedKind(f.Left)
		}
	case "is", "==":
		return equalledKind(f, left, right)
	case "in":
		switch {
		case f.Not:
			return ""
		case isSession(f.Right):
			return Authenticates
		}
		return equalKind(inElement(f), left, right)
	case "call":
		if f.Not == strings.HasSuffix(f.Who, ".isdisjoint") {
			return calledKind(f, left, right)
		}
	case ">=", ">", "<", "<=":
		if most, least := inOrder(f); isCaller(most) && !empty(least) {
			return testedKind(most)
		}
	}
	return ""
}

// inOrder are the sides of a comparison of order, or of sets: that which is
// not below the other, or not less, comes first.
func inOrder(f *flow.Fact) (most, least *flow.Value) {
	if (f.Op == ">=" || f.Op == ">") != f.Not {
		return f.Left, f.Right
	}
	return f.Right, f.Left
}

// empty tells whether a value is a set of nothing, which every other holds:
// what a decorator asks for that is given no roles.
func empty(v *flow.Value) bool {
	elements, exact := v.Elements()
	return exact && len(elements) == 0
}

// inElement is a fact of membership as if it were equal to an element of what
// the program has put together.
func inElement(f *flow.Fact) *flow.Fact {
	if f.Right == nil || len(f.Right.Flows) > 0 || !f.Right.Kind.Can(flow.List) {
		return f
	}
	g := *f
	g.Right = f.Right.Element()
	return &g
}

// meeting tells whether a value is worked out from a document of the caller's
// and from one that is not known to be: what two sets have in common.
func meeting(v *flow.Value) bool {
	if v == nil || v.Has(flow.Own) || v.Kind.Can(flow.Document) {
		return false
	}
	mine, other := v.From(flow.Identity), false
	for _, q := range queriesOf(v) {
		mine, other = mine || q.Owned, other || !q.Owned
	}
	return mine && other
}

// testedKind is what it says of who calls that v is there, or is true.
func testedKind(v *flow.Value) CheckKind {
	if role(v) || foundByRole(v) {
		return Authorizes
	}
	return Authenticates
}

// foundByRole tells whether v is of a document that who calls has only with
// a role: users.find_one({"_id": me, "role": "admin"}).
func foundByRole(v *flow.Value) bool {
	for _, q := range queriesOf(v) {
		for _, m := range Members(q.Filter) {
			if slices.ContainsFunc(strings.Split(m.Name(), "."), RoleName) && m.Value.Literal() {
				return true
			}
		}
	}
	return false
}

func equalledKind(f *flow.Fact, left, right bool) CheckKind {
	switch {
	case f.Right.IsNone(): // x is not None
		if f.Not && left {
			return testedKind(f.Left)
		}
		return ""
	case f.Not:
		if n, ok := f.Right.Number(); ok && n == 0 && left { // count != 0
			return testedKind(f.Left)
		}
		return ""
	}
	return equalKind(f, left, right)
}

// Tested is the value that was true or false: of a call, what it gave.
func Tested(f *flow.Fact) *flow.Value {
	if v, ok := f.Data.(*flow.Value); ok && f.Op == "call" && v != nil {
		return v
	}
	return f.Left
}

func calledKind(f *flow.Fact, left, right bool) CheckKind {
	switch {
	case packages.PasswordChecks[f.Who]:
		return provenKind(f)
	case strings.HasSuffix(f.Who, ".compare_digest"):
		return Authenticates
	case packages.SignatureChecks[f.Who] && (f.Right.From(flow.Request, flow.Credential) || f.Left.From(flow.Request, flow.Credential)):
		return Authenticates
	case isCaller(Tested(f)) && testedKind(Tested(f)) == Authorizes:
		return Authorizes
	case left && right && (fromDatabase(f.Left) || fromDatabase(f.Right)):
		return Owns
	case left && role(f.Left), right && role(f.Right):
		return Authorizes
	case left || right || isCaller(Tested(f)):
		if named := decoratorKind(f.Who); named == Authorizes {
			return Authorizes
		}
		return Authenticates
	}
	return ""
}

// provenKind is what the right password says: the account is the caller's.
func provenKind(f *flow.Fact) CheckKind {
	if fromDatabase(f.Left) || fromDatabase(f.Right) {
		return Owns
	}
	return Authenticates
}

func equalKind(f *flow.Fact, left, right bool) CheckKind {
	switch {
	case left && role(f.Left) || right && role(f.Right):
		return Authorizes
	case left && ranks(f.Left, f.Right), right && ranks(f.Right, f.Left):
		return Authorizes
	case left && fromDatabase(f.Right) || right && fromDatabase(f.Left):
		return Owns
	case left && f.Right.From(flow.Request), right && f.Left.From(flow.Request):
		return Owns // the id that the client names is the caller's own
	case left || right, sharedSecret(f.Left, f.Right), sharedSecret(f.Right, f.Left):
		return Authenticates
	}
	return ""
}

// sharedSecret tells whether what the client sent as a key is compared with
// what the program knows.
func sharedSecret(sent, known *flow.Value) bool {
	if !known.From(flow.Environment, flow.Secret) && len(texts(known)) == 0 && known.Path() == "" {
		return false
	}
	return slices.ContainsFunc(sent.FromSource(flow.Request), func(s *flow.Step) bool {
		name := last(s.Origin.Name)
		return lexicon.APIKey(name) || lexicon.Token(name) || lexicon.Password(name) || lexicon.Session(name) ||
			s.Origin.In == "header" && lexicon.Sensitive(name)
	})
}

// isCaller tells whether a value says who calls: of a verified credential,
// the credential itself, or a document that was selected by it.
func isCaller(v *flow.Value) bool {
	if v == nil {
		return false
	}
	return v.From(flow.Identity, flow.Credential) || v.Has(flow.Own) || isSession(v) || namedCaller(v)
}

// namedCaller tells whether something that the project never sets is spelled
// as the caller is: g.user, request.user, set by a library that is not known.
func namedCaller(v *flow.Value) bool {
	if len(v.Flows) > 0 || !v.Kind.Can(flow.Unknown) {
		return false
	}
	parts := strings.Split(strings.TrimPrefix(v.Path(), "flask."), ".")
	if len(parts) < 2 || parts[0] != "g" && parts[0] != "request" {
		return false
	}
	return lexicon.Account(parts[1]) || parts[1] == "user" || parts[1] == "current_user" || parts[1] == "identity"
}

// IsCaller tells whether a value says who calls.
func IsCaller(v *flow.Value) bool { return isCaller(v) }

func isSession(v *flow.Value) bool {
	return slices.ContainsFunc(v.Objects(), func(o *flow.Instance) bool { return strings.EqualFold(last(o.Type), "session") })
}

// fromDatabase tells whether a value is of a document that was not selected
// by who calls.
func fromDatabase(v *flow.Value) bool {
	return v != nil && !v.Has(flow.Own) && v.From(flow.Database)
}

// role tells whether what is tested of the caller is what it may do.
func role(v *flow.Value) bool {
	for _, s := range v.FromSource(flow.Identity, flow.Credential, flow.Database) {
		if RoleName(last(s.Origin.Name)) {
			return true
		}
	}
	return RoleName(last(v.Path()))
}

// ranks tells whether a property of the caller is compared with words of the
// program, and so sorts callers into kinds, whatever it is called:
// g.user["kind"] == "staff". What says that a token or an account is in order
// sorts nobody.
func ranks(caller, words *flow.Value) bool {
	if !words.Literal() && !literalList(words) || words.IsNone() || !words.Kind.Can(flow.Text|flow.List) {
		return false
	}
	sources := caller.FromSource(flow.Identity, flow.Database)
	if len(sources) == 0 {
		return false
	}
	return kind(last(sources[0].Origin.Name))
}

// kind tells whether a property of that name can say of what kind a caller is.
func kind(name string) bool {
	return name != "" && !lexicon.Identifier(name) &&
		!slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return orderWords[w] })
}

// orderWords name what says that a token or an account is in order.
var orderWords = setOf(`status state active enabled verified confirmed approved trusted kyc disabled banned blocked deleted suspended locked typ iss aud alg jti exp iat sub purpose token use fresh csrf email username password name`)

func literalList(v *flow.Value) bool {
	elements, exact := v.Elements()
	if !exact || len(elements) == 0 {
		return false
	}
	return !slices.ContainsFunc(elements, func(e *flow.Value) bool { return !e.Literal() })
}

// RoleName tells whether a property of that name says what somebody may do.
func RoleName(name string) bool {
	words := lexicon.Words(name)
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	switch {
	case len(words) == 1 && (words[0] == "access" || words[0] == "level" || words[0] == "mod"):
		return true
	case len(words) == 0, lexicon.Tenant(name), lexicon.Token(name), lexicon.APIKey(name), has(orderWords) && !has(roleWords):
		return false
	}
	return has(roleWords) || lexicon.Power(name)
}

var roleWords = setOf(`role roles admin permission permissions scope scopes superuser staff privilege privileges rights groups moderator mod
	rolle rollen rol ruolo berechtigung berechtigungen permiso permisos`)

func last(dotted string) string {
	dotted = strings.TrimSuffix(dotted, "()")
	return dotted[strings.LastIndexByte(dotted, '.')+1:]
}

// told spells a condition.
func told(f *flow.Fact) string {
	left, right := toldValue(f.Left), toldValue(f.Right)
	switch {
	case f.Op == "truthy" || f.Right.IsNone():
		return left
	case right == "":
		return left
	case left == "":
		return right
	}
	return left + " " + f.Op + " " + right
}

func toldValue(v *flow.Value) string {
	if v == nil {
		return ""
	}
	for _, s := range v.Flows {
		if l := s.Origin.Label(); l != "" {
			return l
		}
	}
	if key := v.ChosenBy(); key != nil {
		return toldValue(key)
	}
	return v.Path()
}
