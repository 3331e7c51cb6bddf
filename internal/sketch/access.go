package sketch

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/source"
)

// claim is that an operation is for a role.
type claim struct {
	role  string // "": a role that is not named
	admin bool   // what stands for the name speaks of administrators
	path  bool   // the path alone says it
	all   bool   // every role that there is
	Line
}

// roles finds which operations are for which role.
func (s *sketcher) roles() {
	for _, op := range s.operations() {
		s.claims[op] = append(s.declared(op), s.checked(op)...)
		if why, few := s.about.Administrative(op); few && len(s.claims[op]) == 0 {
			s.claims[op] = []claim{{path: strings.HasPrefix(why, "the path"), Line: Line{From: s.where(op) + ": " + why, Check: true}}}
		}
	}
	s.narrowing()
	unnamed := s.unnamed()
	by := map[string]*Role{}
	for _, op := range s.operations() {
		for i := range s.claims[op] {
			c := &s.claims[op][i]
			switch {
			case c.role != "":
			case c.admin:
				c.role, c.Check = administrator(unnamed), true
			case s.ranked(op):
				c.role, c.Check, c.all = unnamed, true, false
			}
			if c.role == "" {
				s.out.Unnamed = append(s.out.Unnamed, Line{op.String(), c.From, true})
				continue
			}
			r := by[c.role]
			if r == nil {
				r = &Role{Name: c.role}
				by[c.role] = r
				s.out.Roles = append(s.out.Roles, r)
			}
			if !slices.ContainsFunc(r.Operations, func(l Line) bool { return l.Value == op.String() }) {
				r.Operations = append(r.Operations, Line{op.String(), s.doubted(op, c.From), c.Check})
			}
		}
	}
	for _, r := range s.out.Roles {
		s.below(r)
	}
	slices.SortFunc(s.out.Roles, func(a, b *Role) int { return strings.Compare(a.Name, b.Name) })
}

// fewBelow operations are listed one by one, where their path alone says that
// they are for a role.
const fewBelow = 5

// below makes one pattern of the operations below a word such as admin, where
// nothing else tells that they are for the role, and all of them are.
func (s *sketcher) below(r *Role) {
	of := func(op *api.Operation) bool {
		return slices.ContainsFunc(s.claims[op], func(c claim) bool { return c.role == r.Name })
	}
	members, guessed := map[string][]string{}, map[string]int{}
	whole := map[string]bool{}
	for _, op := range s.operations() {
		prefix := rankedPrefix(op.Path)
		if prefix == "" {
			continue
		}
		if _, seen := members[prefix]; !seen {
			whole[prefix] = true
		}
		members[prefix] = append(members[prefix], op.String())
		whole[prefix] = whole[prefix] && of(op)
		if of(op) && slices.ContainsFunc(s.claims[op], func(c claim) bool { return c.path }) {
			guessed[prefix]++
		}
	}
	for _, prefix := range slices.Sorted(maps.Keys(members)) {
		if !whole[prefix] || guessed[prefix] < fewBelow || guessed[prefix] < len(members[prefix]) {
			continue
		}
		r.Operations = slices.DeleteFunc(r.Operations, func(l Line) bool { return slices.Contains(members[prefix], l.Value) })
		r.Operations = append(r.Operations, Line{prefix + "/**", fmt.Sprintf("%d operations, of which only the path says it", len(members[prefix])), true})
	}
}

// rankedPrefix is the path up to the word that says that what is below is for
// few; "" for none.
func rankedPrefix(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if part != "" && !strings.HasPrefix(part, "{") && lexicon.AdministrativeWord(part) {
			return strings.Join(parts[:i+1], "/")
		}
	}
	return ""
}

// narrowing takes the names out of claims that let every role through that
// there is, those of everybody too: they tell that a role is asked for, and
// not which.
func (s *sketcher) narrowing() {
	all := map[string]bool{}
	everybody := false
	for _, claims := range s.claims {
		for _, c := range claims {
			if c.role != "" {
				all[c.role] = true
				everybody = everybody || source.OrdinaryRole(c.role)
			}
		}
	}
	if len(all) < 2 || !everybody {
		return
	}
	for op, claims := range s.claims {
		some := map[string]bool{}
		for _, c := range claims {
			if c.role != "" {
				some[c.role] = true
			}
		}
		if len(some) == len(all) {
			s.claims[op] = []claim{{all: true, Line: Line{From: strings.Replace(claims[0].From, "asks for it", "asks for a role", 1)}}}
		}
	}
}

// administrator is the name of the role of administrators: the one that is
// known, if it is called so.
func administrator(known string) string {
	if lexicon.AdministrativeWord(known) {
		return known
	}
	return "admin"
}

