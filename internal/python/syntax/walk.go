package syntax

import "github.com/tamnd/gopapy/parser"

// Walk calls visit for a node and all that is below it, in no promised
// order, and goes deeper where visit returns true. Nodes are a
// [parser.Module], statements, expressions, and of what is neither the
// keywords of calls and the handlers of try statements.
func Walk(node any, visit func(node any) bool) {
	if !visit(node) {
		return
	}
	for _, child := range children(node) {
		Walk(child, visit)
	}
}

// Way is what leads from the node root down to target, both included; nil
// where target is not below root.
func Way(root, target any) []any {
	if root == target {
		return []any{root}
	}
	for _, child := range children(root) {
		if way := Way(child, target); way != nil {
			return append([]any{root}, way...)
		}
	}
	return nil
}

// below gathers children.
type below []any

func (b *below) expr(list ...parser.Expr) {
	for _, e := range list {
		if e != nil {
			*b = append(*b, e)
		}
	}
}

func (b *below) stmts(list []parser.Stmt) {
	for _, s := range list {
		*b = append(*b, s)
	}
}

func (b *below) keywords(list []*parser.Keyword) {
	for _, k := range list {
		*b = append(*b, k)
	}
}

func (b *below) gens(list []*parser.Comprehension) {
	for _, g := range list {
		b.expr(g.Target, g.Iter)
		b.expr(g.Ifs...)
	}
}

func (b *below) arguments(a *parser.Arguments) {
	if a == nil {
		return
	}
	for _, group := range [][]*parser.Arg{a.PosOnly, a.Args, {a.Vararg}, a.KwOnly, {a.Kwarg}} {
		for _, arg := range group {
			if arg != nil {
				b.expr(arg.Annotation)
			}
		}
	}
	b.expr(a.Defaults...)
	b.expr(a.KwOnlyDef...)
}

func (b *below) items(list []*parser.WithItem) {
	for _, item := range list {
		b.expr(item.ContextExpr, item.OptionalVars)
	}
}

func (b *below) handlers(list []*parser.ExceptHandler) {
	for _, h := range list {
		*b = append(*b, h)
	}
}

func (b *below) typeParams(list []parser.TypeParam) {
	for _, p := range list {
		switch n := p.(type) {
		case *parser.TypeVar:
			b.expr(n.Bound, n.DefaultValue)
		case *parser.TypeVarTuple:
			b.expr(n.DefaultValue)
		case *parser.ParamSpec:
			b.expr(n.DefaultValue)
		}
	}
}

func (b *below) patterns(list ...parser.Pattern) {
	for _, p := range list {
		switch n := p.(type) {
		case *parser.MatchValue:
			b.expr(n.Value)
		case *parser.MatchSequence:
			b.patterns(n.Patterns...)
		case *parser.MatchMapping:
			b.expr(n.Keys...)
			b.patterns(n.Patterns...)
		case *parser.MatchClass:
			b.expr(n.Cls)
			b.patterns(n.Patterns...)
			b.patterns(n.KwdPatterns...)
		case *parser.MatchAs:
			b.patterns(n.Pattern)
		case *parser.MatchOr:
			b.patterns(n.Patterns...)
		}
	}
}

func children(node any) below {
	var b below
	switch n := node.(type) {
	case *parser.Module:
		b.stmts(n.Body)
	case *parser.Keyword:
		b.expr(n.Value)
	case *parser.ExceptHandler:
		b.expr(n.Type)
		b.stmts(n.Body)
	case parser.Stmt:
		b.simple(n)
	case parser.Expr:
		b.parts(n)
	}
	return b
}

func (b *below) simple(s parser.Stmt) {
	switch n := s.(type) {
	case *parser.ExprStmt:
		b.expr(n.Value)
	case *parser.Assign:
		b.expr(n.Targets...)
		b.expr(n.Value)
	case *parser.AugAssign:
		b.expr(n.Target, n.Value)
	case *parser.AnnAssign:
		b.expr(n.Target, n.Annotation, n.Value)
	case *parser.Return:
		b.expr(n.Value)
	case *parser.Raise:
		b.expr(n.Exc, n.Cause)
	case *parser.Delete:
		b.expr(n.Targets...)
	case *parser.Assert:
		b.expr(n.Test, n.Msg)
	case *parser.TypeAlias:
		b.expr(n.Name)
		b.typeParams(n.TypeParams)
		b.expr(n.Value)
	default:
		b.compound(s)
	}
}

