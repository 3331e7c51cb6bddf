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
	// Shared tells that it asks for a key that the program has one of: who has
	// it is another program, not somebody with an account.
	Shared bool
	// Keyed is the collection in which a key of a header was looked up: "" for
	// anything else that was asked.
	Keyed string
}

// Privileged tells whether the check lets only some of the accounts through:
// one that asks for "customer" or "seller" lets strangers in as well.
func (c Check) Privileged() bool {
	if c.Kind != Authorizes {
		return false
	}
	for role := range strings.SplitSeq(c.Roles, ", ") {
		if OrdinaryRole(role) {
			return false
		}
	}
	return true
}

// OrdinaryRole tells whether everybody who signs up can have such a role.
func OrdinaryRole(role string) bool {
	if lexicon.Administrative(role) {
		return false
	}
	return slices.ContainsFunc(lexicon.Words(role), func(w string) bool { return ordinaryRoles[lexicon.Singular(w)] })
}

var ordinaryRoles = setOf(`user customer member client buyer seller vendor guest student patient viewer reader author writer driver rider
	candidate applicant employee everyone basic regular normal standard default free registered subscriber player tenant shopper consumer
	learner pupil trainee parent host landlord lessor lessee renter donor holder freelancer contractor creator artist passenger traveller citizen
	read write usuario cliente`)

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

// Shared tells whether all that it asks for is a key that no account has.
func (a Access) Shared() bool {
	return len(a.Checks) > 0 && !slices.ContainsFunc(a.Checks, func(c Check) bool { return !c.Shared })
}

// ByKey tells whether all that the operation asks for is a key that is kept in
// a collection of its own: who has one is a program, and not whoever is logged
// in, where other operations ask for something else.
func (p *Program) ByKey(op *Operation) bool {
	kept := func(c Check) bool {
		of := p.Collections[c.Keyed]
		return of != nil && !of.Accounts()
	}
	keyed := func(op *Operation) bool {
		return len(op.Access.Checks) > 0 && !slices.ContainsFunc(op.Access.Checks, func(c Check) bool { return !kept(c) })
	}
	return keyed(op) && slices.ContainsFunc(p.Operations, func(o *Operation) bool { return o.Access.Authenticated() && !keyed(o) })
}

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
	case "signed":
		c.Kind, c.Shared = Authenticates, true
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
		c.Roles = strings.Join(append(texts(f.Left), texts(f.Right)...), ", ")
	}
	if c.By == "" {
		c.By = told(f)
	}
	if c.Kind == Authenticates {
		c.Shared, c.Keyed = sharedKey(f), keyedBy(f)
	}
	return c, true
}

// keyedBy is the collection in which what was tested was found by a key that
// came in a header.
func keyedBy(f *flow.Fact) string {
	for _, q := range queriesOf(Tested(f)) {
		for _, m := range Members(q.Filter) {
			if slices.ContainsFunc(m.Value.FromSource(flow.Credential, flow.Request), func(s *flow.Step) bool {
				return s.Origin.In == "header" && lexicon.APIKey(s.Origin.Name)
			}) {
				return q.Name
			}
		}
	}
	return ""
}

// sharedKey tells whether a comparison is of what was sent with something
// that is of no account.
func sharedKey(f *flow.Fact) bool {
	if packages.SignatureChecks[f.Who] {
		return true
	}
	if f.Op != "==" && !strings.HasSuffix(f.Who, ".compare_digest") {
		return false
	}
	return !slices.ContainsFunc([]*flow.Value{f.Left, f.Right}, func(v *flow.Value) bool {
		return v != nil && (v.Has(flow.Own) || len(v.All(flow.Identity, flow.Database)) > 0)
	})
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
