package flow

// Fact is a condition that held on every way to a place. Facts form a list;
// nil is the empty one.
type Fact struct {
	Prev *Fact
	Op   string // == < <= > >= in is truthy isinstance call decorator any, or a word of a library: authenticated, role, limited, verified
	Not  bool   // the condition was false
	Left *Value
	// Right is what Left was compared with; for "call" the joined arguments.
	Right *Value
	// Who is the qualified name of what was called, for "call" and the words
	// of libraries; By is where that was defined, if in the project.
	Who   string
	Place Place
	Data  any // of the library
	// Ways are the alternatives of "any": on each way to the place one of
	// these lists held, down to Prev.
	Ways []*Fact

	size int // of "any": the facts that are in its ways, all the way down
}

// weight counts the facts since base, with those in the ways of each. Ways
// can have facts in common, so it can be far more than there are.
func (f *Fact) weight(base *Fact) int {
	n := 0
	for g := range f.Since(base) {
		n += 1 + g.size
	}
	return n
}

// Since yields the facts that are newer than the other list, the newest
// first.
func (f *Fact) Since(base *Fact) func(yield func(*Fact) bool) {
	return func(yield func(*Fact) bool) {
		for ; f != nil && f != base; f = f.Prev {
			if !yield(f) {
				return
			}
		}
	}
}

// All yields the facts, the newest first.
func (f *Fact) All(yield func(*Fact) bool) {
	for ; f != nil; f = f.Prev {
		if !yield(f) {
			return
		}
	}
}

// either is what is known of a place to which two lists lead: what they have
// in common, and that one or the other held.
func either(a, b *Fact) *Fact {
	base := shared(a, b)
	if a == base || b == base || opposite(a, b, base) {
		return base
	}
	any := &Fact{Prev: base, Op: "any", Place: a.Place}
	for _, way := range []*Fact{a, b} {
		if way.Op == "any" && way.Prev == base { // flatten
			any.Ways = append(any.Ways, way.Ways...)
		} else {
			any.Ways = append(any.Ways, way)
		}
	}
	for _, way := range any.Ways {
		any.size += way.weight(base)
	}
	if len(any.Ways) > maxWays || any.size > maxFacts {
		return base
	}
	return any
}

// opposite tells whether two lists differ in one condition alone: the
// branches of an if that checks nothing.
func opposite(a, b, base *Fact) bool {
	return a.Prev == base && b.Prev == base && a.Op == b.Op && a.Not != b.Not && a.Place == b.Place && !a.ofCaller()
}

// ofCaller tells whether a condition is about who calls: that a program does
// something else for an administrator is worth knowing afterwards.
func (f *Fact) ofCaller() bool {
	for _, v := range []*Value{f.Left, f.Right} {
		if v != nil && (v.Has(Own) || v.From(Identity, Credential)) {
			return true
		}
	}
	return false
}

// shared is what two lists have in common from the beginning on.
func shared(a, b *Fact) *Fact {
	la, lb := length(a), length(b)
	for ; la > lb; la-- {
		a = a.Prev
	}
	for ; lb > la; lb-- {
		b = b.Prev
	}
	for a != b {
		a, b = a.Prev, b.Prev
	}
	return a
}

func length(f *Fact) int {
	n := 0
	for ; f != nil; f = f.Prev {
		n++
	}
	return n
}

// Catch is a handler around a place; nil is none.
type Catch struct {
	Prev  *Catch
	Types []string // qualified names; none: everything
	Place Place
}

// Catches tells whether a handler names one of the types, or everything.
func (c *Catch) Catches(types ...string) bool {
	for ; c != nil; c = c.Prev {
		if len(c.Types) == 0 {
			return true
		}
		for _, t := range c.Types {
			for _, want := range types {
				if t == want {
					return true
				}
			}
		}
	}
	return false
}
