package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

// bindArguments gives the parameters their values.
func (r *Run) bindArguments(fr *frame, in *state, f *Func, self *Value, args arguments, place Place) []param {
	var params []param
	a := f.Args
	positional := append(a.PosOnly[:len(a.PosOnly):len(a.PosOnly)], a.Args...)
	set := func(name string, v *Value, arg int, ann parser.Expr) {
		i, ok := f.names[name]
		if !ok {
			return
		}
		if v != nil && len(v.Flows) > 0 && arg >= -1 {
			v = v.seen(place, "passed to "+f.Name+" as "+name)
		}
		in.vars[i] = r.annotated(fr, in, orNothing(v), ann)
		params = append(params, param{i, arg, name})
	}
	used := make([]bool, len(args.keywords))
	next := 0
	for i, p := range positional {
		if i == 0 && self != nil {
			set(p.Name, self, -2, nil)
			continue
		}
		if next < len(args.args) {
			set(p.Name, args.args[next], next, p.Annotation)
			next++
			continue
		}
		if v, ok := args.keyword(p.Name, used); ok {
			set(p.Name, v, -1, p.Annotation)
			continue
		}
		d := i - (len(positional) - len(f.defaults))
		switch {
		case args.star != nil && d >= 0:
			set(p.Name, Join(args.star, f.defaults[d]), -3, p.Annotation)
		case args.star != nil:
			set(p.Name, args.star, -3, p.Annotation)
		case d >= 0 && d < len(f.defaults):
			set(p.Name, f.defaults[d], -3, nil)
		default:
			set(p.Name, unknownParameter(p.Name), -3, p.Annotation)
		}
	}
	if a.Vararg != nil {
		rest := ListOf(args.args[min(next, len(args.args)):]...)
		if args.star != nil {
			rest = ManyOf(Join(rest.listElem(), args.star))
		}
		set(a.Vararg.Name, rest, -3, nil)
	}
	for i, p := range a.KwOnly {
		v, ok := args.keyword(p.Name, used)
		switch {
		case ok:
			set(p.Name, v, -1, p.Annotation)
		case i < len(f.kwDefaults) && f.kwDefaults[i] != nil:
			set(p.Name, f.kwDefaults[i], -3, nil)
		default:
			set(p.Name, unknownParameter(p.Name), -3, p.Annotation)
		}
	}
	if a.Kwarg != nil {
		set(a.Kwarg.Name, args.rest(used, args.star, parameters(a)), -3, nil)
	}
	return params
}

func (v *Value) listElem() *Value {
	if v.list == nil {
		return nil
	}
	return elemOf(v.list)
}

// keyword finds an argument by name, also in **mapping.
func (a arguments) keyword(name string, used []bool) (*Value, bool) {
	for i, k := range a.keywords {
		if k.Name == name && name != "" {
			used[i] = true
			return k.Value, true
		}
	}
	for _, k := range a.keywords {
		if k.Name != "" {
			continue
		}
		if f, ok := k.Value.Field(name); ok {
			return f.Value, true
		}
		if k.Value.doc == nil && len(k.Value.Flows) > 0 || k.Value.doc != nil && (k.Value.doc.open || k.Value.doc.rest != nil) {
			v, _ := k.Value.Lookup(name)
			return v, true
		}
	}
	return nil, false
}

// unknownParameter is a parameter of which nothing is known but its name.
func unknownParameter(name string) *Value {
	return &Value{Kind: Unknown, extra: &rare{path: name}}
}

// rest is the document of the keywords that no parameter has taken.
func (a arguments) rest(used []bool, star *Value, params []*parser.Arg) *Value {
	v := DocumentOf()
	for i, k := range a.keywords {
		switch {
		case used[i]:
		case k.Name == "":
			v = v.Merge(k.Value)
		default:
			v = v.WithField(Field{Name: k.Name, Value: k.Value})
		}
	}
	for _, f := range v.Fields() {
		if slices.ContainsFunc(params, func(p *parser.Arg) bool { return p.Name == f.Name }) {
			v = v.Without(f.Name)
		}
	}
	if star != nil && len(a.keywords) == 0 {
		v = &Value{Kind: Document | Unknown}
	}
	return v
}
