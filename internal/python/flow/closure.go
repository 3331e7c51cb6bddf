package flow

// scope is the variables of an enclosing function as a closure sees them.
type scope struct {
	fn    *Func
	vars  []*Value
	outer *scope
	run   *Run  // in which the enclosing function was called
	of    *mark // the call of it
}

// mark tells one call of a function from all others.
type mark struct{ _ byte }

// cell is a variable of a call that another run has made.
type cell struct {
	scope *scope
	index int
}

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

// around gives a function that is called by the call in which it was defined
// the variables as they are now: ways have parted and met since.
func (r *Run) around(f *Func, st *state) {
	s, caller := f.closure, r.frame()
	if s != nil && s.run == r && caller != nil && caller.mark == s.of && len(s.vars) == len(st.vars) {
		s.vars = st.vars
	}
}

// captured is a variable of an enclosing function.
func (r *Run) captured(s *scope, index int) *Value {
	if v, own := r.cells[cell{s, index}]; own {
		return v
	}
	return s.vars[index]
}

// setCaptured changes a variable of an enclosing function, on the ways on which
// that is done: on others it stays what it was. What the set-up has made is
// shared by all runs, and changed for this one alone.
func (r *Run) setCaptured(s *scope, index int, v *Value) {
	v = Join(s.vars[index], v)
	if s.run == r || r.isSetup() {
		s.vars[index] = v
		return
	}
	if r.cells == nil {
		r.cells = map[cell]*Value{}
	}
	r.cells[cell{s, index}] = Join(r.cells[cell{s, index}], v)
}
