package flow

import "slices"

// state is what is known at a place: the variables of the frame, the slots of
// the run, the facts. It is changed in place and cloned where ways part.
type state struct {
	vars  []*Value // by index of the function; nil: unbound
	slots []slot
	facts *Fact
	dead  bool // this place is not reached
}

// slot is something that belongs to the run and not to a frame: an attribute
// of flask.g, an element of the session, the request's JSON.
type slot struct {
	name  string
	value *Value
}

func (s *state) clone() *state {
	return &state{vars: slices.Clone(s.vars), slots: s.slots[:len(s.slots):len(s.slots)], facts: s.facts, dead: s.dead}
}

// become makes s what other is.
func (s *state) become(other *state) { *s = *other }

func (s *state) slot(name string) *Value {
	for _, sl := range s.slots {
		if sl.name == name {
			return sl.value
		}
	}
	return nil
}

func (s *state) setSlot(name string, v *Value) {
	for i, sl := range s.slots {
		if sl.name == name {
			if sl.value != v {
				s.slots = slices.Clone(s.slots)
				s.slots[i].value = v
			}
			return
		}
	}
	s.slots = append(s.slots[:len(s.slots):len(s.slots)], slot{name, v})
}

// join is what is known where two ways meet. One that is not reached adds
// nothing.
func join(a, b *state) *state {
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
	var all []slot
	for _, s := range a {
		for _, t := range b {
			if t.name == s.name {
				s.value = Join(s.value, t.value)
			}
		}
		all = append(all, s)
	}
	for _, t := range b {
		if !slices.ContainsFunc(a, func(s slot) bool { return s.name == t.name }) {
			all = append(all, t)
		}
	}
	return all
}
