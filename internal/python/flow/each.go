package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

// each is what a loop knows of the element that it is at, where it goes
// through a container that it may change: for key in list(d): d[key] = ….
// While the loop goes on, d[key] is a variable of its own.
type each struct {
	of         *Instance // its members in the state of a round: the key, and what is under it; none where it was taken out
	whole, key string    // variables
	list       bool      // the key is a position
	pair       bool      // the loop has a variable for what is under the key, too
	before     *Value    // the container
	left       *Value    // what it is if all that the loop goes through is taken out; nil: nothing
	changed    bool      // in a round
}

const eachKey, eachValue = "key", "value"

// eachOf is what a loop goes through, nil where that has no name or is not
// changed by it for all that is known.
func (r *Run) eachOf(fr *frame, st *state, target, iter parser.Expr) *each {
	whole, how := wholeChanged(iter)
	var left *Value
	if others := r.leftOver(fr, st, iter); len(others) > 0 { // for key in d.keys() - ALLOWED
		whole, how, left = others[0].arg, "keys", others[0].value
	}
	w, ok := whole.(*parser.Name)
	if !ok {
		return nil
	}
	i, local := fr.fn.names[w.Id]
	if !local || st.vars[i] == nil || !st.vars[i].Kind.Can(Document|List) {
		return nil
	}
	e := &each{of: &Instance{Type: eachType, owner: r}, whole: w.Id, before: st.vars[i], left: left, list: how == "enumerate" || how == "range", pair: how == "items" || how == "enumerate"}
	key := target
	if e.pair {
		t, ok := target.(*parser.Tuple)
		if !ok || len(t.Elts) != 2 {
			return nil
		}
		key = t.Elts[0]
		if v, ok := t.Elts[1].(*parser.Name); ok {
			fr.read(v.Id, &parser.Subscript{P: w.P, Value: w, Slice: key})
		}
	}
	k, ok := key.(*parser.Name)
	if !ok {
		return nil
	}
	e.key = k.Id
	return e
}

const eachType = "<each>"

// wholeChanged is the container whose keys or positions a loop goes through,
// and how: d, list(d.items()), enumerate(x), range(len(x)).
func wholeChanged(iter parser.Expr) (whole parser.Expr, how string) {
	c, ok := iter.(*parser.Call)
	if !ok {
		return iter, "keys"
	}
	if a, ok := c.Func.(*parser.Attribute); ok && len(c.Args) == 0 {
		switch a.Attr {
		case "keys", "items":
			whole, _ = wholeChanged(a.Value)
			return whole, a.Attr
		case "copy":
			return wholeChanged(a.Value)
		}
		return iter, ""
	}
	n, ok := c.Func.(*parser.Name)
	if !ok || len(c.Args) != 1 {
		return iter, ""
	}
	switch n.Id {
	case "list", "tuple", "sorted", "set", "dict":
		return wholeChanged(c.Args[0])
	case "enumerate":
		return c.Args[0], "enumerate"
	case "range":
		if l, ok := c.Args[0].(*parser.Call); ok && len(l.Args) == 1 {
			if f, ok := l.Func.(*parser.Name); ok && f.Id == "len" {
				return l.Args[0], "range"
			}
		}
	}
	return iter, ""
}

// begin is the beginning of a round.
func (e *each) begin(fr *frame, st *state, element *Value) {
	if e == nil {
		return
	}
	key, value := element, Nothing
	if pair, exact := element.Elements(); e.pair && exact && len(pair) == 2 {
		key, value = pair[0], pair[1]
	} else if w := st.vars[fr.fn.names[e.whole]]; w != nil {
		value = w.Element()
		if !e.list && w.Kind.Can(Document) {
			value, _ = w.values()
		}
	}
	st.setSlot(e.of, eachKey, key)
	st.setSlot(e.of, eachValue, value)
}

// values stands for any value of a document.
func (v *Value) values() (value *Value, some bool) {
	rest, _ := v.Rest()
	for _, f := range v.Fields() {
		if !f.Gone() {
			rest = Join(rest, f.Value)
		}
	}
	return orNothing(rest), rest != nil
}

