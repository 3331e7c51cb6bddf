package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

// line is the class and its bases in the order in which Python looks members
// up, the C3 linearization of https://docs.python.org/3/howto/mro.html. Where
// the bases have none, which Python refuses, it is the order in which they are
// met. Bases outside the project are in it as classes of which nothing but
// the name is known.
func (c *Class) line() []*Class {
	return c.mro
}

func (r *Run) linearized(c *Class) []*Class {
	var lines [][]*Class
	var direct []*Class
	add := func(base *Class) {
		lines = append(lines, base.line())
		direct = append(direct, base)
	}
	for _, b := range c.Bases {
		for _, t := range b.more().targets {
			switch {
			case t.Class != nil && t.Class != c:
				add(t.Class)
			case t.Class == nil && t.Name != "":
				add(r.outsideClass(t.Name))
			}
		}
		for _, o := range b.more().objects { // db.Document of an extension object
			if o.Type != "" {
				add(r.outsideClass(o.Type))
			}
		}
	}
	if len(lines) == 1 {
		return append([]*Class{c}, lines[0]...)
	}
	if merged, ok := merge(append(slices.Clone(lines), direct)); ok {
		return append([]*Class{c}, merged...)
	}
	met := []*Class{c}
	for _, line := range lines {
		for _, k := range line {
			if !slices.Contains(met, k) {
				met = append(met, k)
			}
		}
	}
	return met
}

// outsideClass stands for a class outside the project. It is the same for all
// that derive from it.
func (r *Run) outsideClass(name string) *Class {
	if k, ok := r.Program.outside.Load(name); ok {
		return k.(*Class)
	}
	k := &Class{Name: name, Qualified: name, Written: &Written{}, outside: true}
	if entry, ok := r.entry(name); ok {
		for _, base := range entry.Bases {
			k.Bases = append(k.Bases, External(base))
		}
	}
	k.mro = r.linearized(k)
	shared, _ := r.Program.outside.LoadOrStore(name, k)
	return shared.(*Class)
}

// overlaid tells whether a base outside the project comes before one in it.
func overlaid(line []*Class) bool {
	i := slices.IndexFunc(line, func(k *Class) bool { return k.outside })
	return i >= 0 && slices.ContainsFunc(line[i:], func(k *Class) bool { return !k.outside })
}

// AttrOf is [Class.Attr], and nil where a library's base has the member and
// comes first.
func (r *Run) AttrOf(c *Class, name string) *Value {
	if !c.overlaid {
		return c.Attr(name)
	}
	for _, k := range c.line() {
		if v := k.attrs[name]; v != nil {
			return v
		}
		if _, listed := r.memberEntry(k.Qualified, name); k.outside && listed {
			return nil
		}
	}
	return nil
}

// merge takes, again and again, the first class that no list has behind
// another one.
func merge(lists [][]*Class) (merged []*Class, ok bool) {
	for {
		var next *Class
		left := false
		for _, list := range lists {
			if len(list) == 0 {
				continue
			}
			left = true
			behind := func(other []*Class) bool { return len(other) > 1 && slices.Contains(other[1:], list[0]) }
			if !slices.ContainsFunc(lists, behind) {
				next = list[0]
				break
			}
		}
		if next == nil {
			return merged, !left
		}
		merged = append(merged, next)
		for i, list := range lists {
			if len(list) > 0 && list[0] == next {
				lists[i] = list[1:]
			}
		}
	}
}

// after are the classes in which super() in a method of the class looks, for
// an object of the class of: they need not be bases of the method's own.
func (c *Class) after(of *Class) []*Class {
	if of != nil {
		if line := of.line(); slices.Contains(line, c) {
			return line[slices.Index(line, c)+1:]
		}
	}
	return c.line()[1:]
}

// subclassed lets the base have the class that says what is done with those
// that derive from it: __init_subclass__, which is a class method.
func (r *Run) subclassed(fr *frame, st *state, c *Class, v *Value, s *parser.ClassDef) {
	for _, k := range c.line()[1:] {
		for _, t := range k.attrs["__init_subclass__"].Targets() {
			if t.Func == nil {
				continue
			}
			var given []Keyword
			for _, k := range s.Keywords {
				if k.Arg != "metaclass" {
					given = append(given, Keyword{k.Arg, c.attrs["<"+k.Arg+">"]})
				}
			}
			hook := &Value{Kind: Function, extra: &rare{targets: []Target{{Func: t.Func, Self: v}}}}
			r.invoke(st, hook, nil, given, nil, fr.place(s.P), nil)
			st.dead = false
			return
		}
	}
}
