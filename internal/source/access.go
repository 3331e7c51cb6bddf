package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
)

// Access is what an operation asks of who calls, before it does what it is
// for.
type Access struct {
	// Checks are what asks, in the order in which it is met.
	Checks []Check
}

// CheckKind is what a check asks for.
type CheckKind string

const (
	Authenticates CheckKind = "authentication" // that somebody known calls
	Authorizes    CheckKind = "role"           // a role, a permission
	Owns          CheckKind = "owner"          // that the object is the caller's
	Unclear       CheckKind = "unclear"        // a decorator of which only the name is known, and that says nothing
)

// Check is a condition on who calls that holds at a place.
type Check struct {
	Kind  CheckKind
	By    string // how it is told: the name of a decorator, or what is compared
	Place flow.Place
	Roles string // that it lets through, joined by ", "; "" if they are not known
}

// Privileged tells whether the check lets only some of the accounts through:
// one that asks for "customer" or "seller" lets strangers in as well.
func (c Check) Privileged() bool {
	if c.Kind != Authorizes {
		return false
	}
	for role := range strings.SplitSeq(c.Roles, ", ") {
		if ordinaryRole(role) {
			return false
		}
	}
	return true
}

// ordinaryRole tells whether everybody who signs up can have such a role.
func ordinaryRole(role string) bool {
	if lexicon.Administrative(role) {
		return false
	}
	return slices.ContainsFunc(lexicon.Words(role), func(w string) bool { return ordinaryRoles[lexicon.Singular(w)] })
}

