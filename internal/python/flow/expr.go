package flow

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

func (fr *frame) place(p parser.Pos) Place { return placeOf(fr.module.Path, p) }

func (fr *frame) at(e parser.Expr) Place { return fr.place(syntax.Start(e)) }

// eval is what the expression can be. What it does is done to st; st is dead
// afterwards when it does not return.
func (r *Run) eval(fr *frame, st *state, e parser.Expr) *Value {
	if e == nil {
		return None
	}
	if st.dead || !r.burn() {
		return Nothing
	}
	v := orNothing(r.evaluate(fr, st, e))
	if (v.doc != nil || v.list != nil) && makes(e) {
		v = r.cut(v)
	}
	return v
}

func (r *Run) evaluate(fr *frame, st *state, e parser.Expr) *Value {
	switch e := e.(type) {
	case *parser.Constant:
		return constant(e)
	case *parser.Name:
		return r.name(fr, st, e.Id)
	case *parser.Attribute:
		if v := r.ofSuper(fr, st, e); v != nil {
			return v
		}
		return r.attribute(st, r.eval(fr, st, e.Value), e.Attr, fr.at(e))
	case *parser.Call:
		return r.call(fr, st, e)
	case *parser.Subscript:
		return r.subscript(fr, st, e)
	case *parser.Dict:
		return r.dict(fr, st, e)
	case *parser.List:
		return r.sequence(fr, st, e, e.Elts)
	case *parser.Tuple:
		return r.sequence(fr, st, e, e.Elts)
	case *parser.Set:
		return r.sequence(fr, st, e, e.Elts)
	case *parser.JoinedStr:
		return r.fstring(fr, st, e)
	case *parser.BinOp:
		return r.binary(fr, st, e)
	case *parser.BoolOp:
		return r.boolean(fr, st, e)
	case *parser.IfExp:
		return r.conditional(fr, st, e)
	case *parser.NamedExpr:
		var all *Value
		r.assigned(fr, st, e.Value, func(st *state, v *Value) {
			r.assign(fr, st, e.Target, v)
			all = Join(all, v)
		})
		return all
	case *parser.Await:
		return r.eval(fr, st, e.Value)
	case *parser.Lambda:
		return r.lambda(fr, st, e)
	case *parser.ListComp:
		return r.comprehend(fr, st, e.Gens, nil, e.Elt, fr.at(e))
	case *parser.SetComp:
		return r.comprehend(fr, st, e.Gens, nil, e.Elt, fr.at(e))
	case *parser.GeneratorExp:
		return r.comprehend(fr, st, e.Gens, nil, e.Elt, fr.at(e))
	case *parser.DictComp:
		return r.comprehend(fr, st, e.Gens, e.Key, e.Value, fr.at(e))
	case *parser.Starred:
		return r.eval(fr, st, e.Value)
	case *parser.Yield:
		fr.yielded = true
		fr.yields = Join(fr.yields, r.eval(fr, st, e.Value))
		return Nothing
	case *parser.YieldFrom:
		fr.yielded = true
		fr.yields = Join(fr.yields, r.eval(fr, st, e.Value).Element())
		return Nothing
	case *parser.Compare:
		return r.compared(fr, st, e)
	case *parser.UnaryOp:
		return r.unary(fr, st, e)
	default:
		eachChild(e, func(c parser.Expr) { r.eval(fr, st, c) })
		return Nothing
	}
}

func constant(c *parser.Constant) *Value {
	switch c.Kind {
	case "None":
		return None
	case "True":
		return trueValue
	case "False":
		return falseValue
	case "str", "u":
		s, _ := c.Value.(string)
		return TextOf(s)
	case "bytes":
		return &Value{Kind: Bytes, Literals: []Literal{{Kind: Bytes, Text: fmt.Sprint(c.Value)}}}
	case "int":
		if n, ok := c.Value.(int64); ok {
			return NumberOf(float64(n))
		}
	case "float":
		if n, ok := c.Value.(float64); ok {
			return NumberOf(n)
		}
	case "Ellipsis":
		return Nothing
	}
	return &Value{Kind: Number}
}

// name looks a name up: the function, the functions around it, the module,
// the builtins.
func (r *Run) name(fr *frame, st *state, id string) *Value {
	if i, ok := fr.fn.names[id]; ok && st.vars[i] != nil {
		return st.vars[i]
	}
	for s := fr.closure; s != nil; s = s.outer {
		if i, ok := s.fn.names[id]; ok {
			if v := r.captured(s, i); v != nil {
				return v
			}
		}
	}
	if v := r.global(fr.module, id); v != nil {
		return v
	}
	if v, ok := r.Program.builtins[id]; ok {
		return v
	}
	return &Value{Kind: Unknown, extra: &rare{path: id}}
}

