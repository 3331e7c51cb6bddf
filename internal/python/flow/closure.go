package flow

import "slices"

// scope is the variables of an enclosing function as a closure sees them.
type scope struct {
	fn    *Func
	vars  []*Value
	outer *scope
	run   *Run  // in which the enclosing function was called
	of    *mark // the call of it
}

// cellType is the type of what stands for a call: its members are the variables
// that functions defined in it have changed.
const cellType = "<call>"

func (s slot) isCell() bool { return s.of != nil && s.of.Type == cellType }

// mark tells one call of a function from all others.
type mark struct{ _ byte }

// scopeOf is the frame's variables for functions defined in it; nil at the
// top of a module, whose names are looked up when they are used. The scope
// shares st's variables until st is cloned, so what is assigned after the
// definition on the same way is seen too.
func (r *Run) scopeOf(fr *frame, st *state) *scope {
	if fr.fn == fr.module.fn {
		return nil
	}
	if fr.fn.classBody {
		return fr.closure
	}
	if fr.mark == nil {
		fr.mark = &mark{}
	}
	return &scope{fn: fr.fn, vars: st.vars, outer: fr.closure, run: r, of: fr.mark}
}

// around gives a function that is called the variables of the calls in which
// it was defined as they are now: ways have parted and met since.
func (r *Run) around(f *Func) {
	for s := f.closure; s != nil; s = s.outer {
		if s.run != r {
			continue
		}
		if fr := r.open(s); fr != nil && len(fr.calling) == len(s.vars) {
			s.vars = fr.calling
		}
	}
}

// open is the frame of the scope while its function has not returned.
func (r *Run) open(s *scope) *frame {
	for _, fr := range slices.Backward(r.frames) {
		if fr.mark == s.of {
			return fr
		}
	}
	return nil
}

// captured is a variable of an enclosing function.
func (r *Run) captured(st *state, s *scope, name string, index int) *Value {
	if len(r.cells) > 0 {
		if of := r.cells[s.of]; of != nil {
			if v := st.slot(of, name); v != nil {
				return v
			}
		}
	}
	return s.vars[index]
}

// setCaptured changes a variable of an enclosing function on this way, until
// that has it back: see returning. What the set-up has made is shared by all
// runs, and changed for this one alone. What a condition says inside holds
// outside too while the function around has not returned.
func (r *Run) setCaptured(st *state, s *scope, name string, index int, v *Value) {
	if s.run != r || r.isSetup() || r.narrowing {
		switch fr := r.open(s); {
		case fr != nil:
		case r.narrowing:
			return
		case r.isSetup(): // nobody knows who has called it before
			s.vars[index] = Join(s.vars[index], v)
			return
		}
	}
	of := r.cells[s.of]
	if of == nil {
		of = &Instance{Type: cellType, owner: r, attrs: map[string]*Value{}}
		if r.cells == nil {
			r.cells = map[*mark]*Instance{}
		}
		r.cells[s.of] = of
	}
	if st.slot(of, name) == nil {
		of.attrs[name] = s.vars[index] // on other ways
	}
	st.setSlot(of, name, v)
}

// back is the state of the caller after a call: its variables are what
// functions that were defined in it have made of them.
func (r *Run) back(caller, out *state) *state {
	st := &state{vars: slices.Clone(caller.vars), slots: out.slots, facts: out.facts, split: caller.split}
	fr := r.frame()
	if len(r.cells) == 0 || fr == nil || fr.mark == nil {
		return st
	}
	of := r.cells[fr.mark]
	if of == nil || !slices.ContainsFunc(st.slots, func(sl slot) bool { return sl.of == of }) {
		return st
	}
	st.slots = make([]slot, 0, len(out.slots))
	for _, sl := range out.slots {
		if sl.of != of {
			st.slots = append(st.slots, sl)
		} else if i, ok := fr.fn.names[sl.name]; ok {
			old := st.vars[i]
			st.vars[i] = sl.value
			st.alias(i, old, sl.value)
		}
	}
	return st
}

// toldByCells tells whether a variable of a function around tells two ways
// apart that meet in j.
func toldByCells(a, b, j *state) bool {
	if len(j.slots) == 0 || len(a.slots) == len(b.slots) && &a.slots[0] == &b.slots[0] {
		return false
	}
	return slices.ContainsFunc(j.slots, func(sl slot) bool {
		if !sl.isCell() {
			return false
		}
		x, y := leans(a.member(sl.of, sl.name)), leans(b.member(sl.of, sl.name))
		return x != y && (x != open || y != open)
	})
}

// cellsOn are the slots where one of the ways that met before was taken.
func (s *state) cellsOn(w *state) []slot {
	slots := slices.Clone(s.slots)
	for i, sl := range slots {
		if !sl.isCell() {
			continue
		}
		if at := indexSlot(s.split.cells, sl); at >= 0 {
			slots[i].value = carried(w.member(sl.of, sl.name), s.split.cells[at].value, sl.value)
		}
	}
	return slots
}
