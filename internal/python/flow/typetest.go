package flow

import "github.com/tamnd/gopapy/parser"

// typed is the expression whose type another one gives: x of type(x) and of
// x.__class__.
func typed(e parser.Expr) (of parser.Expr, ok bool) {
	switch e := e.(type) {
	case *parser.Call:
		if n, ok := e.Func.(*parser.Name); ok && n.Id == "type" && len(e.Args) == 1 && nameable(e.Args[0]) {
			return e.Args[0], true
		}
	case *parser.Attribute:
		if e.Attr == "__class__" && nameable(e.Value) {
			return e.Value, true
		}
	}
	return nil, false
}

// typeTested narrows x where type(x) is one of the classes, and where it is
// not: type(x) is str, type(x) in (str, int), type(x).__name__ == "str".
func (r *Run) typeTested(fr *frame, yes, no *state, e parser.Expr, classes *Value) {
	kind := r.kindNamed(classes)
	if a, ok := e.(*parser.Attribute); ok && a.Attr == "__name__" {
		name, _ := classes.Text()
		e, kind = a.Value, kindsByName["builtins."+name]
	}
	of, ok := typed(e)
	if !ok || kind == 0 {
		return
	}
	v := r.eval(fr, yes, of)
	r.narrowTo(fr, yes, of, v.narrow(kind))
	if rest := v.Kind &^ kind; rest != 0 && !v.Kind.Can(Unknown) {
		r.narrowTo(fr, no, of, v.As(rest))
	}
}

// ownMethods are methods that of what JSON can hold only dicts have, or lists.
// Those of texts are told by what they need.
var ownMethods = map[string]Kind{"keys": Document, "items": Document, "values": Document, "append": List, "extend": List}

// hasOwn narrows x where hasattr(x, "lower") is true.
func (r *Run) hasOwn(fr *frame, yes *state, e *parser.Call) {
	if len(e.Args) != 2 || !nameable(e.Args[0]) {
		return
	}
	name, _ := r.eval(fr, yes, e.Args[1]).Text()
	kind := ownMethods[name]
	if entry, ok := r.memberEntry("value", name); ok && entry.At == receiver {
		kind = entry.Needs &^ Bytes
	}
	if kind != 0 {
		if v := r.eval(fr, yes, e.Args[0]); v.ofJSON() {
			r.narrowTo(fr, yes, e.Args[0], v.narrow(kind))
		}
	}
}

// ofJSON tells whether the value may be of several kinds that JSON has, and of
// no others.
func (v *Value) ofJSON() bool {
	return len(v.Flows) > 0 && v.Kind.Only(Any) && v.Kind.Can(Document|List)
}
