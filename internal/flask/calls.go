package flask

import "github.com/tamnd/gopapy/parser"

// calls visits the calls of statements, those of functions defined there too:
// calls that are statements, that are assigned, that decorate.
func calls(body []parser.Stmt, visit func(*parser.Call)) {
	for _, s := range body {
		switch s := s.(type) {
		case *parser.ExprStmt:
			callsIn(s.Value, visit)
		case *parser.Assign:
			callsIn(s.Value, visit)
		case *parser.AnnAssign:
			callsIn(s.Value, visit)
		case *parser.Return:
			callsIn(s.Value, visit)
		case *parser.If:
			calls(s.Body, visit)
			calls(s.Orelse, visit)
		case *parser.For:
			calls(s.Body, visit)
		case *parser.While:
			calls(s.Body, visit)
		case *parser.With:
			calls(s.Body, visit)
		case *parser.Try:
			calls(s.Body, visit)
			for _, h := range s.Handlers {
				calls(h.Body, visit)
			}
			calls(s.Orelse, visit)
			calls(s.Finalbody, visit)
		case *parser.FunctionDef:
			decorators(s.DecoratorList, visit)
			calls(s.Body, visit)
		case *parser.AsyncFunctionDef:
			decorators(s.DecoratorList, visit)
			calls(s.Body, visit)
		case *parser.ClassDef:
			decorators(s.DecoratorList, visit)
		}
	}
}

func decorators(list []parser.Expr, visit func(*parser.Call)) {
	for _, d := range list {
		callsIn(d, visit)
	}
}

// callsIn visits the calls of an expression that is made of calls.
func callsIn(e parser.Expr, visit func(*parser.Call)) {
	switch e := e.(type) {
	case *parser.Call:
		visit(e)
		callsIn(e.Func, visit)
		for _, a := range e.Args {
			callsIn(a, visit)
		}
	case *parser.Attribute:
		callsIn(e.Value, visit)
	case *parser.Await:
		callsIn(e.Value, visit)
	}
}
