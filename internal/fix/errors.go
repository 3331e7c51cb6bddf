package fix

import (
	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// verboseErrors puts words of the program in the place of the exception, and
// logs it.
func verboseErrors(j *job) {
	l := j.finding.Location
	f := j.file(l.File)
	if f == nil {
		return
	}
	at, ok := f.answerOn(l.Line)
	if !ok {
		return
	}
	told := at.toldErrors()
	if len(told) == 0 {
		return
	}
	words := "internal server error"
	if code := statusIn(at.stmt()); code >= 400 && code < 500 {
		words = "the request could not be processed"
	}
	for _, t := range told {
		switch {
		case t.trace && t.element >= 0:
			j.removeElement(f, t.element, t.end)
		default:
			j.changes.replace(f, t.start, t.end, f.quoted(words))
		}
	}
	j.logged(at)
}

// answerOn is the statement on the line that answers.
func (f *file) answerOn(line int) (spot, bool) {
	var found parser.Stmt
	syntax.Walk(f.Tree, func(node any) bool {
		s, ok := node.(parser.Stmt)
		if !ok {
			_, handler := node.(*parser.ExceptHandler)
			_, module := node.(*parser.Module)
			return handler || module
		}
		start, end := f.StmtSpan(s)
		if from, to := f.Position(start).Line, f.Position(end).Line; line < from || line > to {
			return false
		}
		switch s.(type) {
		case *parser.Return, *parser.ExprStmt, *parser.Raise, *parser.Assign:
			found = s
		}
		return true
	})
	if found == nil {
		return spot{}, false
	}
	return f.spot(found)
}

// toldError is an expression in an answer that tells of an exception.
type toldError struct {
	start, end int
	trace      bool
	element    int // where its key begins, if it stands under one beside others; else -1
}

// toldErrors finds the values of an answer that are made of the exception.
func (s spot) toldErrors() []toldError {
	names := s.errorNames()
	var all []toldError
	var look func(e parser.Expr, element int)
	look = func(e parser.Expr, element int) {
		switch n := e.(type) {
		case nil, *parser.Constant:
		case *parser.Tuple:
			for _, x := range n.Elts {
				look(x, -1)
			}
		case *parser.Dict:
			for i, k := range n.Keys {
				at := -1
				if k != nil && len(n.Keys) > 1 {
					at = s.Offset(syntax.Start(k))
				}
				look(n.Values[i], at)
			}
		case *parser.Call:
			if makesText(n) {
				s.leaf(e, element, names, &all)
				return
			}
			for _, a := range n.Args {
				look(a, -1)
			}
			for _, k := range n.Keywords {
				at := -1
				if len(n.Keywords) > 1 {
					at = s.Offset(k.P)
				}
				look(k.Value, at)
			}
		default:
			s.leaf(e, element, names, &all)
		}
	}
	switch n := s.stmt().(type) {
	case *parser.Return:
		look(n.Value, -1)
	case *parser.ExprStmt:
		look(n.Value, -1)
	case *parser.Raise:
		look(n.Exc, -1)
	case *parser.Assign:
		look(n.Value, -1)
	}
	return all
}

// makesText tells whether a call makes a text of an exception; what others
// are given is looked at by itself.
func makesText(c *parser.Call) bool {
	switch calledName(c) {
	case "str", "repr", "format", "format_exc", "format_exception", "format_exception_only", "join", "exc_info", "escape", "strip":
		return true
	}
	return len(c.Args)+len(c.Keywords) == 0
}

// leaf notes an expression that tells of an exception.
func (s spot) leaf(e parser.Expr, element int, names map[string]bool, all *[]toldError) {
	start, end := s.Around(e)
	if n, ok := e.(*parser.Name); ok && !names[n.Id] {
		v, ok := s.value(n.Id)
		if !ok {
			return
		}
		e = v.expr()
		if s.uses()[n.Id] == 2 { // it is there for the answer alone
			start, end = v.Around(e)
			element = -1
		}
	}
	trace, tells := false, false
	syntax.Walk(e, func(node any) bool {
		switch n := node.(type) {
		case *parser.Attribute:
			if base, ok := n.Value.(*parser.Name); ok && names[base.Id] {
				tells = tells || !harmlessParts[n.Attr]
				return false
			}
			if n.Attr == "format_exc" || n.Attr == "format_exception" || n.Attr == "exc_info" {
				trace, tells = true, true
			}
		case *parser.Name:
			tells = tells || names[n.Id]
			if n.Id == "format_exc" || n.Id == "exc_info" {
				trace, tells = true, true
			}
		}
		return true
	})
	if tells {
		*all = append(*all, toldError{start, end, trace, element})
	}
}

// harmlessParts of an exception say what it is meant to say.
var harmlessParts = map[string]bool{"code": true, "status_code": true, "name": true}

// errorNames are the variables that hold an exception: of the except around,
// else the argument of an error handler.
func (s spot) errorNames() map[string]bool {
	names := map[string]bool{}
	for i := len(s.way) - 1; i >= 0; i-- {
		if h, ok := s.way[i].(*parser.ExceptHandler); ok && h.Name != "" {
			names[h.Name] = true
		}
		if fn := asFunction(s.way[i]); fn != nil {
			if len(names) == 0 {
				for _, p := range fn.parameters() {
					names[p] = p != "self"
				}
			}
			break
		}
	}
	return names
}

// statusIn is the status that a statement names; 0 for none.
func statusIn(s parser.Stmt) int {
	code := 0
	syntax.Walk(s, func(node any) bool {
		if c, ok := node.(*parser.Constant); ok {
			if n, isInt := c.Value.(int64); isInt && n >= 400 && n < 600 {
				code = int(n)
			}
		}
		return true
	})
	return code
}

// logged logs the exception before it is answered, unless that is done
// already.
func (j *job) logged(at spot) {
	body := at.around()
	done := false
	for _, s := range body {
		syntax.Walk(s, func(node any) bool {
			if c, ok := node.(*parser.Call); ok {
				switch calledName(c) {
				case "exception", "error", "warning", "critical", "print", "print_exc", "log", "capture_exception":
					done = true
				}
			}
			return true
		})
	}
	if done {
		return
	}
	logger := ""
	bound := at.bindings()
	switch {
	case hasKey(bound, "logger"):
		logger = "logger"
	case hasKey(bound, "log"):
		logger = "log"
	case hasKey(bound, "app") && bound["app"] == "":
		logger = "app.logger"
	case hasKey(bound, "logging"):
		logger = "logging"
	default:
		logger = j.need(at.file, "flask", "current_app") + ".logger"
	}
	j.before(at, orderForm, logger+".exception("+at.quoted("unhandled error")+")")
}

func hasKey(m map[string]string, key string) bool { _, ok := m[key]; return ok }

// around is the block of the except handler or function that the node is in.
func (s spot) around() []parser.Stmt {
	for i := len(s.way) - 1; i >= 0; i-- {
		if h, ok := s.way[i].(*parser.ExceptHandler); ok {
			return h.Body
		}
		if fn := asFunction(s.way[i]); fn != nil {
			return fn.body
		}
	}
	return nil
}
