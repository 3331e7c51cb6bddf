package fix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// databaseCommand compares the command with known ones.
func databaseCommand(j *job) {
	for _, q := range j.queries {
		call, ok := j.at(q.Event)
		if !ok || q.Verb != mongo.Command {
			continue
		}
		node := call.expr().(*parser.Call)
		if len(node.Args) == 0 || !j.decides(q.Command) {
			continue
		}
		if names := j.commands(); len(names) > 0 && j.listed(q.Event, call.to(node.Args[0]), names) {
			j.decision = "" // the design lists them
			return
		}
		names := j.usual(q.Event, call.to(node.Args[0]))
		for _, c := range harmless {
			if !slices.Contains(names, c) && len(names) > 0 {
				names = append(names, c)
			}
		}
		if !j.listed(q.Event, call.to(node.Args[0]), names) {
			j.decided("Decide which commands callers need, such as ping and dbStats, and answer 400 to every other before the command is run.")
		}
		return
	}
}

// harmless commands tell nothing of documents or accounts, and change
// nothing.
var harmless = []string{"ping"}

// namespaceInjection compares a name of a collection or field with known
// ones.
func namespaceInjection(j *job) {
	for _, q := range j.queries {
		for _, s := range q.Sinks() {
			name := s.Value
			if s.Names != nil && (s.As == source.AsFilter || s.As == source.AsCondition) {
				name = s.Names
			}
			if !j.decides(name) {
				continue
			}
			e, ok := j.nameOf(q, s)
			if !ok {
				continue
			}
			known := j.usual(q.Event, e)
			if s.As == source.AsField && s.In == "sort" {
				known = append(known, shown(q)...)
			}
			if !j.listed(q.Event, e, known) {
				j.decided(fmt.Sprintf("Decide which names %s may be, compare it with them (if %s not in (…)), and answer 400 otherwise.", j.finding.Field, j.subject()))
			}
			return
		}
	}
}

