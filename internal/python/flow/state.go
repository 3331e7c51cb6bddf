package flow

import "slices"

// state is what is known at a place: the variables of the frame, the slots of
// the run, the facts. It is changed in place and cloned where ways part.
type state struct {
	vars  []*Value // by index of the function; nil: unbound
	slots []slot
	facts *Fact
	dead  bool   // this place is not reached
	split *split // the ways that met last; nil: nothing tells them apart
}

// slot is something that belongs to the run and not to a frame: an attribute
// of flask.g, an element of the session, the request's JSON, or a member of an
// object.
type slot struct {
	of    *Instance // nil for what libraries name
	name  string
	value *Value
}

func (s *state) clone() *state {
	return &state{vars: slices.Clone(s.vars), slots: s.slots[:len(s.slots):len(s.slots)], facts: s.facts, dead: s.dead, split: s.split}
}

// become makes s what other is. Where no way is left the variables stay what
// they were: those of a module are looked at when its top level has ended, and
// it may have ended with a call that does not return.
func (s *state) become(other *state) {
	vars := s.vars
	*s = *other
	if s.dead && len(s.vars) == 0 {
		s.vars = vars
	}
}

func (s *state) slot(of *Instance, name string) *Value {
	for i := range s.slots {
		if sl := &s.slots[i]; sl.of == of && sl.name == name {
			return sl.value
		}
	}
	return nil
}

func (s *state) setSlot(of *Instance, name string, v *Value) {
	for i, sl := range s.slots {
		if sl.of == of && sl.name == name {
			if sl.value != v {
				s.slots = slices.Clone(s.slots)
				s.slots[i].value = v
			}
			return
		}
	}
	s.slots = append(s.slots[:len(s.slots):len(s.slots)], slot{of, name, v})
}

// join is what is known where two ways meet. One that is not reached adds
// nothing.
func join(a, b *state) *state {
	j := meet(a, b)
	if j != a && j != b && !j.dead {
		j.split = splitOf(a, b, j)
	}
	return j
}

// meet is join for ways that need not be told apart again.
func meet(a, b *state) *state {
	switch {
	case a == nil || a.dead:
		if b == nil {
			return &state{dead: true}
		}
		return b
	case b == nil || b.dead:
		return a
	}
	j := &state{vars: make([]*Value, len(a.vars)), facts: either(a.facts, b.facts)}
	for i := range a.vars {
		j.vars[i] = Join(a.vars[i], b.vars[i])
	}
	j.slots = joinSlots(a.slots, b.slots)
	return j
}

func joinSlots(a, b []slot) []slot {
	if len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) {
		return a
	}
	var all []slot
	for _, s := range a {
		if i := indexSlot(b, s); i >= 0 {
			s.value = Join(s.value, b[i].value)
		} else if s.value = s.unset(); s.value == nil {
			continue
		}
		all = append(all, s)
	}
	for _, s := range b {
		if indexSlot(a, s) < 0 {
			if s.value = s.unset(); s.value != nil {
				all = append(all, s)
			}
		}
	}
	return all
}

func indexSlot(slots []slot, s slot) int {
	return slices.IndexFunc(slots, func(t slot) bool { return t.of == s.of && t.name == s.name })
}

// unset is what a slot is that only one of two ways has set. On the other one
// a member of an object is what it was, and an attribute of flask.g is not
// there; what stands for a very object is what it is at its origin, so
// nothing is known of it: nil.
func (s slot) unset() *Value {
	switch {
	case s.of != nil:
		return Join(s.value, s.of.attrs[s.name])
	case s.value.seldom().home != "":
		return nil
	}
	return Join(s.value, None)
}
