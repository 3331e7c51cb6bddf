package flow

import "github.com/tamnd/gopapy/parser"

// of is what of a function stands at the node, which is made once: it is the
// same each time.
func (p *Program) of(node any, written func() *Written) *Written {
	if w, ok := p.written.Load(node); ok {
		return w.(*Written)
	}
	w, _ := p.written.LoadOrStore(node, number(written()))
	return w.(*Written)
}

// number numbers the local variables of a function: its parameters and all
// that its body binds, but not what it declares global or nonlocal.
func number(f *Written) *Written {
	n := namer{names: map[string]int{}, outer: map[string]bool{}}
	if f.Args != nil {
		for _, a := range parameters(f.Args) {
			n.bind(a.Name)
		}
	}
	if f.lambda != nil {
		n.expr(f.lambda)
	}
	n.stmts(f.Body)
	for name := range n.outer {
		delete(n.names, name)
	}
	// Deleting leaves holes, so number again in a fixed order.
	f.names = make(map[string]int, len(n.order))
	for _, name := range n.order {
		if _, ok := n.names[name]; ok {
			f.names[name] = len(f.names)
		}
	}
	f.Generator = n.yields
	return f
}

// parameters in the order of the signature.
func parameters(a *parser.Arguments) []*parser.Arg {
	var all []*parser.Arg
	all = append(all, a.PosOnly...)
	all = append(all, a.Args...)
	if a.Vararg != nil {
		all = append(all, a.Vararg)
	}
	all = append(all, a.KwOnly...)
	if a.Kwarg != nil {
		all = append(all, a.Kwarg)
	}
	return all
}

type namer struct {
	names  map[string]int
	order  []string
	outer  map[string]bool
	yields bool
}

func (n *namer) bind(name string) {
	if _, ok := n.names[name]; !ok && name != "" {
		n.names[name] = len(n.order)
		n.order = append(n.order, name)
	}
}

func (n *namer) target(e parser.Expr) {
	switch e := e.(type) {
	case *parser.Name:
		n.bind(e.Id)
	case *parser.Tuple:
		for _, x := range e.Elts {
			n.target(x)
		}
	case *parser.List:
		for _, x := range e.Elts {
			n.target(x)
		}
	case *parser.Starred:
		n.target(e.Value)
	case *parser.Attribute:
		n.expr(e.Value)
	case *parser.Subscript:
		n.expr(e.Value)
		n.expr(e.Slice)
	}
}

func (n *namer) stmts(body []parser.Stmt) {
	for _, s := range body {
		n.stmt(s)
	}
}

func (n *namer) stmt(s parser.Stmt) {
	switch s := s.(type) {
	case *parser.Assign:
		n.expr(s.Value)
		for _, t := range s.Targets {
			n.target(t)
		}
	case *parser.AugAssign:
		n.expr(s.Value)
		n.target(s.Target)
	case *parser.AnnAssign:
		n.expr(s.Value)
		n.target(s.Target)
	case *parser.For:
		n.loop(s.Target, s.Iter, s.Body, s.Orelse)
	case *parser.AsyncFor:
		n.loop(s.Target, s.Iter, s.Body, s.Orelse)
	case *parser.While:
		n.expr(s.Test)
		n.stmts(s.Body)
		n.stmts(s.Orelse)
	case *parser.If:
		n.expr(s.Test)
		n.stmts(s.Body)
		n.stmts(s.Orelse)
	case *parser.With:
		n.with(s.Items, s.Body)
	case *parser.AsyncWith:
		n.with(s.Items, s.Body)
	case *parser.Try:
		n.try(s.Body, s.Handlers, s.Orelse, s.Finalbody)
	case *parser.TryStar:
		n.try(s.Body, s.Handlers, s.Orelse, s.Finalbody)
	case *parser.FunctionDef:
		n.bind(s.Name)
	case *parser.AsyncFunctionDef:
		n.bind(s.Name)
	case *parser.ClassDef:
		n.bind(s.Name)
	case *parser.Import:
		for _, a := range s.Names {
			n.bind(importedAs(a))
		}
	case *parser.ImportFrom:
		for _, a := range s.Names {
			if a.Asname != "" {
				n.bind(a.Asname)
			} else if a.Name != "*" {
				n.bind(a.Name)
			}
		}
	case *parser.Global:
		for _, name := range s.Names {
			n.outer[name] = true
		}
	case *parser.Nonlocal:
		for _, name := range s.Names {
			n.outer[name] = true
		}
	case *parser.ExprStmt:
		n.expr(s.Value)
	case *parser.Return:
		n.expr(s.Value)
	case *parser.Match:
		n.expr(s.Subject)
		for _, c := range s.Cases {
			n.pattern(c.Pattern)
			n.expr(c.Guard)
			n.stmts(c.Body)
		}
	}
}