// global is a name at the top of the module, or nil.
func (r *Run) global(m *Module, id string) *Value {
	if i, ok := m.fn.names[id]; ok {
		if v := r.globals[globalName{m, i}]; v != nil {
			return v
		}
		if v := m.st.vars[i]; v != nil {
			if !r.isSetup() && v.empty() {
				return &Value{Kind: v.Kind | Unknown, extra: &rare{path: id}} // it is filled when requests come
			}
			return v
		}
	}
	return m.extra[id]
}

// empty tells whether a value is a container with nothing in it.
func (v *Value) empty() bool {
	return len(v.Flows) == 0 && (v.list != nil && v.list.exact && len(v.list.known) == 0 ||
		v.doc != nil && !v.doc.open && v.doc.rest == nil && len(v.doc.fields) == 0)
}

func (r *Run) dict(fr *frame, st *state, e *parser.Dict) *Value {
	place := fr.at(e)
	v := &Value{Kind: Document, doc: &doc{fields: make([]Field, 0, len(e.Keys))}, extra: &rare{place: place}}
	for i, key := range e.Keys {
		value := r.eval(fr, st, e.Values[i])
		if key == nil {
			v = v.Merge(value)
			v.change().place = place
			continue
		}
		if c, ok := key.(*parser.Constant); ok && len(v.doc.fields) < maxFields {
			if name, ok := c.Value.(string); ok && v.doc.set(Field{Name: name, Value: value, Place: fr.at(key)}) {
				continue // v is not shared yet
			}
		}
		v = v.withKey(r.eval(fr, st, key), value, fr.at(key))
	}
	return v
}

// set adds a member to a document that is being made; false if it is there.
func (d *doc) set(f Field) bool {
	for i := range d.fields {
		if d.fields[i].Name == f.Name {
			return false
		}
	}
	d.fields = append(d.fields, f)
	return true
}

// withKey is the document with the value under a key that may not be known.
func (v *Value) withKey(key, value *Value, place Place) *Value {
	if name, ok := key.Text(); ok {
		return v.WithField(Field{Name: name, Value: value, Place: place})
	}
	if texts := key.Texts(); len(texts) > 0 && len(texts) == len(key.Literals) {
		for _, name := range texts {
			if f, ok := v.Field(name); ok {
				v = v.WithField(Field{Name: name, Value: Join(f.Value, value), Maybe: f.Maybe, Place: f.Place})
			} else {
				v = v.WithField(Field{Name: name, Value: value.narrowed(name), Maybe: true, Place: place})
			}
		}
		return v
	}
	return v.WithRest(value, key)
}

func (r *Run) sequence(fr *frame, st *state, e parser.Expr, elts []parser.Expr) *Value {
	l := &list{exact: true, known: make([]*Value, 0, len(elts))}
	for _, x := range elts {
		if s, ok := x.(*parser.Starred); ok {
			more := r.eval(fr, st, s.Value)
			if elements, exact := more.Elements(); exact && l.exact {
				l.known = append(l.known, elements...)
			} else {
				l = &list{elem: Join(elemOf(l), more.Element())}
			}
			continue
		}
		v := r.eval(fr, st, x)
		if l.exact && len(l.known) < maxElements {
			l.known = append(l.known, v)
		} else {
			l = &list{elem: Join(elemOf(l), v)}
		}
	}
	return &Value{Kind: List, list: l, extra: &rare{place: fr.at(e)}}
}

// fstring is text whatever goes into it.
func (r *Run) fstring(fr *frame, st *state, e *parser.JoinedStr) *Value {
	var pieces []*Value
	for _, part := range e.Values {
		switch part := part.(type) {
		case *parser.Constant:
			s, _ := part.Value.(string)
			pieces = append(pieces, TextOf(s))
		case *parser.FormattedValue:
			pieces = append(pieces, r.eval(fr, st, part.Value))
		}
	}
	return putTogether(fr.at(e), pieces...)
}

const maxPieces = 64 // of one text; longer ones are not addresses or code

