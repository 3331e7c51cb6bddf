package flow

import (
	"strconv"
)

// Nothing is a value of which nothing is known.
var Nothing = &Value{Kind: Unknown}

// None is None.
var None = &Value{Kind: Null, Literals: []Literal{{Kind: Null}}}

var (
	trueValue  = &Value{Kind: Bool, Literals: []Literal{{Kind: Bool, Number: 1, Text: "True"}}}
	falseValue = &Value{Kind: Bool, Literals: []Literal{{Kind: Bool, Text: "False"}}}
	boolValue  = &Value{Kind: Bool}
)

// Of is a value of the kind, with content of the given flows.
func Of(k Kind, flows ...*Step) *Value { return &Value{Kind: k, Flows: flows} }

// TextOf is a literal text.
func TextOf(s string) *Value {
	return &Value{Kind: Text, Literals: []Literal{{Kind: Text, Text: s}}}
}

// NumberOf is a literal number.
func NumberOf(n float64) *Value {
	return &Value{Kind: Number, Literals: []Literal{{Kind: Number, Number: n, Text: strconv.FormatFloat(n, 'g', -1, 64)}}}
}

// BoolOf is True or False.
func BoolOf(b bool) *Value {
	if b {
		return trueValue
	}
	return falseValue
}

// From is the content of an origin, as it enters the program.
func From(o *Origin, k Kind, what string) *Value {
	return &Value{Kind: k, Flows: []*Step{{Origin: o, Place: o.Place, What: what, Kind: k}}}
}

// ListOf is a list of just these elements.
func ListOf(elements ...*Value) *Value {
	if len(elements) > maxElements {
		return &Value{Kind: List, list: &list{elem: joinAll(elements)}}
	}
	return &Value{Kind: List, list: &list{known: elements, exact: true}}
}

// ManyOf is a list of any number of elements that are like elem.
func ManyOf(elem *Value) *Value { return &Value{Kind: List, list: &list{elem: elem}} }

// DocumentOf is a document with just these members.
func DocumentOf(fields ...Field) *Value { return &Value{Kind: Document, doc: &doc{fields: fields}} }

// Callable is something that Go code does.
func Callable(f func(*Call) *Value) *Value {
	return &Value{Kind: Function, extra: &rare{targets: []Target{{Native: f}}}}
}

// Wrap is a callable that Go code puts around another one.
func Wrap(inner *Value, f func(*Call) *Value) *Value {
	t := Target{Native: f, Wraps: inner}
	for _, of := range inner.Targets() {
		if t.Inner = of.Inner; t.Inner == nil {
			t.Inner = of.Func
		}
	}
	return &Value{Kind: Function, extra: &rare{targets: []Target{t}, place: inner.Place()}}
}

// InSlot is the value as the very object that the slot holds: what a program
// makes sure of it under one name holds for all.
func (v *Value) InSlot(name string) *Value {
	w := *orNothing(v)
	w.changeDeep().home = name
	return &w
}

// ObjectOf is the instance.
func ObjectOf(i *Instance) *Value { return &Value{Kind: Object, extra: &rare{objects: []*Instance{i}}} }

// External is the thing of that qualified name outside the project.
func External(name string) *Value {
	return &Value{Kind: Unknown, extra: &rare{targets: []Target{{Name: name}}, path: name}}
}
