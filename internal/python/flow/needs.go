package flow

import (
	"github.com/tamnd/gopapy/parser"
)

// An operation that raises for a dict tells that what it went through for is
// none: after name.strip() the name is text, whatever the client sent.

// receiver is the position of what a method is called on.
const receiver = -1

// rest is what a value of JSON can still be where only these kinds get
// through. Of what is no JSON nothing is said: an object of the project may
// have the same method.
func (v *Value) rest(needs Kind) (Kind, bool) {
	if v == nil || len(v.Flows) == 0 {
		return 0, false
	}
	kind := v.Kind &^ (Any &^ needs)
	return kind, kind != v.Kind && kind != 0
}

// needs narrows what an expression names to the kinds that an operation on it
// gets through with. It is no check that the program makes: it says nothing of
// its form, and the kind is not made sure of on purpose.
func (r *Run) needs(fr *frame, st *state, e parser.Expr, v *Value, kinds Kind) {
	kind, less := v.rest(kinds)
	if !less || fr == nil || st.dead || !nameable(e) {
		return
	}
	w := *v
	w.Kind = kind
	where := r.where // of the call that was just made
	r.narrowTo(fr, st, e, w.atHome(v))
	r.where = where
}

// fits narrows what an entry was called with, or on.
func (r *Run) fits(st *state, entry *indexed, t Target, args arguments, e *parser.Call, fr *frame) {
	if entry.At == receiver {
		if a, ok := e.Func.(*parser.Attribute); ok {
			r.needs(fr, st, a.Value, t.Self, entry.Needs)
		}
		return
	}
	if i := entry.At; i < len(args.args) && i < len(args.exprs) && args.exprs[i] != nil {
		r.needs(fr, st, args.exprs[i], args.args[i], entry.Needs)
	}
}

// keyed is what is left of a value of which a member was set or deleted by its
// name: of what a list or a text was, nothing.
func (v *Value) keyed() *Value {
	if v == nil || !v.Kind.Can(Document) || v.Kind&^(Document|Object|Unknown|Function) == 0 {
		return v
	}
	w := *v
	w.Kind &= Document | Object | Unknown | Function
	w.list, w.Literals = nil, nil
	return &w
}
