package flask

import (
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// missed adds the routes of functions that are decorated as routes are, with
// something that could not be found: an application that is missing from the
// project. Only the rule says that it is one.
func (b *builder) missed() {
	known := map[flow.Place]bool{}
	for _, r := range b.seen {
		if r.Handler != nil {
			known[r.Handler.Place] = true
		}
	}
	for _, f := range b.p.Functions() {
		if known[f.Place] || len(f.Decorators) == 0 {
			continue
		}
		for _, d := range f.Decorators {
			if r, ok := decoratedRule(f, d); ok {
				e := &flow.Event{Place: f.Place}
				r.view = decoratedValue(f)
				b.rule(r, e)
			}
		}
	}
}

// decoratedRule reads @x.get("/path") of an x that nobody knows.
func decoratedRule(f *flow.Func, d parser.Expr) (ruled, bool) {
	c, ok := d.(*parser.Call)
	if !ok || len(c.Args) == 0 || !isRule(c.Args[0]) {
		return ruled{}, false
	}
	a, ok := c.Func.(*parser.Attribute)
	if !ok {
		return ruled{}, false
	}
	r := ruled{rules: []*flow.Value{flow.TextOf(c.Args[0].(*parser.Constant).Value.(string))}}
	switch a.Attr {
	case "get", "post", "put", "patch", "delete":
		r.methods = []string{strings.ToUpper(a.Attr)}
	case "route":
		r.methods = literalMethods(c)
	default:
		return ruled{}, false
	}
	receiver, ok := a.Value.(*parser.Name)
	if !ok || otherFramework(f.Module, receiver.Id) {
		return ruled{}, false
	}
	r.on = flow.Nothing.WithPath(receiver.Id)
	return r, true
}

func literalMethods(c *parser.Call) []string {
	for _, k := range c.Keywords {
		if k.Arg != "methods" {
			continue
		}
		var elts []parser.Expr
		switch v := k.Value.(type) {
		case *parser.List:
			elts = v.Elts
		case *parser.Tuple:
			elts = v.Elts
		}
		methods := flow.ListOf()
		for _, e := range elts {
			if c, ok := e.(*parser.Constant); ok {
				if s, ok := c.Value.(string); ok {
					methods = methods.Append(flow.TextOf(s))
				}
			}
		}
		return methodsOf(methods)
	}
	return nil
}

// otherFramework tells whether a name stands for an application of something
// that is not Flask.
func otherFramework(m *flow.Module, name string) bool {
	v := m.Global(name)
	for _, other := range []string{"fastapi.", "starlette.", "aiohttp.", "bottle.", "sanic.", "falcon.", "litestar.", "robyn.", "blacksheep.", "chalice.", "responses.", "requests_mock.", "respx."} {
		if strings.HasPrefix(v.Path(), other) || strings.HasPrefix(v.Name(), other) {
			return true
		}
	}
	return len(v.Objects()) > 0 // it is known, and has said what it is for
}

// decoratedValue is the function with its decorators around it.
func decoratedValue(f *flow.Func) *flow.Value {
	v := f.Module.Global(f.Name)
	if f.Class != nil {
		v = f.Class.Attr(f.Name)
	}
	return v
}
