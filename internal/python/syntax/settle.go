package syntax

import (
	"strings"
	"unicode"

	"github.com/tamnd/gopapy/parser"
)

// settle corrects the positions of a tree that was parsed from a part of the
// text, line lines down. What the parser read is not always what the file
// has: it reads the expressions of an f-string as texts of their own, and it
// places some async statements at the word after.
func (f *File) settle(body []parser.Stmt, line int) {
	m := mover{f: f, line: line}
	m.stmts(body)
}

// mover visits every node of a tree once.
type mover struct {
	f    *File
	line int // to be added to lines
	col  int // to be added to columns of the first line
}

func (m *mover) pos(p *parser.Pos) {
	if p.Line == 1 {
		p.Col += m.col
	}
	p.Line += m.line
}

// formatted moves the expression of an f-string whose brace is at open,
// which has been moved.
func (m *mover) formatted(open parser.Pos, value, specification parser.Expr) {
	at := m.f.Offset(open) + 1
	// The parser trims the expression before it reads it.
	at += strings.IndexFunc(m.f.Text[at:], func(r rune) bool { return !unicode.IsSpace(r) })
	start := m.f.Position(at)
	inner := mover{f: m.f, line: start.Line - 1, col: start.Col}
	inner.expr(value)
	m.expr(specification)
}

// async moves a statement to its async, from the word after.
func (m *mover) async(p *parser.Pos) {
	m.pos(p)
	head := strings.TrimRight(m.f.Text[:m.f.Offset(*p)], " \t\f\\\n")
	if strings.HasSuffix(head, "async") {
		*p = m.f.Position(len(head) - len("async"))
	}
}

// items moves what a with statement opens. with is where its keyword is in
// what was parsed: a tuple or generator there was given the same position.
func (m *mover) items(items []*parser.WithItem, with parser.Pos) {
	for _, item := range items {
		var at *parser.Pos
		switch n := item.ContextExpr.(type) {
		case *parser.Tuple:
			at = &n.P
		case *parser.GeneratorExp:
			at = &n.P
		}
		misplaced := at != nil && *at == with
		m.pos(&item.P)
		m.expr(item.ContextExpr)
		m.expr(item.OptionalVars)
		if misplaced {
			from := m.f.Offset(*at)
			*at = m.f.Position(from + max(0, strings.IndexByte(m.f.Text[from:], '(')))
		}
	}
}

func (m *mover) stmts(body []parser.Stmt) {
	for _, s := range body {
		m.stmt(s)
	}
}

func (m *mover) stmt(s parser.Stmt) {
	switch n := s.(type) {
	case *parser.ExprStmt:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.Assign:
		m.pos(&n.P)
		m.exprs(n.Targets)
		m.expr(n.Value)
	case *parser.AugAssign:
		m.pos(&n.P)
		m.expr(n.Target)
		m.expr(n.Value)
	case *parser.AnnAssign:
		m.pos(&n.P)
		m.expr(n.Target)
		m.expr(n.Annotation)
		m.expr(n.Value)
	case *parser.Return:
		m.pos(&n.P)
		m.expr(n.Value)
	case *parser.Raise:
		m.pos(&n.P)
		m.expr(n.Exc)
		m.expr(n.Cause)
	case *parser.Delete:
		m.pos(&n.P)
		m.exprs(n.Targets)
	case *parser.Assert:
		m.pos(&n.P)
		m.expr(n.Test)
		m.expr(n.Msg)
	case *parser.Import:
		m.pos(&n.P)
		m.aliases(n.Names)
	case *parser.ImportFrom:
		m.pos(&n.P)
		m.aliases(n.Names)
	case *parser.Pass, *parser.Break, *parser.Continue, *parser.Global, *parser.Nonlocal:
		m.pos(stmtPos(s))
	default:
		m.compound(s)
	}
}

func (m *mover) compound(s parser.Stmt) {
	switch n := s.(type) {
	case *parser.If:
		m.pos(&n.P)
		m.expr(n.Test)
		m.stmts(n.Body)
		m.stmts(n.Orelse)
	case *parser.While:
		m.pos(&n.P)
		m.expr(n.Test)
		m.stmts(n.Body)
		m.stmts(n.Orelse)
	case *parser.For:
		m.pos(&n.P)
		m.loop(n.Target, n.Iter, n.Body, n.Orelse)
	case *parser.AsyncFor:
		m.async(&n.P)
		m.loop(n.Target, n.Iter, n.Body, n.Orelse)
	case *parser.Try:
		m.pos(&n.P)
		m.try(n.Body, n.Handlers, n.Orelse, n.Finalbody)
	case *parser.TryStar:
		m.pos(&n.P)
		m.try(n.Body, n.Handlers, n.Orelse, n.Finalbody)
	case *parser.With:
		m.items(n.Items, n.P)
		m.pos(&n.P)
		m.stmts(n.Body)
	case *parser.AsyncWith:
		m.items(n.Items, n.P)
		m.async(&n.P)
		m.stmts(n.Body)
	case *parser.Match:
		m.pos(&n.P)
		m.expr(n.Subject)
		for _, c := range n.Cases {
			m.pos(&c.P)
			m.pattern(c.Pattern)
			m.expr(c.Guard)
			m.stmts(c.Body)
		}
	default:
		m.definition(s)
	}
}

func (m *mover) definition(s parser.Stmt) {
	switch n := s.(type) {
	case *parser.FunctionDef:
		m.pos(&n.P)
		m.function(n.TypeParams, n.Args, n.Returns, n.DecoratorList, n.Body)
	case *parser.AsyncFunctionDef:
		m.async(&n.P)
		m.function(n.TypeParams, n.Args, n.Returns, n.DecoratorList, n.Body)
	case *parser.ClassDef:
		m.pos(&n.P)
		m.exprs(n.DecoratorList)
		m.typeParams(n.TypeParams)
		m.exprs(n.Bases)
		m.keywords(n.Keywords)
		m.stmts(n.Body)
	case *parser.TypeAlias:
		m.pos(&n.P)
		m.expr(n.Name)
		m.typeParams(n.TypeParams)
		m.expr(n.Value)
	}
}

func (m *mover) function(params []parser.TypeParam, args *parser.Arguments, returns parser.Expr, decorators []parser.Expr, body []parser.Stmt) {
	m.exprs(decorators)
	m.typeParams(params)
	m.arguments(args)
	m.expr(returns)
	m.stmts(body)
}

func (m *mover) loop(target, iter parser.Expr, body, orelse []parser.Stmt) {
	m.expr(target)
	m.expr(iter)
	m.stmts(body)
	m.stmts(orelse)
}

func (m *mover) try(body []parser.Stmt, handlers []*parser.ExceptHandler, orelse, finally []parser.Stmt) {
	m.stmts(body)
	for _, h := range handlers {
		m.pos(&h.P)
		m.expr(h.Type)
		m.stmts(h.Body)
	}
	m.stmts(orelse)
	m.stmts(finally)
}

func (m *mover) aliases(names []*parser.Alias) {
	for _, n := range names {
		m.pos(&n.P)
	}
}
