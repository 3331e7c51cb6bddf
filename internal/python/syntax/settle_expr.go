package syntax

import "github.com/tamnd/gopapy/parser"

func (m *mover) exprs(list []parser.Expr) {
	for _, e := range list {
		m.expr(e)
	}
}

func (m *mover) expr(e parser.Expr) {
	switch n := e.(type) {
	case *parser.Name:
		m.pos(&n.P)
	case *parser.Constant:
		m.pos(&n.P)
	case *parser.Attribute:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.Call:
		m.pos(&n.P)
		m.expr(n.Func)
		m.exprs(n.Args)
		m.keywords(n.Keywords)
	case *parser.Subscript:
		m.pos(&n.P)
		m.expr(n.Value)
		m.expr(n.Slice)
	case *parser.Slice:
		m.pos(&n.P)
		m.expr(n.Lower)
		m.expr(n.Upper)
		m.expr(n.Step)
	case *parser.List:
		m.pos(&n.P)
		m.exprs(n.Elts)
	case *parser.Tuple:
		m.pos(&n.P)
		m.exprs(n.Elts)
	case *parser.Set:
		m.pos(&n.P)
		m.exprs(n.Elts)
	case *parser.Dict:
		m.pos(&n.P)
		m.exprs(n.Keys)
		m.exprs(n.Values)
	default:
		m.operation(e)
	}
}

func (m *mover) operation(e parser.Expr) {
	switch n := e.(type) {
	case *parser.UnaryOp:
		m.pos(&n.P)
		m.expr(n.Operand)
	case *parser.BinOp:
		m.pos(&n.P)
		m.expr(n.Left)
		m.expr(n.Right)
	case *parser.BoolOp:
		m.pos(&n.P)
		m.exprs(n.Values)
	case *parser.Compare:
		m.pos(&n.P)
		m.expr(n.Left)
		m.exprs(n.Comparators)
	case *parser.IfExp:
		m.pos(&n.P)
		m.expr(n.Body)
		m.expr(n.Test)
		m.expr(n.OrElse)
	case *parser.NamedExpr:
		m.pos(&n.P)
		m.expr(n.Target)
		m.expr(n.Value)
	case *parser.Starred:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.Await:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.Yield:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.YieldFrom:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.Lambda:
		m.pos(&n.P)
		m.arguments(n.Args)
		m.expr(n.Body)
	default:
		m.display(e)
	}
}

// display moves comprehensions and formatted strings.
func (m *mover) display(e parser.Expr) {
	switch n := e.(type) {
	case *parser.ListComp:
		m.pos(&n.P)
		m.comprehension(n.Gens, n.Elt)
	case *parser.SetComp:
		m.pos(&n.P)
		m.comprehension(n.Gens, n.Elt)
	case *parser.GeneratorExp:
		m.pos(&n.P)
		m.comprehension(n.Gens, n.Elt)
	case *parser.DictComp:
		m.pos(&n.P)
		m.comprehension(n.Gens, n.Key, n.Value)
	case *parser.JoinedStr:
		m.pos(&n.P)
		m.exprs(n.Values)
	case *parser.FormattedValue:
		m.pos(&n.P)
		m.formatted(n.P, n.Value, n.FormatSpec)
	case *parser.TemplateStr:
		m.pos(&n.P)
		for _, s := range n.Strings {
			m.expr(s)
		}
		for _, i := range n.Interpolations {
			m.pos(&i.P)
			m.formatted(i.P, i.Value, i.FormatSpec)
		}
	}
}

func (m *mover) comprehension(gens []*parser.Comprehension, elements ...parser.Expr) {
	m.exprs(elements)
	for _, g := range gens {
		m.expr(g.Target)
		m.expr(g.Iter)
		m.exprs(g.Ifs)
	}
}

func (m *mover) keywords(list []*parser.Keyword) {
	for _, k := range list {
		m.pos(&k.P)
		m.expr(k.Value)
	}
}

func (m *mover) arguments(a *parser.Arguments) {
	if a == nil {
		return
	}
	for _, group := range [][]*parser.Arg{a.PosOnly, a.Args, {a.Vararg}, a.KwOnly, {a.Kwarg}} {
		for _, arg := range group {
			if arg != nil {
				m.pos(&arg.P)
				m.expr(arg.Annotation)
			}
		}
	}
	m.exprs(a.Defaults)
	m.exprs(a.KwOnlyDef)
}

func (m *mover) typeParams(list []parser.TypeParam) {
	for _, p := range list {
		switch n := p.(type) {
		case *parser.TypeVar:
			m.pos(&n.P)
			m.expr(n.Bound)
			m.expr(n.DefaultValue)
		case *parser.TypeVarTuple:
			m.pos(&n.P)
			m.expr(n.DefaultValue)
		case *parser.ParamSpec:
			m.pos(&n.P)
			m.expr(n.DefaultValue)
		}
	}
}

func (m *mover) patterns(list []parser.Pattern) {
	for _, p := range list {
		m.pattern(p)
	}
}

func (m *mover) pattern(p parser.Pattern) {
	switch n := p.(type) {
	case *parser.MatchValue:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.MatchSingleton:
		m.pos(&n.P)
	case *parser.MatchSequence:
		m.pos(&n.P)
		m.patterns(n.Patterns)
	case *parser.MatchMapping:
		m.pos(&n.P)
		m.exprs(n.Keys)
		m.patterns(n.Patterns)
	case *parser.MatchClass:
		m.pos(&n.P)
		m.expr(n.Cls)
		m.patterns(n.Patterns)
		m.patterns(n.KwdPatterns)
	case *parser.MatchStar:
		m.pos(&n.P)
	case *parser.MatchAs:
		m.pos(&n.P)
		m.pattern(n.Pattern)
	case *parser.MatchOr:
		m.pos(&n.P)
		m.patterns(n.Patterns)
	}
}