// shown are the fields that the query gives anyway: to sort by them tells
// nothing more.
func shown(q *source.Query) []string {
	var names []string
	for _, f := range q.Projection.Fields() {
		if n, ok := f.Value.Number(); ok && n != 0 && f.Name != "_id" && !lexicon.Sensitive(f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}

// nameOf is the expression that names the collection or field of a query.
func (j *job) nameOf(q *source.Query, s source.Sink) (spot, bool) {
	call, ok := j.at(q.Event)
	if !ok {
		return spot{}, false
	}
	node := call.expr().(*parser.Call)
	var found parser.Expr
	receiver := func(e parser.Expr) {
		for e != nil && found == nil {
			switch n := e.(type) {
			case *parser.Subscript:
				found = n.Slice
			case *parser.Attribute:
				e = n.Value
			case *parser.Call:
				if name := calledName(n); (name == "get_collection" || name == "get_database") && len(n.Args) > 0 {
					found = n.Args[0]
				}
				e = n.Func
			case *parser.Name:
				r := call.to(n).resolved()
				if r.expr() == n {
					return
				}
				e, call = r.expr(), r
			default:
				return
			}
		}
	}
	switch s.As {
	case source.AsCollection, source.AsDatabase:
		receiver(node.Func)
	case source.AsField:
		found = j.sortKey(call, q)
		if found == nil && q.Method == "distinct" && len(node.Args) > 0 {
			found = node.Args[0]
		}
	}
	if found == nil {
		return spot{}, false
	}
	return call.to(found), true
}

// sortKey is the argument of sort behind a query.
func (j *job) sortKey(call spot, q *source.Query) parser.Expr {
	var found parser.Expr
	look := func(root any) {
		syntax.Walk(root, func(node any) bool {
			if c, ok := node.(*parser.Call); ok && calledName(c) == "sort" && len(c.Args) > 0 && found == nil {
				found = c.Args[0]
			}
			return found == nil
		})
	}
	if fn := call.function(); fn != nil {
		look(fn.node)
	}
	for found != nil {
		switch n := found.(type) {
		case *parser.List:
			if len(n.Elts) == 0 {
				return nil
			}
			found = n.Elts[0]
		case *parser.Tuple:
			if len(n.Elts) == 0 {
				return nil
			}
			found = n.Elts[0]
		default:
			return found
		}
	}
	return nil
}

// usual are the names that the program itself uses where the request has
// none.
func (j *job) usual(e *flow.Event, s spot) []string {
	at := j.trace(e, s)
	var names []string
	if d := fallback(at.expr()); d != nil {
		if text, ok := textOf(at.to(d).resolved().expr()); ok && text != "" {
			names = append(names, text)
		}
	}
	return names
}

// listed puts a comparison with known names before the statement.
func (j *job) listed(e *flow.Event, s spot, names []string) bool {
	at, ok := j.read(e, s)
	if !ok || !steady(at.expr()) || len(names) == 0 {
		return false
	}
	names = slices.Compact(names)
	var quoted []string
	for _, n := range names {
		quoted = append(quoted, at.quoted(n))
	}
	list := "(" + strings.Join(quoted, ", ") + ")"
	words := j.subject() + " must be one of " + strings.Join(names, ", ")
	if len(names) == 1 {
		list = "(" + quoted[0] + ",)"
		words = j.subject() + " must be " + names[0]
	}
	before := j.changes.clone()
	answer, ok := j.refuse(at, 400, words)
	if !ok || !j.before(at, orderList, "if "+at.Source(at.expr())+" not in "+list+":", "\t"+answer) {
		j.changes = before
		return false
	}
	j.decision = "The list has only what the program names itself: add what callers need besides."
	return true
}

// patternInjection escapes what of a pattern the request has.
func patternInjection(j *job) {
	for _, q := range j.queries {
		for _, s := range q.Sinks() {
			if s.As != source.AsPattern || !j.decides(s.Value) || s.Value.Has(flow.Escaped) {
				continue
			}
			if value, ok := j.written(s.Member); ok {
				j.escape(value)
			}
		}
	}
}

// escape puts re.escape around the one part of a pattern that is not written
// down. A variable is escaped where it is put into the pattern, unless it is
// the pattern already.
func (j *job) escape(value spot) {
	at := value
	if made := value.resolved(); made.expr() != value.expr() && pattern(made.expr()) {
		at = made
	}
	part := loose(at)
	if part == nil {
		return
	}
	start, end := at.Around(part)
	name := j.need(at.file, "re", "")
	j.changes.insert(at.file, start, name+".escape(")
	j.changes.insert(at.file, end, ")")
}

// pattern tells whether an expression puts a pattern together.
func pattern(e parser.Expr) bool {
	switch n := e.(type) {
	case *parser.JoinedStr, *parser.BinOp:
		return true
	case *parser.Call:
		name := calledName(n)
		return name == "compile" || name == "Regex" || name == "format"
	}
	return false
}

// loose is the one part of an expression that is put into a pattern and is
// not written down: q of f"^{q}", of "^" + q, of re.compile(q, re.I).
func loose(s spot) parser.Expr {
	var found []parser.Expr
	var look func(e parser.Expr)
	look = func(e parser.Expr) {
		switch n := e.(type) {
		case *parser.Constant, nil:
		case *parser.JoinedStr:
			for _, v := range n.Values {
				look(v)
			}
		case *parser.FormattedValue:
			look(n.Value)
		case *parser.BinOp:
			look(n.Left)
			look(n.Right)
		case *parser.Tuple:
			for _, x := range n.Elts {
				look(x)
			}
		case *parser.Call:
			name := calledName(n)
			_, method := n.Func.(*parser.Attribute)
			switch {
			case (name == "compile" || name == "Regex") && len(n.Args) > 0:
				look(n.Args[0])
			case name == "format" && method:
				for _, x := range n.Args {
					look(x)
				}
			default:
				found = append(found, n)
			}
		default:
			found = append(found, n)
		}
	}
	look(s.expr())
	if len(found) != 1 {
		return nil
	}
	return found[0]
}
