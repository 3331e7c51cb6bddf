package syntax

import "github.com/tamnd/gopapy/parser"

// Start is where an expression begins: the position of its leftmost token,
// where the parser has that of an operator or bracket. It is CPython's
// lineno and col_offset, but that parentheses around the expression, or
// around its leftmost part, do not count: in (a + b).c it is the a. The
// generator in f(x for x in y) begins with the x.
func Start(e parser.Expr) parser.Pos {
	start := parser.Pos{}
	for {
		at, left := place(e)
		if start.Line == 0 || before(at, start) {
			start = at
		}
		if left == nil {
			return start
		}
		e = left
	}
}

func before(a, b parser.Pos) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col
}

// place is what the parser has for a node, and its leftmost part if that may
// begin before.
func place(e parser.Expr) (at parser.Pos, left parser.Expr) {
	switch n := e.(type) {
	case *parser.Attribute:
		return n.P, n.Value
	case *parser.Subscript:
		return n.P, n.Value
	case *parser.Call:
		return n.P, n.Func
	case *parser.BinOp:
		return n.P, n.Left
	case *parser.BoolOp:
		return n.P, n.Values[0]
	case *parser.Compare:
		return n.P, n.Left
	case *parser.IfExp:
		return n.P, n.Body
	case *parser.GeneratorExp:
		return n.P, n.Elt
	case *parser.Tuple:
		if len(n.Elts) > 0 {
			return n.P, n.Elts[0]
		}
		return n.P, nil
	}
	return single(e), nil
}

// single is the position of a node that begins with its own first token.
func single(e parser.Expr) parser.Pos {
	switch n := e.(type) {
	case *parser.Name:
		return n.P
	case *parser.Constant:
		return n.P
	case *parser.UnaryOp:
		return n.P
	case *parser.Slice:
		return n.P
	case *parser.List:
		return n.P
	case *parser.Set:
		return n.P
	case *parser.Dict:
		return n.P
	case *parser.ListComp:
		return n.P
	case *parser.SetComp:
		return n.P
	case *parser.DictComp:
		return n.P
	case *parser.Lambda:
		return n.P
	case *parser.NamedExpr:
		return n.P
	case *parser.Starred:
		return n.P
	case *parser.Await:
		return n.P
	case *parser.Yield:
		return n.P
	case *parser.YieldFrom:
		return n.P
	case *parser.JoinedStr:
		return n.P
	case *parser.FormattedValue:
		return n.P
	case *parser.TemplateStr:
		return n.P
	case *parser.Interpolation:
		return n.P
	}
	return parser.Pos{}
}

// StmtStart is where a statement begins; for a decorated one that is its
// def, async or class, as in CPython.
func StmtStart(s parser.Stmt) parser.Pos {
	if p := stmtPos(s); p != nil {
		return *p
	}
	return parser.Pos{}
}

// DecoratorStart is where the first decorator of a definition begins, with
// its '@', or StmtStart where there is none.
func DecoratorStart(s parser.Stmt) parser.Pos {
	start := StmtStart(s)
	var decorators []parser.Expr
	switch n := s.(type) {
	case *parser.FunctionDef:
		decorators = n.DecoratorList
	case *parser.AsyncFunctionDef:
		decorators = n.DecoratorList
	case *parser.ClassDef:
		decorators = n.DecoratorList
	}
	if len(decorators) > 0 {
		// The '@' is not in the tree. It is in the column of the def.
		start.Line = Start(decorators[0]).Line
	}
	return start
}

// stmtPos is where a statement has its position; nil for no statement.
func stmtPos(s parser.Stmt) *parser.Pos {
	switch n := s.(type) {
	case *parser.ExprStmt:
		return &n.P
	case *parser.Assign:
		return &n.P
	case *parser.AugAssign:
		return &n.P
	case *parser.AnnAssign:
		return &n.P
	case *parser.Return:
		return &n.P
	case *parser.Raise:
		return &n.P
	case *parser.Pass:
		return &n.P
	case *parser.Break:
		return &n.P
	case *parser.Continue:
		return &n.P
	case *parser.Import:
		return &n.P
	case *parser.ImportFrom:
		return &n.P
	case *parser.Global:
		return &n.P
	case *parser.Nonlocal:
		return &n.P
	case *parser.Delete:
		return &n.P
	case *parser.Assert:
		return &n.P
	}
	return compoundPos(s)
}

func compoundPos(s parser.Stmt) *parser.Pos {
	switch n := s.(type) {
	case *parser.If:
		return &n.P
	case *parser.While:
		return &n.P
	case *parser.For:
		return &n.P
	case *parser.AsyncFor:
		return &n.P
	case *parser.Try:
		return &n.P
	case *parser.TryStar:
		return &n.P
	case *parser.With:
		return &n.P
	case *parser.AsyncWith:
		return &n.P
	case *parser.FunctionDef:
		return &n.P
	case *parser.AsyncFunctionDef:
		return &n.P
	case *parser.ClassDef:
		return &n.P
	case *parser.TypeAlias:
		return &n.P
	case *parser.Match:
		return &n.P
	}
	return nil
}
