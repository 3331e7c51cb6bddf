package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

func (r *Run) binary(fr *frame, st *state, e *parser.BinOp) *Value {
	a, b := r.eval(fr, st, e.Left), r.eval(fr, st, e.Right)
	if v := r.operator(st, a, e.Op, b, fr.at(e)); v != nil {
		return v
	}
	r.needs(fr, st, e.Left, a, operand(e.Op, b))
	r.needs(fr, st, e.Right, b, operand(e.Op, a))
	return combine(e.Op, a, b, fr.at(e))
}

// operand is what one side of an operator must be, for the other one: what is
// added to a text is text.
func operand(op string, other *Value) Kind {
	switch {
	case op == "Add" && other.is(Text):
		return Text
	case other.is(Number) && slices.Contains([]string{"Add", "Sub", "Div", "FloorDiv", "Pow"}, op):
		return Number | Bool
	}
	return Any
}

// is tells whether the value is of the kind, and can be nothing else.
func (v *Value) is(kind Kind) bool { return v != nil && v.Kind.Only(kind) }

// operator is an operator of a library's type; nil for none.
func (r *Run) operator(st *state, v *Value, op string, other *Value, place Place) *Value {
	for _, o := range v.Objects() {
		if entry, ok := r.libraryType(o.Type); ok && entry.Binary != nil {
			r.now = st
			return entry.Binary(&Reading{Run: r, Name: o.Type, Self: v, Place: place}, op, other)
		}
	}
	return nil
}

// combine is a op b.
func combine(op string, a, b *Value, place Place) *Value {
	switch op {
	case "BitOr":
		if a.Kind.Can(Document) && (b.doc != nil || b.Kind.Can(Document|Unknown) && !a.Kind.Can(Number)) || a.doc != nil {
			return a.Merge(b)
		}
		if a.list != nil || b.list != nil {
			return addLists(a, b)
		}
	case "BitAnd": // names of both: d.keys() & ALLOWED
		if v := common(a, b, place); v != nil {
			return v
		}
	case "Add":
		if a.list != nil || b.list != nil {
			return addLists(a, b)
		}
		if a.Kind.Only(Text) || b.Kind.Only(Text) {
			return putTogether(place, a, b)
		}
	case "Mod":
		if a.Kind.Can(Text) && !a.Kind.Can(Number) {
			values := []*Value{b}
			if elements, exact := b.Elements(); exact {
				values = elements
			}
			format, _ := a.Text()
			return putTogether(place, interleave(format, percent, values)...)
		}
	case "Sub":
		if a.list != nil || a.Kind.Can(List) && !a.Kind.Can(Number) {
			return &Value{Kind: List, Flows: a.Flows, list: without(a, members(b))}
		}
	}
	if x, ok := a.Number(); ok {
		if y, ok := b.Number(); ok {
			if v := arithmetic(op, x, y); v != nil {
				return v
			}
		}
	}
	v := &Value{Kind: Number, Flows: joinFlows(a.Flows, b.Flows)}
	switch {
	case a.Kind.Can(Date) || b.Kind.Can(Date):
		v.Kind = Date
	case a.Kind.Can(Unknown) || b.Kind.Can(Unknown):
		v.Kind = Unknown
	}
	if len(v.Flows) > 0 {
		v.Flows = stepped(v.Flows, place, "used in a calculation", v.Kind, false)
	}
	return v
}

func arithmetic(op string, x, y float64) *Value {
	switch op {
	case "Add":
		return NumberOf(x + y)
	case "Sub":
		return NumberOf(x - y)
	case "Mult":
		return NumberOf(x * y)
	case "Div":
		if y != 0 {
			return NumberOf(x / y)
		}
	}
	return nil
}

func addLists(a, b *Value) *Value {
	v := &Value{Kind: List, Flows: joinFlows(a.Flows, b.Flows), extra: &rare{place: a.more().place}}
	x, exactA := a.Elements()
	y, exactB := b.Elements()
	if exactA && exactB && len(x)+len(y) <= maxElements {
		v.list = &list{exact: true, known: append(x[:len(x):len(x)], y...)}
		return v
	}
	v.list = &list{elem: Join(a.Element(), b.Element())}
	return v
}

// boolean gives the operand that decides: x or {} is x where x is something,
// else {}.
func (r *Run) boolean(fr *frame, st *state, e *parser.BoolOp) *Value {
	var result, kept *Value
	open := st.clone()
	var ends []*state // where an operand has decided
	for i, operand := range e.Values {
		v := r.eval(fr, open, operand)
		if open.dead {
			if len(ends) == 1 { // x or abort(404)
				r.decided(fr, ends[0], e, kept)
			}
			break
		}
		truth, certain := truthOf(v)
		if i == len(e.Values)-1 || certain && truth == (e.Op == "Or") {
			result, ends = Join(result, v), append(ends, open)
			break
		}
		if certain {
			continue
		}
		if kept = v.falsy(); e.Op == "Or" {
			kept = v.truthy()
		}
		result, ends = Join(result, kept), append(ends, open.clone())
		// The next operand is evaluated where this one was false (or) or
		// true (and).
		r.narrow(fr, open, operand, v, e.Op == "And")
	}
	var done *state
	for _, end := range ends {
		done = join(done, end)
	}
	if done == nil {
		st.dead = true
		return Nothing
	}
	st.become(done)
	return orNothing(result)
}

// decided notes what holds where the first operand has decided, and the next
// one did not return: it was true (or), or false (and).
func (r *Run) decided(fr *frame, st *state, e *parser.BoolOp, v *Value) {
	switch e.Values[0].(type) {
	case *parser.Compare, *parser.UnaryOp:
		yes, no := r.cond(fr, st.clone(), e.Values[0])
		if e.Op == "And" {
			yes = no
		}
		if !yes.dead {
			st.become(yes)
		}
		return
	}
	r.narrow(fr, st, e.Values[0], v, e.Op == "Or")
	st.facts = &Fact{Prev: st.facts, Op: "truthy", Not: e.Op == "And", Left: v, Place: fr.at(e.Values[0])}
}

func (r *Run) conditional(fr *frame, st *state, e *parser.IfExp) *Value {
	yes, no := r.cond(fr, st, e.Test)
	var a, b *Value
	if !yes.dead {
		a = r.eval(fr, yes, e.Body)
	}
	if !no.dead {
		b = r.eval(fr, no, e.OrElse)
	}
	var v *Value
	if !yes.dead {
		v = a
	}
	if !no.dead {
		v = Join(v, b)
	}
	st.become(join(yes, no))
	return orNothing(v)
}

func (r *Run) unary(fr *frame, st *state, e *parser.UnaryOp) *Value {
	v := r.eval(fr, st, e.Operand)
	if e.Op == "Not" {
		if truth, certain := truthOf(v); certain {
			return BoolOf(!truth)
		}
		return &Value{Kind: Bool, Flows: v.Flows}
	}
	if w := r.operator(st, v, e.Op, nil, fr.at(e)); w != nil {
		return w
	}
	if n, ok := v.Number(); ok && e.Op == "USub" {
		return NumberOf(-n)
	}
	return &Value{Kind: Number, Flows: v.Flows}
}

// compared is the result of a comparison as a value; what it means for what
// follows is told by cond.
func (r *Run) compared(fr *frame, st *state, e *parser.Compare) *Value {
	yes, no := r.cond(fr, st, e)
	switch {
	case yes.dead && !no.dead:
		st.become(no)
		return falseValue
	case no.dead && !yes.dead:
		st.become(yes)
		return trueValue
	}
	facts := st.facts
	st.become(join(yes, no))
	st.facts = facts
	return boolValue
}
