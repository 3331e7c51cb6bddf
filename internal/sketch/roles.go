package sketch

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
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