func (n *namer) loop(target, iter parser.Expr, body, orelse []parser.Stmt) {
	n.expr(iter)
	n.target(target)
	n.stmts(body)
	n.stmts(orelse)
}

func (n *namer) with(items []*parser.WithItem, body []parser.Stmt) {
	for _, i := range items {
		n.expr(i.ContextExpr)
		n.target(i.OptionalVars)
	}
	n.stmts(body)
}

func (n *namer) try(body []parser.Stmt, handlers []*parser.ExceptHandler, orelse, final []parser.Stmt) {
	n.stmts(body)
	for _, h := range handlers {
		n.bind(h.Name)
		n.stmts(h.Body)
	}
	n.stmts(orelse)
	n.stmts(final)
}

func (n *namer) pattern(p parser.Pattern) {
	switch p := p.(type) {
	case *parser.MatchAs:
		n.bind(p.Name)
		n.pattern(p.Pattern)
	case *parser.MatchStar:
		n.bind(p.Name)
	case *parser.MatchOr:
		for _, x := range p.Patterns {
			n.pattern(x)
		}
	case *parser.MatchSequence:
		for _, x := range p.Patterns {
			n.pattern(x)
		}
	case *parser.MatchMapping:
		for _, x := range p.Patterns {
			n.pattern(x)
		}
		n.bind(p.Rest)
	case *parser.MatchClass:
		for _, x := range p.Patterns {
			n.pattern(x)
		}
		for _, x := range p.KwdPatterns {
			n.pattern(x)
		}
	}
}

// expr finds the names that := and comprehensions bind, and yields. The
// variables of comprehensions are numbered with the function's own: they
// shadow nothing that matters here.
func (n *namer) expr(e parser.Expr) {
	switch e := e.(type) {
	case nil:
	case *parser.NamedExpr:
		n.target(e.Target)
		n.expr(e.Value)
	case *parser.ListComp:
		n.comprehension(e.Gens, e.Elt)
	case *parser.SetComp:
		n.comprehension(e.Gens, e.Elt)
	case *parser.GeneratorExp:
		n.comprehension(e.Gens, e.Elt)
	case *parser.DictComp:
		n.comprehension(e.Gens, e.Key, e.Value)
	case *parser.Yield:
		n.yields = true
		n.expr(e.Value)
	case *parser.YieldFrom:
		n.yields = true
		n.expr(e.Value)
	default:
		eachChild(e, n.expr)
	}
}

func (n *namer) comprehension(gens []*parser.Comprehension, elts ...parser.Expr) {
	for _, g := range gens {
		n.expr(g.Iter)
		n.target(g.Target)
		for _, c := range g.Ifs {
			n.expr(c)
		}
	}
	for _, e := range elts {
		n.expr(e)
	}
}

// eachChild calls f for the expressions directly below e, those of lambdas
// and comprehensions aside.
func eachChild(e parser.Expr, f func(parser.Expr)) {
	all := func(list ...parser.Expr) {
		for _, x := range list {
			if x != nil {
				f(x)
			}
		}
	}
	switch e := e.(type) {
	case *parser.UnaryOp:
		f(e.Operand)
	case *parser.BinOp:
		f(e.Left)
		f(e.Right)
	case *parser.BoolOp:
		all(e.Values...)
	case *parser.Compare:
		f(e.Left)
		all(e.Comparators...)
	case *parser.Attribute:
		f(e.Value)
	case *parser.Subscript:
		f(e.Value)
		f(e.Slice)
	case *parser.Slice:
		all(e.Lower, e.Upper, e.Step)
	case *parser.Call:
		f(e.Func)
		all(e.Args...)
		for _, k := range e.Keywords {
			f(k.Value)
		}
	case *parser.List:
		all(e.Elts...)
	case *parser.Tuple:
		all(e.Elts...)
	case *parser.Set:
		all(e.Elts...)
	case *parser.Dict:
		all(e.Keys...)
		all(e.Values...)
	case *parser.Starred:
		f(e.Value)
	case *parser.Await:
		f(e.Value)
	case *parser.JoinedStr:
		all(e.Values...)
	case *parser.FormattedValue:
		all(e.Value, e.FormatSpec)
	case *parser.IfExp:
		all(e.Test, e.Body, e.OrElse)
	}
}

func importedAs(a *parser.Alias) string {
	if a.Asname != "" {
		return a.Asname
	}
	for i, r := range a.Name {
		if r == '.' {
			return a.Name[:i]
		}
	}
	return a.Name
}