// each is the loop of which whole[key] is the variable; nil for none.
func (fr *frame) each(st *state, whole, key parser.Expr) *each {
	if len(fr.loops) == 0 {
		return nil
	}
	k, isName := key.(*parser.Name)
	w, ok := whole.(*parser.Name)
	if !ok || !isName {
		return nil
	}
	for _, l := range slices.Backward(fr.loops) {
		if e := l.each; e != nil && e.key == k.Id && e.whole == w.Id {
			if st.slot(e.of, eachKey) != nil {
				return e
			}
		}
	}
	return nil
}

// unlink says that a variable is assigned to: it is no longer the key of
// the loop, or what that goes through.
func (fr *frame) unlink(name string) {
	for _, l := range fr.loops {
		if e := l.each; e != nil && (e.key == name || e.whole == name) {
			l.each = nil
		}
	}
}

// narrowedKey says that more is known of a variable, which may be the key.
func (fr *frame) narrowedKey(st *state, name string, v *Value) {
	for _, l := range fr.loops {
		if e := l.each; e != nil && e.key == name && st.slot(e.of, eachKey) != nil {
			st.setSlot(e.of, eachKey, v)
		}
	}
}

// endOf gives the container what the rounds of the loop have made of all that
// is in it; last is where a round ends.
func (r *Run) endOf(fr *frame, st *state, e *each, last *state) {
	if st.dead {
		return
	}
	key, value := last.slot(e.of, eachKey), last.slot(e.of, eachValue)
	old := st.vars[fr.fn.names[e.whole]]
	if old == nil {
		return
	}
	if e.left != nil {
		switch {
		case key != nil:
			r.refine(fr, st, &parser.Name{Id: e.whole}, old.WithRest(value, key))
		case old == e.before:
			r.refine(fr, st, &parser.Name{Id: e.whole}, e.left)
		}
		return
	}
	w := *old
	w.Flows = nil
	switch {
	case e.list || key == nil && old.list != nil:
		w.Kind, w.doc, w.list = List, nil, &list{elem: value}
	case key == nil: // all was taken out
		w.Kind, w.doc, w.list = Document, &doc{}, nil
	default:
		w.Kind, w.list = Document, nil
		d := &doc{rest: value, keys: key.As(Text)}
		for _, f := range old.Fields() {
			if len(key.Literals) > 0 && !slices.ContainsFunc(key.Literals, func(l Literal) bool { return l.Text == f.Name }) {
				continue
			}
			if !f.Gone() {
				f.Value, f.Maybe = value.narrowed(f.Name), true
			}
			d.fields = append(d.fields, f)
		}
		for _, l := range key.seldom().not {
			d.set(Field{Name: l.Text, Value: gone})
		}
		w.doc = d
		w.named(key.Literals)
		w.Checks |= key.Checks & Plain
	}
	if old != e.before { // it was changed otherwise, too
		r.refine(fr, st, &parser.Name{Id: e.whole}, Join(old, &w))
		return
	}
	r.refine(fr, st, &parser.Name{Id: e.whole}, &w)
}

// drop forgets the members of what is gone.
func (s *state) drop(of *Instance) {
	s.slots = slices.DeleteFunc(slices.Clone(s.slots), func(sl slot) bool { return sl.of == of })
}

// popsEach takes out what a loop is at: for key in list(d): d.pop(key).
func (c *Call) popsEach() (v *Value, ok bool) {
	if c.fr == nil || c.Node == nil || len(c.Node.Args) == 0 {
		return nil, false
	}
	a, ok := c.Node.Func.(*parser.Attribute)
	if !ok {
		return nil, false
	}
	e := c.fr.each(c.state, a.Value, c.Node.Args[0])
	if e == nil {
		return nil, false
	}
	e.changed = true
	v = c.state.slot(e.of, eachValue)
	c.state.drop(e.of)
	return v, true
}
