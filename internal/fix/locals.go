package fix

import (
	"slices"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// locals are the names that a function binds: parameters, and what it
// assigns. Those of functions in it are not among them.
func (fn *function) locals() map[string]bool {
	all := map[string]bool{}
	if fn == nil {
		return all
	}
	for _, name := range fn.parameters() {
		all[name] = true
	}
	for _, s := range fn.body {
		for _, name := range boundBy(s) {
			all[name] = true
		}
	}
	return all
}

// parameters of the function by name, in order.
func (fn *function) parameters() []string {
	var all []string
	a := fn.args
	if a == nil {
		return nil
	}
	for _, group := range [][]*parser.Arg{a.PosOnly, a.Args, {a.Vararg}, a.KwOnly, {a.Kwarg}} {
		for _, arg := range group {
			if arg != nil {
				all = append(all, arg.Name)
			}
		}
	}
	return all
}

// assigned are the statements of the function that bind the name.
func (fn *function) assigned(name string) []parser.Stmt {
	var all []parser.Stmt
	var look func(body []parser.Stmt)
	visit := func(node any) bool {
		if s, ok := node.(parser.Stmt); ok {
			if asFunction(s) != nil {
				return false
			}
			if slices.Contains(boundDirectly(s), name) {
				all = append(all, s)
			}
			return true
		}
		_, handler := node.(*parser.ExceptHandler)
		return handler
	}
	look = func(body []parser.Stmt) {
		for _, s := range body {
			syntax.Walk(s, visit)
		}
	}
	look(fn.body)
	return all
}

// boundDirectly are the names that the statement itself binds, without its
// blocks.
func boundDirectly(s parser.Stmt) []string {
	switch n := s.(type) {
	case *parser.Assign:
		var all []string
		for _, t := range n.Targets {
			all = append(all, targetNames(t)...)
		}
		return all
	case *parser.AnnAssign:
		return targetNames(n.Target)
	case *parser.AugAssign:
		return targetNames(n.Target)
	case *parser.For:
		return targetNames(n.Target)
	case *parser.AsyncFor:
		return targetNames(n.Target)
	case *parser.With:
		return itemNames(n.Items)
	case *parser.AsyncWith:
		return itemNames(n.Items)
	}
	return nil
}

// value is what a name is assigned, if there is just one simple assignment
// in the function.
func (s spot) value(name string) (spot, bool) {
	fn := s.function()
	if fn == nil || slices.Contains(fn.parameters(), name) {
		return spot{}, false
	}
	all := fn.assigned(name)
	if len(all) != 1 {
		return spot{}, false
	}
	v := assignedValue(all[0])
	if v == nil {
		return spot{}, false
	}
	return s.file.spot(v)
}

// assignedValue is the value of x = value, nil of anything else.
func assignedValue(s parser.Stmt) parser.Expr {
	switch n := s.(type) {
	case *parser.Assign:
		if _, name := n.Targets[0].(*parser.Name); name && len(n.Targets) == 1 {
			return n.Value
		}
	case *parser.AnnAssign:
		if _, name := n.Target.(*parser.Name); name && n.Value != nil {
			return n.Value
		}
	}
	return nil
}

// resolved follows names to what they are assigned, as long as that is the
// only thing that they can be.
func (s spot) resolved() spot {
	for range maxNames {
		n, ok := s.expr().(*parser.Name)
		if !ok {
			return s
		}
		v, ok := s.value(n.Id)
		if !ok {
			return s
		}
		s = v
	}
	return s
}

// maxNames bounds the chain of names; hand-written ones have two or three.
const maxNames = 10
