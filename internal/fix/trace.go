package fix

import (
	"slices"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// written finds the expression that a member of a document was given, by the
// place where that was written: a key of a dict, target[key] = value, an
// argument by name.
func (b *bench) written(m source.Member) (spot, bool) {
	f := b.file(m.Place.File)
	if f == nil {
		return spot{}, false
	}
	at := m.Place.Pos()
	var found parser.Expr
	syntax.Walk(f.Tree, func(node any) bool {
		switch n := node.(type) {
		case *parser.Dict:
			for i, k := range n.Keys {
				if k != nil && syntax.Start(k) == at {
					found = n.Values[i]
				}
			}
		case *parser.Assign:
			for _, t := range n.Targets {
				if _, ok := t.(*parser.Subscript); ok && syntax.Start(t) == at {
					found = n.Value
				}
			}
		case *parser.Call:
			if syntax.Start(n) == at {
				for _, k := range n.Keywords {
					if k.Arg != "" && named(k.Arg, m) {
						found = k.Value
					}
				}
			}
		}
		return found == nil
	})
	if found == nil {
		return spot{}, false
	}
	return f.spot(found)
}

// named tells whether an argument by name becomes the member: name,
// name__icontains, id for _id.
func named(arg string, m source.Member) bool {
	name := m.Name()
	return arg == name || len(arg) > len(name) && arg[:len(name)+1] == name+"_" || name == "_id" && (arg == "id" || arg == "pk")
}

// trace follows an expression backwards to where it is not just a name any
// more: through variables, and from parameters to the arguments of the calls
// that led to the event.
func (b *bench) trace(e *flow.Event, s spot) spot {
	frame := len(e.Stack) - 1
	for range maxNames * maxNames {
		s = s.resolved()
		n, ok := s.expr().(*parser.Name)
		fn := s.function()
		if !ok || fn == nil || !slices.Contains(fn.parameters(), n.Id) || frame < 0 {
			return s
		}
		arg, ok := b.argument(e.Stack[frame], fn, n.Id)
		if !ok {
			return s
		}
		s, frame = arg, frame-1
	}
	return s
}

// argument is what a call at the place passes for a parameter of the
// function.
func (b *bench) argument(at flow.Place, fn *function, name string) (spot, bool) {
	f := b.file(at.File)
	call := f.callAt(at, fn.name)
	if call == nil {
		return spot{}, false
	}
	for _, k := range call.Keywords {
		if k.Arg == name {
			return f.spot(k.Value)
		}
	}
	params := fn.parameters()
	i := slices.Index(params, name)
	if _, method := call.Func.(*parser.Attribute); method && len(params) > 0 && (params[0] == "self" || params[0] == "cls") {
		i--
	}
	if i < 0 || i >= len(call.Args) || slices.ContainsFunc(call.Args[:i+1], func(a parser.Expr) bool { _, star := a.(*parser.Starred); return star }) {
		return spot{}, false
	}
	return f.spot(call.Args[i])
}

// callAt is the call of a function of that name that begins at the place.
func (f *file) callAt(at flow.Place, name string) *parser.Call {
	if f == nil {
		return nil
	}
	var found *parser.Call
	syntax.Walk(f.Tree, func(node any) bool {
		if c, ok := node.(*parser.Call); ok && calledName(c) == name {
			if syntax.Start(c) == at.Pos() {
				found = c
			}
		}
		return found == nil
	})
	return found
}

// filterOf is the argument of a query that says which documents are meant.
func (b *bench) filterOf(q *source.Query) (call spot, filter parser.Expr, ok bool) {
	call, ok = b.at(q.Event)
	if !ok {
		return spot{}, nil, false
	}
	c := call.expr().(*parser.Call)
	position := 0
	if q.Method == "distinct" {
		position = 1
	}
	for _, k := range c.Keywords {
		if k.Arg == "filter" || k.Arg == "query" || k.Arg == "spec" {
			return call, k.Value, true
		}
	}
	if position < len(c.Args) {
		if _, star := c.Args[position].(*parser.Starred); star {
			return call, nil, false
		}
		return call, c.Args[position], true
	}
	return call, nil, true
}

// parseExpr parses an expression by itself; nil if it is none.
func parseExpr(text string) parser.Expr {
	f := syntax.Parse("", []byte(text+"\n"))
	if len(f.Problems) > 0 || len(f.Tree.Body) != 1 {
		return nil
	}
	s, ok := f.Tree.Body[0].(*parser.ExprStmt)
	if !ok {
		return nil
	}
	return s.Value
}

// sourceOf is the text of a part of an expression that parseExpr parsed.
func sourceOf(text string, e parser.Expr) string {
	l := syntax.NewLayout(syntax.Parse("", []byte(text+"\n")))
	start, end := l.Span(e)
	return text[start:min(end, len(text))]
}