// where is the place at which an operation is declared.
func (s *sketcher) where(op *api.Operation) string {
	if op.Drafted || op.Place.File == "" {
		if at := s.handler(op); at != "" {
			return at
		}
	}
	return s.place(op.Place)
}

// doubted adds that the source does not ask for the role that the contract
// names.
func (s *sketcher) doubted(op *api.Operation, from string) string {
	for _, h := range s.handlers[op] {
		switch {
		case op.Drafted || h.Access.Authorized() || h.Access.Unclear() || h.Lost != "":
		case h.Access.Authenticated():
			return from + "; " + s.handler(op) + " asks for a login only"
		default:
			return from + "; " + s.handler(op) + " asks nobody"
		}
	}
	return from
}

// roleName is what a role can be called: what else stands beside a scheme or
// in a comparison is a permission or a value.
var roleName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,31}$`)

// declared are the roles that the contract asks for. Scopes of OAuth 2 say
// what a token is for and not who has it; beside other schemes they are roles
// (OpenAPI 3.1, Security Requirement Object).
func (s *sketcher) declared(op *api.Operation) []claim {
	if op.Drafted || !op.Protected() {
		return nil
	}
	var names []string
	for _, r := range op.Security {
		some := len(names)
		for scheme, scopes := range r {
			kind := s.Model.Schemes[scheme].Type
			for _, scope := range scopes {
				scoped := kind == "oauth2" || kind == "openIdConnect"
				if roleName.MatchString(scope) && (!scoped || lexicon.AdministrativeWord(scope)) {
					names = append(names, scope)
				}
			}
		}
		if len(names) == some {
			return nil // an alternative that asks for no role
		}
	}
	slices.Sort(names)
	var all []claim
	for _, name := range slices.Compact(names) {
		all = append(all, claim{role: name, Line: Line{From: s.where(op)}})
	}
	return all
}

// checked are the roles that the source lets through.
func (s *sketcher) checked(op *api.Operation) []claim {
	var all []claim
	for _, h := range s.handlers[op] {
		for _, c := range h.Access.Checks {
			if c.Kind != source.Authorizes {
				continue
			}
			from := said(s.place(source.Place(c.Place)), "asks for it")
			named := false
			for role := range strings.SplitSeq(c.Roles, ", ") {
				if roleName.MatchString(role) {
					named = true
					all = append(all, claim{role: unflagged(role), Line: Line{From: from}})
				}
			}
			if !named {
				all = append(all, claim{admin: lexicon.AdministrativeWord(c.By), Line: Line{From: said(s.place(source.Place(c.Place)), "asks "+c.By)}})
			}
		}
	}
	return all
}

// unflagged is the role that a flag stands for: admin of is_admin.
func unflagged(role string) string {
	if words := lexicon.Words(role); len(words) > 1 && words[0] == "is" {
		return strings.Join(words[1:], "_")
	}
	return role
}

// unnamed is the role of operations that are for few, without saying for
// whom: the only one that is named anywhere and not everybody has, or else
// admin.
func (s *sketcher) unnamed() string {
	var few []string
	open := false
	for op, claims := range s.claims {
		for _, c := range claims {
			switch {
			case c.role == "":
				open = open || c.admin || s.ranked(op)
			case !source.OrdinaryRole(c.role) && !slices.Contains(few, c.role):
				few = append(few, c.role)
			}
		}
	}
	named := slices.DeleteFunc(slices.Clone(few), func(r string) bool { return !lexicon.AdministrativeWord(r) })
	switch {
	case !open:
		return ""
	case len(named) == 1:
		return named[0]
	case len(few) == 1:
		return few[0]
	case len(few) == 0:
		return "admin"
	}
	return ""
}

// ranked tells whether the operation itself says that it is for few.
func (s *sketcher) ranked(op *api.Operation) bool {
	if op.Drafted { // its scopes are what the source asks for, once more
		return lexicon.AdministrativeWord(op.Path)
	}
	_, few := s.about.Administrative(op)
	return few
}

// few tells whether not everybody with an account may call the operation.
func (s *sketcher) few(op *api.Operation) bool {
	return slices.ContainsFunc(s.claims[op], func(c claim) bool { return !c.all && !source.OrdinaryRole(c.role) })
}

// everybody finds what may be called without a credential.
func (s *sketcher) everybody() {
	s.out.Unasked = len(s.about.Login)+len(s.about.SignUp) == 0
	blind := s.blind()
	for _, op := range s.operations() {
		line := Line{Value: op.String(), From: s.where(op)}
		switch open, told := s.open(op); {
		case open && s.asksInBody(op):
			// A login that asks who calls is called by everybody, and need
			// not be told: nothing else is.
		case !told:
			s.out.Unasked = s.out.Unasked && len(s.Model.Schemes) == 0
			if !s.opens(op) && len(s.claims[op]) == 0 {
				s.out.Untold = append(s.out.Untold, op.String())
			}
		case !open:
			s.out.Unasked = false
		case op.Security != nil && !op.Drafted:
			if len(s.claims[op]) > 0 {
				line.Check, line.From = true, said(line.From, "asks nobody, and "+s.claims[op][0].From)
				s.out.Doubtful = append(s.out.Doubtful, line)
				continue
			}
			for _, h := range s.handlers[op] {
				if h.Access.Authenticated() {
					line.Check, line.From = true, line.From+"; "+s.handler(op)+" asks who calls"
				}
			}
			s.public[op] = true
			s.out.Public = append(s.out.Public, line)
		case len(s.claims[op]) > 0:
		default:
			if blind && !s.opens(op) {
				s.out.Untold = append(s.out.Untold, op.String())
				continue
			}
			// That nobody is asked is what is, and not what is meant.
			line.Check, line.From = !s.opens(op), said(s.handler(op), "asks nobody")
			if why := s.doubt(op); why != "" {
				line.From += ", " + why
				s.out.Doubtful = append(s.out.Doubtful, line)
				continue
			}
			s.public[op] = true
			s.out.Public = append(s.out.Public, line)
		}
	}
}

// blind tells whether the way in which the source asks who calls is most
// likely not understood: there is a login, and hardly any operation that asks.
func (s *sketcher) blind() bool {
	const fewest, share = 10, 10
	asked, all := 0, 0
	for _, op := range s.operations() {
		if len(s.handlers[op]) == 0 || s.opens(op) {
			continue
		}
		all++
		if open, told := s.open(op); told && !open {
			asked++
		}
	}
	return all >= fewest && asked*share < all && (asked > 0 || len(s.about.Login)+len(s.about.SignUp) > 0)
}

// opens tells whether the operation is what it is by being called without a
// credential.
func (s *sketcher) opens(op *api.Operation) bool {
	switch s.about.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Refresh, outline.Reset, outline.Health, outline.Documentation:
		return true
	}
	return false
}

// asksInBody tells whether the operation is a login that the source takes for
// one that asks who calls, since it looks at a password.
func (s *sketcher) asksInBody(op *api.Operation) bool {
	return s.about.Purpose(op) == outline.Login && op.Drafted && slices.ContainsFunc(s.handlers[op], func(h *source.Operation) bool { return h.Access.Authenticated() })
}

// open tells whether nobody is asked who calls; told is false where neither
// contract nor source says.
func (s *sketcher) open(op *api.Operation) (open, told bool) {
	if !op.Drafted && op.Security != nil {
		return !op.Protected(), true
	}
	for _, h := range s.handlers[op] {
		// A login asks who calls, and in its body.
		if h.Access.Authenticated() && s.about.Purpose(op) != outline.Login || h.Access.Unclear() || h.Lost != "" {
			return false, true
		}
		open = true
	}
	return open, open
}

// doubt is why an operation that asks nobody may be meant to ask: the source
// says what is, and not what should be. It is "" where nothing speaks for it.
func (s *sketcher) doubt(op *api.Operation) string {
	if s.opens(op) {
		return ""
	}
	reads := false
	for _, h := range s.handlers[op] {
		for _, q := range h.Queries {
			reads = reads || q.Verb == mongo.Read || q.Verb == mongo.Aggregate
			c := s.Program.Collections[q.Name]
			switch {
			case c == nil:
			case q.Verb == mongo.Delete || !op.Reads() && (q.Changes() || q.Verb == mongo.Insert):
				return "and changes " + c.Name // a GET that does counts visits
			case len(h.Shows(q).Answers) == 0:
			case c.Accounts():
				return "and shows accounts"
			case len(c.Owners) > 0 && c.Listed() == nil || source.Private(c.Name):
				return "and shows " + c.Name
			}
		}
	}
	if !op.Reads() && !reads && !s.about.ReadsOnly(op) {
		return "and changes something"
	}
	return s.beside(op)
}

// beside tells of the operations under the same first word of the path, where
// most of them are for a role; "" where they are not.
func (s *sketcher) beside(op *api.Operation) string {
	first := func(path string) string {
		parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
		parts = slices.DeleteFunc(parts, func(p string) bool { return version.MatchString(p) })
		if len(parts) < 2 || strings.HasPrefix(parts[0], "{") {
			return ""
		}
		return parts[0]
	}
	word, few, all := first(op.Path), 0, 0
	for _, other := range s.operations() {
		if other != op && word != "" && first(other.Path) == word {
			all++
			if s.few(other) {
				few++
			}
		}
	}
	if few >= 2 && 2*few > all {
		return "and others below /" + word + " are for a role"
	}
	return ""
}

// readsOpenly tells whether the operation shows something to everybody.
func (s *sketcher) readsOpenly(op *api.Operation) bool {
	return s.public[op] && (op.Reads() || s.about.ReadsOnly(op))
}
