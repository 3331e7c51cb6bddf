package syntax

import (
	"github.com/tamnd/gopapy/parser"
)

// Layout tells where in the text the nodes of a file begin and end.
type Layout struct {
	*File
	Tokens []Token
}

// NewLayout reads the tokens of the file.
func NewLayout(f *File) *Layout { return &Layout{f, f.Tokens()} }

// At is the index of the token that begins at the offset, or of the next one.
func (l *Layout) At(offset int) int { return min(tokenAt(l.Tokens, offset), len(l.Tokens)-1) }

// Span is where an expression begins and ends, parentheses around the whole
// left out. A generator that is the only argument of a call is without those
// of the call.
func (l *Layout) Span(e parser.Expr) (start, end int) {
	start = l.Offset(Start(e))
	if len(l.Tokens) == 0 {
		return start, start
	}
	return start, max(start, l.Tokens[l.last(e)].End)
}

// Source is the text of an expression.
func (l *Layout) Source(e parser.Expr) string {
	start, end := l.Span(e)
	return l.Text[start:end]
}

// Around is the span with the parentheses that stand around the expression
// alone: those that can be left out with it.
func (l *Layout) Around(e parser.Expr) (start, end int) {
	start, end = l.Span(e)
	first, last := l.At(start), l.last(e)
	for first > 0 && last+1 < len(l.Tokens) {
		before := l.Tokens[first-1]
		if before.Kind != OpenToken || before.Match != last+1 || l.Text[before.Start] != '(' || l.called(first-1) {
			break
		}
		first, last = first-1, last+1
	}
	return min(start, l.Tokens[first].Start), max(end, l.Tokens[last].End)
}

// called tells whether the bracket is that of a call or definition: it
// follows what can be called without more.
func (l *Layout) called(open int) bool {
	if open == 0 {
		return false
	}
	before := l.Tokens[open-1]
	switch before.Kind {
	case WordToken:
		return !keywords[l.Text[before.Start:before.End]]
	case StringToken, CloseToken:
		return true
	}
	return false
}

var keywords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range []string{
		"and", "as", "assert", "async", "await", "case", "del", "elif", "else", "except", "for", "from", "if", "in", "is", "lambda",
		"match", "not", "or", "print", "raise", "return", "while", "with", "yield",
	} {
		set[w] = true
	}
	return set
}()

// last is the index of the last token of an expression.
func (l *Layout) last(e parser.Expr) int {
	at := func(p parser.Pos) int { return l.At(l.Offset(p)) }
	switch n := e.(type) {
	case *parser.Attribute:
		return min(at(n.P)+1, len(l.Tokens)-1)
	case *parser.Call:
		return l.match(at(n.P))
	case *parser.Subscript:
		return l.match(at(n.P))
	case *parser.List:
		return l.match(at(n.P))
	case *parser.Set:
		return l.match(at(n.P))
	case *parser.Dict:
		return l.match(at(n.P))
	case *parser.ListComp:
		return l.match(at(n.P))
	case *parser.SetComp:
		return l.match(at(n.P))
	case *parser.DictComp:
		return l.match(at(n.P))
	case *parser.FormattedValue:
		return l.match(at(n.P))
	case *parser.Constant:
		return l.strings(at(n.P))
	case *parser.JoinedStr:
		return l.strings(at(n.P))
	case *parser.TemplateStr:
		return l.strings(at(n.P))
	case *parser.Tuple:
		return l.tuple(n)
	case *parser.GeneratorExp:
		return l.bracketed(at(n.P), l.comprehension(n.Gens))
	case *parser.Slice:
		return l.slice(n)
	}
	if right := rightmost(e); right != nil {
		return l.operand(right)
	}
	return at(Start(e)) // a name, and what consists of one word
}

// rightmost is the operand that an expression ends with, nil for none.
func rightmost(e parser.Expr) parser.Expr {
	switch n := e.(type) {
	case *parser.BinOp:
		return n.Right
	case *parser.BoolOp:
		return n.Values[len(n.Values)-1]
	case *parser.Compare:
		return n.Comparators[len(n.Comparators)-1]
	case *parser.UnaryOp:
		return n.Operand
	case *parser.IfExp:
		return n.OrElse
	case *parser.Lambda:
		return n.Body
	case *parser.NamedExpr:
		return n.Value
	case *parser.Starred:
		return n.Value
	case *parser.Await:
		return n.Value
	case *parser.Yield:
		return n.Value
	case *parser.YieldFrom:
		return n.Value
	}
	return nil
}

func (l *Layout) match(open int) int {
	if m := l.Tokens[open].Match; m >= 0 {
		return m
	}
	return open
}