func (b *below) compound(s parser.Stmt) {
	switch n := s.(type) {
	case *parser.If:
		b.expr(n.Test)
		b.stmts(n.Body)
		b.stmts(n.Orelse)
	case *parser.While:
		b.expr(n.Test)
		b.stmts(n.Body)
		b.stmts(n.Orelse)
	case *parser.For:
		b.expr(n.Target, n.Iter)
		b.stmts(n.Body)
		b.stmts(n.Orelse)
	case *parser.AsyncFor:
		b.expr(n.Target, n.Iter)
		b.stmts(n.Body)
		b.stmts(n.Orelse)
	case *parser.Try:
		b.stmts(n.Body)
		b.handlers(n.Handlers)
		b.stmts(n.Orelse)
		b.stmts(n.Finalbody)
	case *parser.TryStar:
		b.stmts(n.Body)
		b.handlers(n.Handlers)
		b.stmts(n.Orelse)
		b.stmts(n.Finalbody)
	case *parser.With:
		b.items(n.Items)
		b.stmts(n.Body)
	case *parser.AsyncWith:
		b.items(n.Items)
		b.stmts(n.Body)
	default:
		b.definition(s)
	}
}

func (b *below) definition(s parser.Stmt) {
	switch n := s.(type) {
	case *parser.FunctionDef:
		b.expr(n.DecoratorList...)
		b.typeParams(n.TypeParams)
		b.arguments(n.Args)
		b.expr(n.Returns)
		b.stmts(n.Body)
	case *parser.AsyncFunctionDef:
		b.expr(n.DecoratorList...)
		b.typeParams(n.TypeParams)
		b.arguments(n.Args)
		b.expr(n.Returns)
		b.stmts(n.Body)
	case *parser.ClassDef:
		b.expr(n.DecoratorList...)
		b.typeParams(n.TypeParams)
		b.expr(n.Bases...)
		b.keywords(n.Keywords)
		b.stmts(n.Body)
	case *parser.Match:
		b.expr(n.Subject)
		for _, c := range n.Cases {
			b.patterns(c.Pattern)
			b.expr(c.Guard)
			b.stmts(c.Body)
		}
	}
}

func (b *below) parts(e parser.Expr) {
	switch n := e.(type) {
	case *parser.Attribute:
		b.expr(n.Value)
	case *parser.Call:
		b.expr(n.Func)
		b.expr(n.Args...)
		b.keywords(n.Keywords)
	case *parser.Subscript:
		b.expr(n.Value, n.Slice)
	case *parser.Slice:
		b.expr(n.Lower, n.Upper, n.Step)
	case *parser.List:
		b.expr(n.Elts...)
	case *parser.Tuple:
		b.expr(n.Elts...)
	case *parser.Set:
		b.expr(n.Elts...)
	case *parser.Dict:
		b.expr(n.Keys...)
		b.expr(n.Values...)
	case *parser.UnaryOp:
		b.expr(n.Operand)
	case *parser.BinOp:
		b.expr(n.Left, n.Right)
	case *parser.BoolOp:
		b.expr(n.Values...)
	case *parser.Compare:
		b.expr(n.Left)
		b.expr(n.Comparators...)
	default:
		b.others(e)
	}
}

func (b *below) others(e parser.Expr) {
	switch n := e.(type) {
	case *parser.IfExp:
		b.expr(n.Body, n.Test, n.OrElse)
	case *parser.NamedExpr:
		b.expr(n.Target, n.Value)
	case *parser.Starred:
		b.expr(n.Value)
	case *parser.Await:
		b.expr(n.Value)
	case *parser.Yield:
		b.expr(n.Value)
	case *parser.YieldFrom:
		b.expr(n.Value)
	case *parser.Lambda:
		b.arguments(n.Args)
		b.expr(n.Body)
	case *parser.ListComp:
		b.expr(n.Elt)
		b.gens(n.Gens)
	case *parser.SetComp:
		b.expr(n.Elt)
		b.gens(n.Gens)
	case *parser.GeneratorExp:
		b.expr(n.Elt)
		b.gens(n.Gens)
	case *parser.DictComp:
		b.expr(n.Key, n.Value)
		b.gens(n.Gens)
	case *parser.JoinedStr:
		b.expr(n.Values...)
	case *parser.FormattedValue:
		b.expr(n.Value, n.FormatSpec)
	case *parser.TemplateStr:
		for _, s := range n.Strings {
			b.expr(s)
		}
		for _, i := range n.Interpolations {
			b.expr(i.Value, i.FormatSpec)
		}
	}
}
