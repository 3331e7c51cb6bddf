package flow

import "github.com/tamnd/gopapy/parser"

// A statement that returns what a function of the project gives has as many
// answers as that one: each of its ways out has what is known on it. That
// counts where an operation answers, and in what it leaves the answer to.

// passes returns what a call gives, each of its ways out apart. It is false
// where the statement is no such one.
func (r *Run) passes(fr *frame, st *state, s *parser.Return, e parser.Expr) bool {
	call, ok := called(e)
	if !ok || !fr.answers || fr.asked {
		return false
	}
	fn := r.eval(fr, st, call.Func)
	if st.dead {
		return true
	}
	if len(fn.Targets()) != 1 || fn.Targets()[0].Func == nil {
		r.returns(fr, st, s, r.callValue(fr, st, call, fn))
		return true
	}
	args := r.arguments(fr, st, call)
	if st.dead {
		return true
	}
	r.answering = true
	ways := r.callWays(st, fn.Targets()[0], args, fr.at(call), call)
	r.answering = false
	states := make([]*state, len(ways))
	for i, w := range ways {
		states[i] = w.st
		r.copyBack(fr, w.st, call, args, w.back)
	}
	r.apart(fr, states, func(i int, way *state) { r.returns(fr, way, s, ways[i].value) })
	st.dead = true
	return true
}

// apart follows several ways from one place, which leave events of their own
// there.
func (r *Run) apart(fr *frame, ways []*state, follow func(i int, way *state)) {
	round := fr.round
	for i, way := range ways {
		if len(ways) > 1 {
			fr.round = round ^ uint64(i+1)<<48
		}
		follow(i, way)
	}
	fr.round = round
}

// returnedNext is the statement that returns what the assignment at the index
// has bound, right behind it: result = f(); return result.
func returnedNext(body []parser.Stmt, i int) (*parser.Return, parser.Expr) {
	a, ok := body[i].(*parser.Assign)
	if !ok || len(a.Targets) != 1 || i+1 == len(body) {
		return nil, nil
	}
	target, named := a.Targets[0].(*parser.Name)
	s, ok := body[i+1].(*parser.Return)
	if !named || !ok {
		return nil, nil
	}
	if value, ok := s.Value.(*parser.Name); !ok || value.Id != target.Id {
		return nil, nil
	}
	return s, a.Value
}
