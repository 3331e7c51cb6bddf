package fix

import (
	"fmt"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// ownershipIndex makes an index that starts with the owner, beside the ones
// that the source makes.
func ownershipIndex(j *job) {
	name, field, ok := strings.Cut(j.finding.Field, ".")
	if i := strings.LastIndexByte(j.finding.Field, '.'); i >= 0 {
		name, field = j.finding.Field[:i], j.finding.Field[i+1:]
	}
	model := j.indexCall(name)
	if !ok || model == nil {
		j.decided(fmt.Sprintf("Create an index on %s that starts with %s where the others are made.", name, field))
		return
	}
	at, _ := j.at(model.Event)
	text, ok := j.likeIndex(at, model, name, field)
	if !ok || !j.after(at, orderForm, text) {
		j.decided(fmt.Sprintf("Create an index on %s that starts with %s beside the one at %s.", name, field, model.Place()))
	}
}

// indexCall is the call after which the new index belongs: the last one for
// the same collection, else the last one of all.
func (j *job) indexCall(collection string) *source.Query {
	var last, same *source.Query
	for _, op := range append([]*source.Operation{j.Setup}, j.Operations...) {
		for _, q := range op.Queries {
			call, ok := j.at(q.Event)
			if q.Verb != mongo.Index || !ok || calledName(call.expr().(*parser.Call)) != "create_index" && calledName(call.expr().(*parser.Call)) != "ensure_index" {
				continue
			}
			if _, alone := call.stmt().(*parser.ExprStmt); !alone {
				continue
			}
			if q.Name == collection && (same == nil || later(q, same)) {
				same = q
			}
			if last == nil || later(q, last) {
				last = q
			}
		}
	}
	if same != nil {
		return same
	}
	return last
}

func later(a, b *source.Query) bool {
	return a.Place().File == b.Place().File && a.Place().Line > b.Place().Line
}

// likeIndex is the call for another collection and field.
func (j *job) likeIndex(at spot, model *source.Query, collection, field string) (string, bool) {
	node := at.expr().(*parser.Call)
	a, ok := node.Func.(*parser.Attribute)
	if !ok || len(node.Args) == 0 {
		return "", false
	}
	receiver := at.Source(a.Value)
	if model.Name != collection {
		if receiver, ok = renamed(at, a.Value, model.Name, collection); !ok {
			return "", false
		}
	}
	keys, ok := j.likeKeys(at, node.Args[0], field)
	return receiver + "." + a.Attr + "(" + keys + ")", ok
}

// renamed is the receiver of a call for another collection: db.invoices of
// db.orders, db["invoices"] of db["orders"].
func renamed(at spot, receiver parser.Expr, from, to string) (string, bool) {
	switch n := receiver.(type) {
	case *parser.Attribute:
		if n.Attr == from && isIdentifier(to) {
			return at.Source(n.Value) + "." + to, true
		}
	case *parser.Subscript:
		if text, ok := textOf(n.Slice); ok && text == from {
			return at.Source(n.Value) + "[" + quotedBy(quoteOf(at.Source(n.Slice)), to) + "]", true
		}
	}
	return "", false
}

func isIdentifier(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9' || i == 0) {
			return false
		}
	}
	return name != ""
}

// likeKeys is a list of keys with the one field, written as the other is.
func (j *job) likeKeys(at spot, keys parser.Expr, field string) (string, bool) {
	switch n := keys.(type) {
	case *parser.Constant:
		return quotedBy(quoteOf(at.Source(n)), field), true
	case *parser.List:
		if len(n.Elts) == 0 {
			return "", false
		}
		pair, ok := n.Elts[0].(*parser.Tuple)
		if !ok || len(pair.Elts) != 2 {
			if _, text := textOf(n.Elts[0]); text {
				return "[" + quotedBy(quoteOf(at.Source(n.Elts[0])), field) + "]", true
			}
			return "", false
		}
		return "[(" + quotedBy(quoteOf(at.Source(pair.Elts[0])), field) + ", " + ascending(at, pair.Elts[1]) + ")]", true
	}
	return "", false
}

