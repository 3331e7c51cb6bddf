package flow

import "slices"

// split remembers the ways that met at a place, so that a condition on a
// variable that differs between them can tell on which of them it is true:
//
//	errors = []
//	if not isinstance(name, str):
//	    errors.append("name")
//	if errors:
//	    return errors, 400
//	use(name)  # text: on the other way errors was not empty
//
// It is about the variables of one frame.
type split struct {
	joined []*Value // the variables where the ways met
	cells  []slot   // and the slots, where those of closures tell them apart
	facts  *Fact    // and the facts
	ways   []*state
}

// maxSplit ways are kept apart.
const maxSplit = 6

// leaning is what is certain of a variable as a condition.
type leaning uint8

const (
	open      leaning = iota // it can be true or false
	certainly                // true
	hardly                   // false: empty, zero
	absent                   // None
)

func leans(v *Value) leaning {
	switch truth, certain := truthOf(v); {
	case v.IsNone():
		return absent
	case certain && truth:
		return certainly
	case certain:
		return hardly
	case v != nil && v.Kind.Only(Document|Object) && v.From(Database):
		return certainly // a document of the database has an _id
	}
	return open
}

// splitOf is the split of two ways that meet in j, nil where no variable
// tells them apart.
func splitOf(a, b, j *state) *split {
	told := false
	for i := range j.vars {
		if a.vars[i] == b.vars[i] || a.vars[i] == nil || b.vars[i] == nil {
			continue
		}
		x, y := leans(a.vars[i]), leans(b.vars[i])
		if x != y && (x != open || y != open) {
			told = true
			break
		}
	}
	cells := toldByCells(a, b, j)
	if !told && !cells && a.split == nil && b.split == nil {
		return nil
	}
	ways := grouped(append(a.parted(), b.parted()...))
	if len(ways) < 2 || len(ways) > maxSplit {
		return nil
	}
	joined := make([]*Value, len(j.vars))
	copy(joined, j.vars)
	sp := &split{joined: joined, facts: j.facts, ways: ways}
	if cells || a.split != nil && a.split.cells != nil || b.split != nil && b.split.cells != nil {
		sp.cells = j.slots
	}
	return sp
}

// parted are the ways to a place, as far as they are kept apart, with what
// was learned since they met.
func (s *state) parted() []*state {
	if s.split == nil {
		return []*state{s.clone()} // s itself goes on
	}
	ways := make([]*state, 0, len(s.split.ways))
	for _, w := range s.split.ways {
		ways = append(ways, s.on(w))
	}
	return ways
}

// on is the state where one of the ways that met before was taken: what has
// not changed since is what it was there.
func (s *state) on(w *state) *state {
	p := s.clone()
	p.split = nil
	for i, v := range s.vars {
		if i < len(w.vars) && i < len(s.split.joined) {
			p.vars[i] = carried(w.vars[i], s.split.joined[i], v)
		}
	}
	if s.split.cells != nil {
		p.slots = s.cellsOn(w)
	}
	if s.facts == s.split.facts {
		p.facts = w.facts
	}
	return p
}

// carried is what a variable is on a way that met others, with what was
// learned of it since: joined is what it was where they met.
func carried(way, joined, now *Value) *Value {
	switch {
	case now == joined, way == nil:
		return way
	case joined == nil, now == nil, !sameFlows(joined, now):
		return now // it was assigned to
	}
	w := *way
	if kind := way.Kind & now.Kind; kind != 0 {
		w.Kind = kind
	}
	w.Checks |= now.Checks
	if len(w.Names()) == 0 {
		w.named(now.Names())
	}
	result := &w
	for _, f := range now.Fields() {
		old, was := joined.Field(f.Name)
		if was && old.Value == f.Value {
			continue
		}
		if mine, there := way.Field(f.Name); there && was {
			f.Value = carried(mine.Value, old.Value, f.Value)
		}
		result = result.WithField(f)
	}
	if now.list != joined.list {
		result.list = now.list
	}
	return result
}

func sameFlows(a, b *Value) bool {
	return len(a.Flows) > 0 && len(a.Flows) == len(b.Flows) && a.Flows[0] == b.Flows[0]
}

// grouped joins ways between which no variable tells.
func grouped(ways []*state) []*state {
	var groups []*state
	var signs []string
	for _, w := range ways {
		sign := make([]byte, len(w.vars))
		for i, v := range w.vars {
			sign[i] = byte(leans(v))
		}
		for _, sl := range w.slots {
			if sl.isCell() {
				sign = append(sign, byte(leans(sl.value)))
			}
		}
		at := -1
		for i, s := range signs {
			if s == string(sign) {
				at = i
				break
			}
		}
		if at >= 0 {
			groups[at] = meet(groups[at], w)
		} else {
			groups, signs = append(groups, w), append(signs, string(sign))
		}
	}
	return groups
}

// keep leaves in s only the ways on which the variable can be what holds
// says. What is known on all that are left is known now.
func (s *state) keep(index int, holds func(*Value) bool) {
	if s.dead || s.split == nil || index >= len(s.split.joined) {
		return
	}
	var left *state
	var ways []*state
	for _, w := range s.split.ways {
		// What was assigned since they met says nothing of the ways.
		v := carried(w.vars[index], s.split.joined[index], s.vars[index])
		if v == nil || holds(v) {
			left = meet(left, w)
			ways = append(ways, w)
		}
	}
	if left == nil || len(ways) == len(s.split.ways) {
		return
	}
	for i, v := range s.vars {
		if i < len(left.vars) && i < len(s.split.joined) {
			s.vars[i] = carried(left.vars[i], s.split.joined[i], v)
		}
	}
	s.facts = rebase(left.facts, shared(left.facts, s.split.facts), s.facts)
	s.split = nil
	if len(ways) > 1 {
		s.split = &split{joined: slices.Clone(s.vars), facts: s.facts, ways: ways}
	}
}

// rebase puts the facts of a list that are newer than one fact on another
// list.
func rebase(f, from, to *Fact) *Fact {
	if f == nil || f == from {
		return to
	}
	g := *f
	g.Prev = rebase(f.Prev, from, to)
	if g.Op == "any" {
		ways := make([]*Fact, len(f.Ways))
		for i, w := range f.Ways {
			ways[i] = rebase(w, f.Prev, g.Prev)
		}
		g.Ways = ways
	}
	return &g
}

// canBe tells whether a variable counts as true, or as false.
func canBe(truth bool) func(*Value) bool {
	return func(v *Value) bool {
		switch leans(v) {
		case certainly:
			return truth
		case hardly, absent:
			return !truth
		}
		return true
	}
}

// canBeNone tells whether a variable is None, or is not.
func canBeNone(none bool) func(*Value) bool {
	return func(v *Value) bool {
		if none {
			return v.Kind.Can(Null | Unknown)
		}
		return !v.IsNone()
	}
}

// canEqual tells whether a variable equals one of the literals, or does not.
func canEqual(to *Value, equal bool) func(*Value) bool {
	return func(v *Value) bool {
		same, certain := equalLiterals(v, to)
		switch {
		case certain:
			return same == equal
		case equal && len(v.Literals) == 0:
			return v.Kind.Can(to.Kind|Unknown) || to.Kind&^(Bool|Number) == 0 && v.Kind.Can(Bool|Number)
		}
		return true
	}
}

// canBeOf tells whether a variable is of a kind, or is not.
func canBeOf(kind Kind, is bool) func(*Value) bool {
	return func(v *Value) bool {
		if is {
			return v.Kind.Can(kind | Unknown | Object)
		}
		return v.Kind&^kind != 0
	}
}
