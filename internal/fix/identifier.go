package fix

import (
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// unvalidatedIdentifier makes sure that an identifier is one: with the
// function of the project that does so, else before the statement.
func unvalidatedIdentifier(j *job) {
	if j.op == nil {
		return
	}
	for _, e := range j.op.Events {
		id, ok := e.Data.(*mongo.Identifier)
		if !ok || !j.here(e.Place) && !j.among(e.Place) || !j.decides(id.Value) {
			continue
		}
		call, ok := j.at(e)
		if !ok {
			continue
		}
		node := call.expr().(*parser.Call)
		if len(node.Args) != 1 || !j.byHelper(call, node) && !j.wellFormed(e, call, node) {
			j.drop()
			return
		}
	}
}

// byHelper calls a function of the project that makes identifiers and
// refuses what is none.
func (j *job) byHelper(call spot, node *parser.Call) bool {
	home, name := j.identifierHelper()
	if home == nil || call.function() == nil || calledName(node) != "ObjectId" {
		return false
	}
	if fn := call.function(); fn.name == name {
		return false
	}
	out := carried{}
	shadowed := func(text string) bool {
		first, _, _ := strings.Cut(text, ".")
		return call.function().locals()[first]
	}
	text := name
	if home != call.file {
		spelled, w, ok := j.fromProject(call, home, name, shadowed)
		if !ok {
			return false
		}
		if text = spelled; w != (wanted{}) {
			out.imports = append(out.imports, w)
		}
	} else if shadowed(name) {
		return false
	}
	start, end := call.Span(node.Func)
	j.changes.replace(call.file, start, end, text)
	j.take(call.file, out)
	return true
}

// identifierHelper finds a function of one argument that gives an ObjectId of
// it and aborts or raises where there is none.
func (j *job) identifierHelper() (*file, string) {
	for _, m := range j.project.Modules {
		f := j.file(m.Path)
		if f == nil {
			continue
		}
		for _, s := range f.Tree.Body {
			if fn := asFunction(s); fn != nil && f.makesIdentifier(fn) {
				return f, fn.name
			}
		}
	}
	return nil, ""
}

func (f *file) makesIdentifier(fn *function) bool {
	params := fn.parameters()
	if len(params) != 1 || len(fn.decorators) > 0 {
		return false
	}
	for _, s := range fn.body {
		t, ok := s.(*parser.Try)
		if !ok || len(t.Body) != 1 || len(t.Handlers) == 0 {
			continue
		}
		r, ok := t.Body[0].(*parser.Return)
		if !ok {
			continue
		}
		c, ok := r.Value.(*parser.Call)
		if !ok || calledName(c) != "ObjectId" || len(c.Args) != 1 {
			continue
		}
		if n, ok := c.Args[0].(*parser.Name); !ok || n.Id != params[0] {
			continue
		}
		return !slices.ContainsFunc(t.Handlers, func(h *parser.ExceptHandler) bool { return !leaves(h.Body) })
	}
	return false
}

// leaves tells whether a block ends with abort or raise.
func leaves(body []parser.Stmt) bool {
	switch n := body[len(body)-1].(type) {
	case *parser.Raise:
		return true
	case *parser.ExprStmt:
		c, ok := n.Value.(*parser.Call)
		return ok && calledName(c) == "abort"
	}
	return false
}

// wellFormed asks ObjectId.is_valid before the statement.
func (j *job) wellFormed(e *flow.Event, call spot, node *parser.Call) bool {
	maker := call.Source(node.Func)
	if calledName(node) != "ObjectId" { // of mongoengine: with_id(x)
		maker = j.need(call.file, "bson", "ObjectId")
	}
	if loop, each := call.loop(node.Args[0]); each != nil {
		at := call.to(loop)
		cond := "if not all(" + maker + ".is_valid(" + call.Source(node.Args[0]) + ") for " + call.Source(each.Target) + " in " + call.Source(each.Iter) + "):"
		answer, ok := j.refuse(at, 400, j.subject()+" must be valid identifiers")
		return ok && at.statement() && j.before(at, orderForm, cond, "\t"+answer)
	}
	at, ok := j.read(e, call.to(node.Args[0]))
	if !ok || !steady(at.expr()) {
		return false
	}
	answer, ok := j.refuse(at, 400, j.subject()+" must be a valid identifier")
	if !ok {
		return false
	}
	if j.checked(at, "is_valid") {
		return true
	}
	if at.file != call.file {
		maker = j.need(at.file, "bson", "ObjectId")
	}
	name, first := j.held(at)
	return j.before(at, orderForm, append(first, "if not "+maker+".is_valid("+name+"):", "\t"+answer)...)
}

// loop is the comprehension whose variable the argument is.
func (s spot) loop(arg parser.Expr) (parser.Expr, *parser.Comprehension) {
	n, ok := arg.(*parser.Name)
	if !ok {
		return nil, nil
	}
	for i := len(s.way) - 1; i >= 0; i-- {
		var gens []*parser.Comprehension
		switch c := s.way[i].(type) {
		case *parser.ListComp:
			gens = c.Gens
		case *parser.GeneratorExp:
			gens = c.Gens
		case *parser.SetComp:
			gens = c.Gens
		case parser.Stmt:
			return nil, nil
		}
		if len(gens) == 1 && slices.Equal(targetNames(gens[0].Target), []string{n.Id}) && len(gens[0].Ifs) == 0 {
			return s.way[i].(parser.Expr), gens[0]
		}
	}
	return nil, nil
}
