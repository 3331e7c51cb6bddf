package flow

import (
	"github.com/tamnd/gopapy/parser"
)

// result is what interpreting a function gave.
type result struct {
	returns []returned
	before  []*Value // of its variables, when it began
	fr      *frame
	params  []param
}

// param is a parameter and the argument that it got.
type param struct {
	index int // of the variable
	arg   int // positional; -1: by name; -2: self; -3: none
	name  string
}

// backOf are the arguments that were changed on a way out.
func (res *result) backOf(out *state) []changed {
	var back []changed
	for _, p := range res.params {
		if p.arg == -3 || res.fr.rebound[p.index] {
			continue
		}
		if v := out.vars[p.index]; v != nil && v != res.before[p.index] {
			back = append(back, changed{p.arg, p.name, v})
		}
	}
	return back
}

// enter tells whether one more call of the function shows anything new, and
// whether it is on the stack already. A closure is another function where it
// was made by another call: three decorators can have one wrapper.
func (r *Run) enter(f *Func) (again, ok bool) {
	all, made := body{f.Args, nil}, body{f.Args, f.closure}
	again = r.calls[made] > 0
	switch {
	case r.calls[made] >= maxRecursion, again && r.twice >= maxReentries, !r.burn():
		return again, false
	case r.calls[all] >= maxStacked:
		r.limit("%s is called in itself more than %d times", f.Name, maxStacked)
		return again, false
	}
	r.calls[all]++
	if f.closure != nil {
		r.calls[made]++
	}
	if again {
		r.twice++
	}
	return again, true
}

func (r *Run) exit(f *Func, again bool) {
	r.less(body{f.Args, nil})
	if f.closure != nil {
		r.less(body{f.Args, f.closure})
	}
	if again {
		r.twice--
	}
}

func (r *Run) less(b body) {
	if r.calls[b]--; r.calls[b] == 0 {
		delete(r.calls, b) // closures hold all that they close over
	}
}

// interpret follows a call of a function of the project. It is false where a
// bound stops it.
func (r *Run) interpret(st *state, f *Func, self *Value, args arguments, place Place, asked bool) (*result, bool) {
	if len(r.frames) >= maxDepth {
		r.limit("calls nested deeper than %d", maxDepth)
		return nil, false
	}
	again, ok := r.enter(f)
	if !ok {
		return nil, false
	}
	defer r.exit(f, again)
	if outer := r.frame(); outer != nil {
		outer.calling = st.vars
	}
	r.around(f)
	fr := &frame{fn: f, module: f.Module, closure: f.closure, called: place, rebound: make([]bool, len(f.names)), asked: asked, answers: r.answering || r.Watch[f]}
	r.answering = false
	if outer := r.frame(); outer != nil {
		fr.hash = (outer.hash^outer.round)*1099511628211 + uint64(place.Line)<<16 + uint64(place.Col) + uint64(len(place.File))
	} else {
		fr.hash = uint64(place.Line)
	}
	n := len(f.names)
	vars := make([]*Value, 2*n) // and what they were when it began
	in := &state{vars: vars[:n:n], slots: st.slots, facts: st.facts}
	res := &result{fr: fr, before: vars[n:]}
	res.params = r.bindArguments(fr, in, f, self, args, place)
	copy(res.before, in.vars)
	r.frames = append(r.frames, fr)
	if f.lambda != nil {
		r.body(fr, in, f.lambda)
	} else {
		r.exec(fr, in, f.Body)
		if !in.dead {
			ways := []*state{in}
			if in.split != nil && in.split.cells != nil {
				ways = in.parted() // the caller may ask what they have left
			}
			for _, way := range ways {
				fr.returns = append(fr.returns, returned{value: None, st: way})
			}
			if r.Watch[f] {
				r.emit(&Event{Op: "return", Place: f.Place, Value: None}, in)
			}
		}
	}
	r.frames = r.frames[:len(r.frames)-1]
	res.returns = fr.returns
	if f.Generator {
		res.generator(fr)
	}
	if len(res.returns) > 0 && f.Returns != nil {
		for i := range res.returns {
			res.returns[i].value = r.annotated(fr, res.returns[i].st, res.returns[i].value, f.Returns)
		}
	}
	return res, true
}

// body is a lambda's.
func (r *Run) body(fr *frame, in *state, e parser.Expr) {
	ret := returned{}
	if fr.asked {
		ret.yes, ret.no = r.cond(fr, in.clone(), e)
	}
	ret.value = r.eval(fr, in, e)
	if in.dead {
		return
	}
	if r.Watch[fr.fn] {
		r.emit(&Event{Op: "return", Place: fr.at(e), Value: ret.value}, in)
	}
	ret.st = in
	fr.returns = append(fr.returns, ret)
}

// generator makes one result of what was yielded.
func (res *result) generator(fr *frame) {
	var out *state
	for _, ret := range res.returns {
		out = join(out, ret.st)
	}
	if out == nil || out.dead {
		res.returns = nil
		return
	}
	v := &Value{Kind: List, list: &list{elem: fr.yields}}
	res.returns = []returned{{value: v, st: out}}
}