// operand is the last token of an expression that follows an operator or a
// keyword: parentheses that begin there belong to it.
func (l *Layout) operand(e parser.Expr) int {
	last := l.last(e)
	for i := l.At(l.Offset(Start(e))) - 1; i >= 0 && l.Tokens[i].Kind == OpenToken && l.Text[l.Tokens[i].Start] == '('; i-- {
		last = max(last, l.Tokens[i].Match)
	}
	return last
}

// strings goes over strings side by side; other constants are one token.
func (l *Layout) strings(i int) int {
	isString := func(i int) bool {
		if i >= len(l.Tokens) {
			return false
		}
		t := l.Tokens[i]
		return t.Kind == StringToken || t.Kind == OpenToken && t.End-t.Start > 1
	}
	if !isString(i) {
		return i
	}
	for {
		i = max(i, l.Tokens[i].Match)
		if !isString(i + 1) {
			return i
		}
		i++
	}
}

// bracketed is the other bracket if that at open is around what ends with
// last, else last.
func (l *Layout) bracketed(open, last int) int {
	if t := l.Tokens[open]; t.Kind == OpenToken && t.Match > last && l.Text[t.Start] == '(' {
		return t.Match
	}
	return last
}

func (l *Layout) tuple(n *parser.Tuple) int {
	open := l.At(l.Offset(n.P))
	if len(n.Elts) == 0 {
		return l.match(open)
	}
	end := n.Elts[len(n.Elts)-1]
	if last := l.last(end); l.bracketed(open, last) > last {
		return l.match(open)
	}
	last := l.operand(end)
	if l.is(last+1, ",") {
		last++
	}
	return last
}

func (l *Layout) is(i int, text string) bool {
	return i < len(l.Tokens) && l.Text[l.Tokens[i].Start:l.Tokens[i].End] == text
}

func (l *Layout) comprehension(gens []*parser.Comprehension) int {
	g := gens[len(gens)-1]
	if n := len(g.Ifs); n > 0 {
		return l.operand(g.Ifs[n-1])
	}
	return l.operand(g.Iter)
}

func (l *Layout) slice(n *parser.Slice) int {
	colon := l.At(l.Offset(n.P))
	if n.Lower != nil {
		colon = l.operand(n.Lower) + 1
	}
	last := min(colon, len(l.Tokens)-1)
	if n.Upper != nil {
		last = l.operand(n.Upper)
	}
	if l.is(last+1, ":") {
		last++
	}
	if n.Step != nil {
		last = l.operand(n.Step)
	}
	return last
}

// StmtSpan is where a statement begins and ends: without decorators, and
// without the comment and the line end behind it.
func (l *Layout) StmtSpan(s parser.Stmt) (start, end int) {
	start = l.Offset(StmtStart(s))
	for {
		body := lastBlock(s)
		if len(body) == 0 {
			break
		}
		s = body[len(body)-1]
	}
	i := l.At(l.Offset(StmtStart(s)))
	end = start
	for ; i < len(l.Tokens) && l.Tokens[i].Kind != LineToken && !l.is(i, ";"); i++ {
		if m := l.Tokens[i].Match; m > i {
			i = m
		}
		end = l.Tokens[i].End
	}
	return start, end
}

// lastBlock is what a compound statement ends with; nil for others.
func lastBlock(s parser.Stmt) []parser.Stmt {
	either := func(blocks ...[]parser.Stmt) []parser.Stmt {
		for _, b := range blocks {
			if len(b) > 0 {
				return b
			}
		}
		return nil
	}
	switch n := s.(type) {
	case *parser.FunctionDef:
		return n.Body
	case *parser.AsyncFunctionDef:
		return n.Body
	case *parser.ClassDef:
		return n.Body
	case *parser.With:
		return n.Body
	case *parser.AsyncWith:
		return n.Body
	case *parser.If:
		return either(n.Orelse, n.Body)
	case *parser.While:
		return either(n.Orelse, n.Body)
	case *parser.For:
		return either(n.Orelse, n.Body)
	case *parser.AsyncFor:
		return either(n.Orelse, n.Body)
	case *parser.Try:
		return either(n.Finalbody, n.Orelse, lastHandler(n.Handlers), n.Body)
	case *parser.TryStar:
		return either(n.Finalbody, n.Orelse, lastHandler(n.Handlers), n.Body)
	case *parser.Match:
		if len(n.Cases) > 0 {
			return n.Cases[len(n.Cases)-1].Body
		}
	}
	return nil
}

func lastHandler(handlers []*parser.ExceptHandler) []parser.Stmt {
	if len(handlers) == 0 {
		return nil
	}
	return handlers[len(handlers)-1].Body
}