// putTogether is the text of the pieces, one after the other.
func putTogether(place Place, pieces ...*Value) *Value {
	v := &Value{Kind: Text, Checks: Typed | Escaped}
	var text strings.Builder
	var all []*Value
	known := true
	for _, p := range pieces {
		if len(p.Flows) > 0 {
			v.Checks &^= Escaped &^ p.Checks // escaped if all that is put in is
		}
		v.Flows = joinFlows(v.Flows, p.All(everySource...))
		s, ok := p.Text()
		if _, isNumber := p.Number(); isNumber && !ok {
			s, ok = p.Literals[0].Text, true
		}
		known = known && ok
		text.WriteString(s)
		if inner := p.Pieces(); len(inner) > 0 && p.Kind.Only(Text) {
			all = append(all, inner...)
		} else {
			all = append(all, p)
		}
	}
	if len(v.Flows) == 0 {
		v.Checks &^= Escaped
	}
	v.Flows = parts(stepped(v.Flows, place, "put into a text", Text, false))
	if known {
		v.Literals = []Literal{{Kind: Text, Text: text.String()}}
		return v
	}
	v.change().path = text.String() // what is literal of it, for those who look for words
	if len(all) > 0 && len(all) <= maxPieces {
		v.extra.deep = &seldom{pieces: all}
	}
	return v
}

// percent and braces find the places for values in format texts.
var (
	percent = regexp.MustCompile(`%(\([^)]*\))?[-+ #0-9.*]*[a-zA-Z]`)
	braces  = regexp.MustCompile(`\{[^{}]*\}`)
)

// interleave puts the values into their places in a format, by order.
func interleave(format string, place *regexp.Regexp, values []*Value) []*Value {
	var pieces []*Value
	at := 0
	for i, span := range place.FindAllStringIndex(format, maxPieces) {
		pieces = append(pieces, TextOf(format[at:span[0]]))
		if i < len(values) {
			pieces = append(pieces, values[i])
		} else {
			pieces = append(pieces, joinAll(values))
		}
		at = span[1]
	}
	pieces = append(pieces, TextOf(format[at:]))
	if len(pieces) == 1 {
		pieces = append(pieces, values...)
	}
	return pieces
}

func parts(flows []*Step) []*Step {
	for _, s := range flows {
		s.Part = true
	}
	return flows
}