var ordinaryRoles = setOf(`user customer member client buyer seller vendor guest student patient viewer reader author writer driver rider
	candidate applicant employee everyone basic regular normal standard default free registered subscriber player tenant shopper consumer
	usuario cliente`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// Authenticated tells whether the operation asks who calls.
func (a Access) Authenticated() bool { return a.has(Authenticates) || a.has(Authorizes) || a.has(Owns) }

// Authorized tells whether it asks for a role.
func (a Access) Authorized() bool { return a.has(Authorizes) }

// Privileged tells whether it asks for a role that not everybody has.
func (a Access) Privileged() bool { return slices.ContainsFunc(a.Checks, Check.Privileged) }

// Unclear tells whether it has a decorator that may ask for anything.
func (a Access) Unclear() bool { return a.has(Unclear) }

func (a Access) has(kind CheckKind) bool {
	return slices.ContainsFunc(a.Checks, func(c Check) bool { return c.Kind == kind })
}

// accessOf is what is checked wherever the operation does something: it asks
// for a kind only if each of its effects has a check of that kind before it.
func accessOf(op *Operation) Access {
	var all [][]Check
	for _, e := range op.effects() {
		all = append(all, e.checks())
	}
	var common []Check
	for _, checks := range all {
		for _, c := range checks {
			lacks := func(other []Check) bool {
				return !slices.ContainsFunc(other, func(o Check) bool { return o.implies(c.Kind) })
			}
			if !slices.ContainsFunc(all, lacks) && !slices.Contains(common, c) {
				common = append(common, c)
			}
		}
	}
	return Access{Checks: common}
}

// implies tells whether the check is also one of the kind: who has a role,
// or owns the object, is known.
func (c Check) implies(kind CheckKind) bool {
	return c.Kind == kind || kind == Authenticates && (c.Kind == Authorizes || c.Kind == Owns)
}

// Checks are the conditions on who calls that hold where the facts do.
func Checks(facts *flow.Fact) []Check {
	var all []Check
	for f := range facts.All {
		if c, ok := check(f); ok {
			all = append(all, c)
		}
	}
	slices.Reverse(all)
	return all
}

// Holds tells whether a check of one of the kinds holds where the facts do.
func Holds(facts *flow.Fact, kinds ...CheckKind) bool {
	return slices.ContainsFunc(Checks(facts), func(c Check) bool { return slices.Contains(kinds, c.Kind) })
}

// check is what a fact says of who calls.
func check(f *flow.Fact) (Check, bool) {
	c := Check{By: f.Who, Place: f.Place}
	switch f.Op {
	case "any":
		return checkAny(f)
	case "authenticated", "verified":
		c.Kind = Authenticates
		return c, true
	case "role":
		roles, _ := f.Data.([]string)
		c.Kind, c.Roles = Authorizes, strings.Join(roles, ", ")
		return c, true
	case "password":
		c.Kind = provenKind(f)
		return c, true
	case "decorator":
		c.Kind = decoratorKind(f.Who)
		return c, c.Kind != ""
	}
	if c.Kind = compared(f); c.Kind == "" {
		return c, false
	}
	if c.Kind == Authorizes {
		c.Roles = strings.Join(append(f.Left.Texts(), texts(f.Right)...), ", ")
	}
	if c.By == "" {
		c.By = told(f)
	}
	return c, true
}

// texts are those that a value can be, or that are in it.
func texts(v *flow.Value) []string {
	all := v.Texts()
	elements, _ := v.Elements()
	for _, e := range elements {
		all = append(all, e.Texts()...)
	}
	return all
}

// checkAny is the weakest check that each alternative has: owner or
// administrator is a check of the owner.
func checkAny(f *flow.Fact) (Check, bool) {
	kinds := map[CheckKind]bool{}
	first := Check{Place: f.Place}
	for i, way := range f.Ways {
		best := Check{}
		for g := range way.Since(f.Prev) {
			if c, ok := check(g); ok && rank(c.Kind) > rank(best.Kind) {
				best = c
			}
		}
		if best.Kind == "" {
			return Check{}, false
		}
		if i == 0 {
			first = best
		}
		kinds[best.Kind] = true
	}
	for _, weakest := range []CheckKind{Unclear, Authenticates, Owns, Authorizes} {
		if kinds[weakest] {
			first.Kind = weakest
			return first, true
		}
	}
	return Check{}, false
}

func rank(k CheckKind) int {
	return slices.Index([]CheckKind{"", Unclear, Authenticates, Authorizes, Owns}, k)
}

// decoratorKind goes by the name: nothing else is known.
func decoratorKind(name string) CheckKind {
	last := name[strings.LastIndexByte(strings.TrimSuffix(name, "()"), '.')+1:]
	words := lexicon.Words(last)
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	switch {
	case lexicon.Administrative(last) || has(roleDecorators):
		return Authorizes
	case has(loginDecorators) || lexicon.APIKey(strings.TrimSuffix(last, "()")):
		return Authenticates
	case has(otherDecorators):
		return ""
	}
	return Unclear
}

var (
	roleDecorators  = setOf(`role roles permission permissions permitted scope scopes admin superuser staff privilege privileges`)
	loginDecorators = setOf(`login logged auth authenticated authenticate authentication authorized authorize authorization authorised token jwt
		session secured protected protect signed credentials apikey api_key identity user bearer`)
	otherDecorators = setOf(`limit limiter ratelimit throttle cache cached log logged logging timed timer cors crossdomain cross swag swagger doc docs
		marshal expect expects validate validates validated validator schema schemas response responses returns arguments args json jsonify trace
		profile timeit timing deprecated paginate paginated produces consumes content route get post put patch delete wraps async sync csrf exempt
		retry transaction transactional atomic metrics counted measure template templated render inject injects error errors handle handles catch`)
)

// compared is what a comparison says of who calls; "" for nothing.
func compared(f *flow.Fact) CheckKind {
	left, right := isCaller(f.Left), isCaller(f.Right)
	switch f.Op {
	case "truthy":
		if !f.Not && left {
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
		return equalKind(f, left, right)
	case "call":
		if !f.Not {
			return calledKind(f, left, right)
		}
	case ">=", ">":
		if !f.Not && left {
			return testedKind(f.Left)
		}
	}
	return ""
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
			if RoleName(last(m.Name())) && m.Value.Literal() {
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

// tested is the value that was true or false: of a call, what it gave.
func tested(f *flow.Fact) *flow.Value {
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
	case isCaller(tested(f)) && testedKind(tested(f)) == Authorizes:
		return Authorizes
	case left && right && (fromDatabase(f.Left) || fromDatabase(f.Right)):
		return Owns
	case left && role(f.Left), right && role(f.Right):
		return Authorizes
	case left || right || isCaller(tested(f)):
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
	case left && len(f.Right.FromSource(flow.Request)) > 0, right && len(f.Left.FromSource(flow.Request)) > 0:
		return Owns // the id that the client names is the caller's own
	case left || right, sharedSecret(f.Left, f.Right), sharedSecret(f.Right, f.Left):
		return Authenticates
	}
	return ""
}

// sharedSecret tells whether what the client sent as a key is compared with
// what the program knows.
func sharedSecret(sent, known *flow.Value) bool {
	if len(known.FromSource(flow.Environment, flow.Secret)) == 0 && len(texts(known)) == 0 && known.Path() == "" {
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
	return len(v.FromSource(flow.Identity, flow.Credential)) > 0 || v.Has(flow.Own) || isSession(v) || namedCaller(v)
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
	return v != nil && !v.Has(flow.Own) && len(v.FromSource(flow.Database)) > 0
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
	for _, s := range caller.FromSource(flow.Identity, flow.Database) {
		name := last(s.Origin.Name)
		if name == "" || lexicon.Identifier(name) || slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return orderWords[w] }) {
			return false
		}
		return true
	}
	return false
}

// orderWords name what says that a token or an account is in order.
var orderWords = setOf(`status state active enabled verified confirmed disabled banned blocked deleted suspended locked typ iss aud alg jti exp iat sub purpose token use fresh csrf email username password name`)

func literalList(v *flow.Value) bool {
	elements, exact := v.Elements()
	if !exact || len(elements) == 0 {
		return false
	}
	return !slices.ContainsFunc(elements, func(e *flow.Value) bool { return !e.Literal() })
}

// RoleName tells whether a property of that name says what somebody may do.
func RoleName(name string) bool {
	if name == "" || lexicon.Tenant(name) {
		return false
	}
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return roleWords[w] }) || lexicon.Power(name)
}

var roleWords = setOf(`role roles admin permission permissions scope scopes superuser staff privilege privileges rights groups access level moderator`)

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
	return v.Path()
}
