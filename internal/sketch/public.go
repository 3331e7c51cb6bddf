package sketch

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/source"
)

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
			s.declaredOpen(op, line)
		case len(s.claims[op]) > 0:
		case blind && !s.opens(op):
			s.out.Untold = append(s.out.Untold, op.String())
		default:
			s.seenOpen(op, line)
		}
	}
}

// declaredOpen lists an operation of which the contract says that it asks
// nobody.
func (s *sketcher) declaredOpen(op *api.Operation, line Line) {
	if len(s.claims[op]) > 0 {
		line.Check, line.From = true, said(line.From, "asks nobody, and "+s.claims[op][0].From)
		s.out.Doubtful = append(s.out.Doubtful, line)
		return
	}
	for _, h := range s.handlers[op] {
		if h.Access.Authenticated() && s.about.Purpose(op) != outline.Login {
			line.Check, line.From = true, line.From+"; "+s.handler(op)+" asks who calls"
			break
		}
	}
	s.public[op] = true
	s.out.Public = append(s.out.Public, line)
}

// seenOpen lists an operation that asks nobody, as far as the source tells.
// That is what is, and not what is meant.
func (s *sketcher) seenOpen(op *api.Operation, line Line) {
	line.Check, line.From = !s.opens(op), said(s.handler(op), "asks nobody")
	if why := s.doubt(op); why != "" {
		line.From += ", " + why
		s.out.Doubtful = append(s.out.Doubtful, line)
		return
	}
	s.public[op] = true
	s.out.Public = append(s.out.Public, line)
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