func (r *Run) binary(fr *frame, st *state, e *parser.BinOp) *Value {
	a, b := r.eval(fr, st, e.Left), r.eval(fr, st, e.Right)
	if v := r.operator(st, a, e.Op, b, fr.at(e)); v != nil {
		return v
	}
	return combine(e.Op, a, b, fr.at(e))
}

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
		for _, side := range []*Value{a, b} {
			if m := members(side); m != nil && len(m.Literals) > 0 && side.Kind.Can(List) {
				return ManyOf(&Value{Kind: m.Kind, Literals: m.Literals, Checks: Listed | Typed | Bounded | Formed})
			}
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
			return &Value{Kind: List, Flows: a.Flows, list: a.list}
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
	var result *Value
	open := st.clone()
	var done *state
	for i, operand := range e.Values {
		v := r.eval(fr, open, operand)
		if open.dead {
			break
		}
		if i == len(e.Values)-1 {
			result = Join(result, v)
			done = join(done, open)
			break
		}
		truth, certain := truthOf(v)
		stops := truth == (e.Op == "Or")
		if certain && stops {
			result = Join(result, v)
			done = join(done, open)
			break
		}
		if !certain {
			kept := v
			if e.Op == "Or" {
				kept = v.truthy()
			} else {
				kept = v.falsy()
			}
			result = Join(result, kept)
			done = join(done, open.clone())
			// The next operand is evaluated where this one was false (or) or
			// true (and).
			r.narrow(fr, open, operand, v, e.Op == "And")
		}
	}
	if done == nil {
		st.dead = true
		return Nothing
	}
	st.become(done)
	return orNothing(result)
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

func (r *Run) subscript(fr *frame, st *state, e *parser.Subscript) *Value {
	v := r.eval(fr, st, e.Value)
	if s, ok := e.Slice.(*parser.Slice); ok {
		var bounds [2]*Value
		for i, x := range []parser.Expr{s.Lower, s.Upper} {
			if x != nil {
				bounds[i] = r.eval(fr, st, x)
			}
		}
		for _, o := range v.Objects() {
			if entry, ok := r.libraryType(o.Type); ok && entry.Slice != nil {
				r.now = st
				return orNothing(entry.Slice(&Reading{Run: r, Name: o.Type, Self: v, Place: fr.at(e)}, bounds[0], bounds[1]))
			}
		}
		w := *orNothing(v)
		w.Literals = nil
		if w.more().path != "" {
			w.change().path = ""
		}
		if len(w.Flows) > 0 {
			w.Flows = stepped(w.Flows, fr.at(e), "cut", 0, false)
		}
		if s.Upper != nil {
			w.Checks |= Bounded | AtMost // text[:50], results[:limit]
		}
		if w.Kind.Can(Text) && w.Kind.Can(Document) {
			w.Kind = w.Kind & (Text | List | Bytes) // a dict cannot be sliced
		}
		if w.list != nil {
			if s.Upper != nil {
				w = *w.atMost(bounds[1])
			}
			w.list = &list{elem: elemOf(w.list)}
		}
		return &w
	}
	key := r.eval(fr, st, e.Slice)
	return r.index(st, v, key, fr.at(e))
}

// index is v[key].
func (r *Run) index(st *state, v, key *Value, place Place) *Value {
	if v == nil {
		return Nothing
	}
	r.now = st
	for _, o := range v.more().objects {
		if entry, ok := r.libraryType(o.Type); ok && entry.Index != nil {
			return entry.Index(&Reading{Run: r, Name: o.Type, Self: v, Place: place}, key)
		}
		if o.Class != nil {
			if m := r.method(o, "__getitem__"); m != nil {
				return r.invoke(st, m, []*Value{key}, nil, nil, place, nil)
			}
		}
	}
	for _, t := range v.more().targets {
		if entry, ok := r.entry(t.Name); ok && entry.Index != nil {
			return entry.Index(&Reading{Run: r, Name: t.Name, Self: v, Place: place}, key)
		}
		if t.Class != nil { // Enum["x"], Generic[T]
			return v
		}
	}
	if name, ok := key.Text(); ok {
		found, _ := v.Lookup(name)
		if len(found.Flows) > 0 {
			found = found.seen(place, "["+quote(name)+"]")
		}
		if found == Nothing && v.more().path != "" {
			return &Value{Kind: Unknown, extra: &rare{path: v.more().path + "." + name, targets: []Target{{Name: "?." + name, Self: v}}}}
		}
		return found
	}
	if n, ok := key.Number(); ok && v.list != nil {
		elements, exact := v.Elements()
		i := int(n)
		if i < 0 {
			i += len(elements)
		}
		if exact && i >= 0 && i < len(elements) {
			return elements[i]
		}
		return v.Element()
	}
	if v.doc != nil && len(key.Texts()) > 0 {
		var all *Value
		for _, name := range key.Texts() {
			found, _ := v.Lookup(name)
			all = Join(all, found)
		}
		return orNothing(all)
	}
	if v.doc != nil && len(v.doc.fields) > 0 && !v.doc.open {
		var all *Value // a table that the program wrote: any of its values
		for _, f := range v.doc.fields {
			all = Join(all, f.Value)
		}
		return Join(all, v.doc.rest)
	}
	if v.list != nil {
		return v.Element()
	}
	if len(v.Flows) > 0 {
		return v.member("")
	}
	if v.more().path != "" {
		if entry, ok := r.entry("?.[]"); ok && entry.Index != nil {
			if found := entry.Index(&Reading{Run: r, Name: "?.[]", Self: v, Place: place}, key); found != nil {
				return found
			}
		}
		return &Value{Kind: Unknown, extra: &rare{path: v.more().path + "[]", targets: []Target{{Name: "?.[]", Self: v}}}}
	}
	return Nothing
}

// seen is the value with the place where it was read as a step.
func (v *Value) seen(place Place, what string) *Value {
	w := *v
	w.Flows = stepped(v.Flows, place, what, v.Kind, false)
	return &w
}

func quote(s string) string { return "\"" + s + "\"" }

func (r *Run) lambda(fr *frame, st *state, e *parser.Lambda) *Value {
	f := &Func{Name: "<lambda>", Qualified: fr.fn.Qualified + ".<lambda>", Place: fr.place(e.P), Module: fr.module, Class: fr.fn.Class, Args: e.Args, lambda: e.Body}
	r.define(fr, st, f)
	return &Value{Kind: Function, extra: &rare{targets: []Target{{Func: f}}}}
}

// define prepares a function that is being defined in a frame.
func (r *Run) define(fr *frame, st *state, f *Func) {
	if cached := f; cached.names == nil {
		f.names = namesOf(f)
	}
	f.closure = r.scopeOf(fr, st)
	for _, d := range f.Args.Defaults {
		f.defaults = append(f.defaults, r.eval(fr, st, d))
	}
	for _, d := range f.Args.KwOnlyDef {
		if d == nil {
			f.kwDefaults = append(f.kwDefaults, nil)
			continue
		}
		f.kwDefaults = append(f.kwDefaults, r.eval(fr, st, d))
	}
}
