package flow

import "github.com/tamnd/gopapy/parser"

func (r *Run) match(fr *frame, st *state, s *parser.Match) {
	subject := r.eval(fr, st, s.Subject)
	var after *state
	for _, c := range s.Cases {
		way := st.clone()
		r.capture(fr, way, s.Subject, c.Pattern, subject)
		if c.Guard != nil {
			way, _ = r.cond(fr, way, c.Guard)
		}
		r.exec(fr, way, c.Body)
		after = join(after, way)
	}
	if !exhaustive(s) {
		after = join(after, st.clone())
	}
	st.become(orDead(after))
}

func exhaustive(s *parser.Match) bool {
	if len(s.Cases) == 0 {
		return false
	}
	last := s.Cases[len(s.Cases)-1]
	a, ok := last.Pattern.(*parser.MatchAs)
	return ok && a.Pattern == nil && last.Guard == nil
}

// capture binds what a pattern captures, and narrows the subject to literals
// and types that the pattern names.
func (r *Run) capture(fr *frame, st *state, subject parser.Expr, p parser.Pattern, v *Value) {
	switch p := p.(type) {
	case *parser.MatchValue:
		r.refineTo(fr, st, subject, v, r.eval(fr, st, p.Value))
	case *parser.MatchOr:
		var all *Value
		for _, x := range p.Patterns {
			m, ok := x.(*parser.MatchValue)
			if !ok {
				return
			}
			all = Join(all, r.eval(fr, st, m.Value))
		}
		r.refineTo(fr, st, subject, v, all)
	case *parser.MatchAs:
		if p.Pattern != nil {
			r.capture(fr, st, subject, p.Pattern, v)
		}
		r.bind(fr, st, p.Name, v)
	case *parser.MatchSequence:
		for _, x := range p.Patterns {
			r.capture(fr, st, nil, x, v.Element())
		}
	case *parser.MatchStar:
		r.bind(fr, st, p.Name, v)
	case *parser.MatchMapping:
		for i, x := range p.Patterns {
			name, _ := r.eval(fr, st, p.Keys[i]).Text()
			found, _ := v.Lookup(name)
			r.capture(fr, st, nil, x, found)
		}
		r.bind(fr, st, p.Rest, v)
	case *parser.MatchClass:
		kind := r.kindNamed(r.eval(fr, st, p.Cls))
		narrowed := v
		if kind != 0 {
			narrowed = v.As(kind).With(Typed)
		}
		if subject != nil {
			r.narrowTo(fr, st, subject, narrowed)
		}
		for _, x := range p.Patterns {
			r.capture(fr, st, nil, x, narrowed)
		}
		for i, x := range p.KwdPatterns {
			r.capture(fr, st, nil, x, r.attribute(st, v, p.KwdAttrs[i], fr.place(p.P)))
		}
	}
}

func (r *Run) refineTo(fr *frame, st *state, subject parser.Expr, v, literal *Value) {
	if subject != nil && literal.Literal() {
		r.narrowTo(fr, st, subject, v.listed(literal))
	}
}