// ascending is the direction of an index, written as the other one is.
func ascending(at spot, direction parser.Expr) string {
	text := at.Source(direction)
	if strings.Contains(text, "DESCENDING") || strings.Contains(text, "ASCENDING") {
		name := strings.Replace(strings.Replace(text, "DESCENDING", "ASCENDING", 1), "AASCENDING", "ASCENDING", 1)
		if base, _, _ := strings.Cut(name, "."); hasKey(at.bindings(), base) {
			return name
		}
	}
	return "1"
}

// debugOff leaves debugging to the environment, wherever the finding says
// that it is on.
func debugOff(j *job) {
	l := j.finding.Location
	for _, p := range append([]evidence.Point{{File: l.File, Line: l.Line}}, j.finding.Evidence.Path...) {
		f := j.file(p.File)
		if f == nil {
			continue
		}
		for _, value := range f.debugging(p.Line) {
			name := j.need(f, "os", "")
			start, end := f.Span(value)
			j.changes.replace(f, start, end, name+".environ.get("+f.quoted("FLASK_DEBUG")+") == "+f.quoted("1"))
		}
	}
}

// debugging are the values on a line that turn debugging on.
func (f *file) debugging(line int) []parser.Expr {
	var all []parser.Expr
	syntax.Walk(f.Tree, func(node any) bool {
		switch n := node.(type) {
		case *parser.Call:
			for _, k := range n.Keywords {
				if (k.Arg == "debug" || k.Arg == "DEBUG" || k.Arg == "use_debugger" || k.Arg == "evalex") && isTrue(k.Value) && f.spans(n, line) {
					all = append(all, k.Value)
				}
			}
		case *parser.Assign:
			if isTrue(n.Value) && syntax.StmtStart(n).Line == line {
				all = append(all, n.Value)
			}
		case *parser.AnnAssign:
			if isTrue(n.Value) && syntax.StmtStart(n).Line == line {
				all = append(all, n.Value)
			}
		case *parser.Dict:
			for i, v := range n.Values {
				if n.Keys[i] != nil && isTrue(v) && syntax.Start(v).Line == line {
					all = append(all, v)
				}
			}
		}
		return true
	})
	return all
}

func isTrue(e parser.Expr) bool {
	c, ok := e.(*parser.Constant)
	return ok && c.Kind == "True"
}

// spans tells whether a call is on the line, or its arguments are.
func (f *file) spans(c *parser.Call, line int) bool {
	start, end := f.Span(c)
	return f.Position(start).Line <= line && line <= f.Position(end).Line
}

// unsafeConsumption reads YAML with the loader that makes nothing but data.
func unsafeConsumption(j *job) {
	l := j.finding.Location
	f := j.file(l.File)
	if f == nil {
		return
	}
	syntax.Walk(f.Tree, func(node any) bool {
		c, ok := node.(*parser.Call)
		if !ok || !f.spans(c, l.Line) || !j.changes.empty() {
			return true
		}
		a, method := c.Func.(*parser.Attribute)
		if !method || f.bindings()[f.Source(a.Value)] != "yaml" {
			return true
		}
		safe := map[string]string{"load": "safe_load", "load_all": "safe_load_all", "full_load": "safe_load", "unsafe_load": "safe_load", "unsafe_load_all": "safe_load_all"}[a.Attr]
		if safe == "" || len(c.Args) == 0 {
			return true
		}
		_, end := f.Span(a)
		j.changes.replace(f, end-len(a.Attr), end, safe)
		for _, k := range c.Keywords {
			if k.Arg == "Loader" {
				_, e := f.Around(k.Value)
				j.removeElement(f, f.Offset(k.P), e)
			}
		}
		if len(c.Args) > 1 {
			s, e := f.Around(c.Args[1])
			j.removeElement(f, s, e)
		}
		return false
	})
}
