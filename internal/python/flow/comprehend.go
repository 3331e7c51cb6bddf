package flow

import "github.com/tamnd/gopapy/parser"

// comprehend is a list (key is nil) or a dict made by a comprehension.
func (r *Run) comprehend(fr *frame, st *state, gens []*parser.Comprehension, key, elt parser.Expr, place Place) *Value {
	v := &Value{Kind: List, list: &list{exact: true}, extra: &rare{place: place}}
	if key != nil {
		v = &Value{Kind: Document, doc: &doc{}, extra: &rare{place: place}}
	}
	c := &comprehension{run: r, fr: fr, key: key, elt: elt, result: v}
	first := c.iterable(st, gens[0]) // outside, as Python does it: what it makes sure of holds after it
	inner := st.clone()
	facts := inner.facts
	c.each(inner, gens, first, true)
	st.slots = inner.slots
	st.facts = facts
	for i := range st.vars { // what := bound
		if st.vars[i] == nil {
			st.vars[i] = inner.vars[i]
		}
	}
	if of := r.everyKey(fr, st, gens, key, elt); of != nil {
		switch v := *c.result; {
		case v.doc != nil:
			d := *v.doc
			d.every, v.doc = of, &d
			return &v
		case v.list != nil:
			l := *v.list
			l.every, v.list = of, &l
			return &v
		}
	}
	return c.result
}

// everyKey is the document of which a comprehension keeps each key: that of
// {k: … for k, v in d.items()} and of the pairs ((k, …) for k in d); nil for
// none.
func (r *Run) everyKey(fr *frame, st *state, gens []*parser.Comprehension, key, elt parser.Expr) *Value {
	if len(gens) != 1 || len(gens[0].Ifs) > 0 {
		return nil
	}
	if pair, ok := elt.(*parser.Tuple); ok && key == nil && len(pair.Elts) == 2 {
		key = pair.Elts[0]
	}
	k, ok := key.(*parser.Name)
	whole, how := wholeChanged(gens[0].Iter)
	if w, named := whole.(*parser.Name); ok && named && (how == "keys" || how == "items") && binds(gens[0].Target, k.Id) {
		return r.name(fr, st, w.Id)
	}
	return nil
}

type comprehension struct {
	run      *Run
	fr       *frame
	key, elt parser.Expr
	result   *Value
}

// generate goes through the generators. Certain tells that the elements so
// far are known one by one.
func (c *comprehension) generate(st *state, gens []*parser.Comprehension, certain bool) {
	if st.dead {
		return
	}
	if len(gens) == 0 {
		c.add(st, certain)
		return
	}
	c.each(st, gens, c.iterable(st, gens[0]), certain)
}

// iterable is what a generator iterates over.
func (c *comprehension) iterable(st *state, g *parser.Comprehension) *Value {
	return c.run.iterable(st, c.run.eval(c.fr, st, g.Iter), c.fr.at(g.Iter))
}

// each goes through the elements of what the first generator iterates over.
func (c *comprehension) each(st *state, gens []*parser.Comprehension, it *Value, certain bool) {
	r, fr := c.run, c.fr
	if st.dead {
		return
	}
	g := gens[0]
	elements, exact := it.iterated()
	if !exact || len(elements) > r.unroll() {
		elements, exact = []*Value{it.each()}, false
	}
	saved := fr.round
	defer func() { fr.round = saved }()
	for i, e := range elements {
		fr.round = saved*31 + uint64(i) + 1
		round := st.clone()
		r.assign(fr, round, g.Target, e)
		sure := certain && exact
		for _, test := range g.Ifs {
			yes, no := r.cond(fr, round, test)
			sure = sure && no.dead
			round = yes
		}
		c.generate(round, gens[1:], sure)
	}
}

// add puts one element into the result.
func (c *comprehension) add(st *state, certain bool) {
	value := c.run.eval(c.fr, st, c.elt)
	if c.key == nil {
		if certain {
			c.result = c.result.Append(value)
		} else {
			w := *c.result
			w.list = &list{elem: Join(elemOf(c.result.list), value)}
			c.result = &w
		}
		return
	}
	key := c.run.eval(c.fr, st, c.key)
	place := c.fr.at(c.elt)
	if name, ok := key.Text(); ok {
		c.result = c.result.WithField(Field{Name: name, Value: value, Maybe: !certain, Place: place})
		return
	}
	if texts := key.Texts(); len(texts) > 0 && len(texts) == len(key.Literals) {
		for _, name := range texts {
			c.result = c.result.WithField(Field{Name: name, Value: value.narrowed(name), Maybe: true, Place: place})
		}
		return
	}
	c.result = c.result.WithRest(value, key)
}

// narrowed is a value that stood for any member of a whole, now known to be
// the one of that name.
func (v *Value) narrowed(name string) *Value {
	w := *v
	w.Flows = nil
	for _, s := range v.Flows {
		if s.Origin.Name == "" {
			n := *s
			n.Origin = s.Origin.Below(name)
			s = &n
		}
		w.Flows = append(w.Flows, s)
	}
	return &w
}

// iterated are the things that iterating yields, when they are known one by
// one: elements of a list, keys of a dict.
func (v *Value) iterated() ([]*Value, bool) {
	if v == nil {
		return nil, false
	}
	if v.list != nil {
		elements, exact := v.Elements()
		return elements, exact
	}
	if v.doc != nil && !v.doc.open && v.doc.rest == nil {
		var keys []*Value
		for _, f := range v.doc.fields {
			keys = append(keys, TextOf(f.Name))
		}
		return keys, true
	}
	if c := v.class(); c != nil && len(v.Objects()) == 0 && c.Is("enum.Enum") {
		var members []*Value
		for _, f := range enumValues(v).Fields() {
			members = append(members, f.Value)
		}
		return members, len(members) > 0
	}
	return nil, false
}

// each stands for whatever iterating yields.
func (v *Value) each() *Value {
	switch {
	case v == nil:
		return Nothing
	case v.list != nil:
		return v.Element()
	case v.doc != nil && !v.doc.open && v.doc.rest == nil:
		keys, _ := v.iterated()
		return joinAll(keys)
	case v.Kind.Can(Document) && v.Kind.Can(List) && len(v.Flows) > 0: // JSON: keys, or elements
		return v.anyElement()
	case v.Kind.Can(Document) && len(v.Flows) > 0:
		return &Value{Kind: Text, Flows: v.Flows, Literals: v.Names()}
	case v.doc != nil:
		return &Value{Kind: Text}
	case len(v.Flows) > 0:
		return v.anyElement()
	}
	return Nothing
}
