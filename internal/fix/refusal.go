package fix

import (
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// refusal is a statement of the application that answers a request with an
// error, as a form to be filled in.
type refusal struct {
	spot
	raises bool        // abort, raise: it works below a view, too
	status spanOf      // of the number
	text   spanOf      // of the words; empty: it has none
	names  []string    // that it needs from the top level of its file
	code   int         // its own status
	class  bool        // status is the name of an exception
	stmt   parser.Stmt // the whole
}

type spanOf struct{ start, end int }

// refusals are the examples in a function, or in all of the file.
func (f *file) refusals(in *function) []*refusal {
	root := any(f.Tree)
	if in != nil {
		root = in.node
	}
	var all []*refusal
	syntax.Walk(root, func(node any) bool {
		switch n := node.(type) {
		case *parser.Return:
			if n.Value != nil {
				all = append(all, f.refusal(n, n.Value, false))
			}
		case *parser.Raise:
			if n.Exc != nil {
				all = append(all, f.refusal(n, n.Exc, true))
			}
		case *parser.ExprStmt:
			if c, ok := n.Value.(*parser.Call); ok && calledName(c) == "abort" {
				all = append(all, f.refusal(n, n.Value, true))
			}
		case parser.Expr:
			return false
		}
		return true
	})
	return slices.DeleteFunc(all, func(r *refusal) bool { return r == nil })
}

// calledName is the last part of what is called: abort of flask.abort(400).
func calledName(c *parser.Call) string {
	switch n := c.Func.(type) {
	case *parser.Name:
		return n.Id
	case *parser.Attribute:
		return n.Attr
	}
	return ""
}

// refusal reads a statement as a form; nil if it is none: there must be one
// number from 400 to 499, and at most one text that can be the words.
func (f *file) refusal(s parser.Stmt, value parser.Expr, raises bool) *refusal {
	r := &refusal{spot: spot{file: f}, raises: raises, stmt: s}
	texts := wordsOf{}
	ok := true
	var look func(e parser.Expr, key string)
	look = func(e parser.Expr, key string) {
		switch n := e.(type) {
		case *parser.Constant:
			if code, isInt := n.Value.(int64); isInt && code >= 400 && code < 500 && r.code == 0 {
				start, end := f.Span(n)
				r.code, r.status = int(code), spanOf{start, end}
			} else if _, isText := textOf(n); isText {
				texts = append(texts, word{n, key})
			}
		case *parser.JoinedStr:
			texts = append(texts, word{n, key})
		case *parser.Tuple:
			for _, x := range n.Elts {
				look(x, key)
			}
		case *parser.Dict:
			for i, k := range n.Keys {
				name, known := textOf(k)
				ok = ok && known
				look(n.Values[i], name)
			}
		case *parser.Call:
			if name, is := n.Func.(*parser.Name); is && raises && f.bindings()[name.Id] == exceptions && codeOf(name.Id) != 0 && r.code == 0 {
				start, end := f.Span(name)
				r.code, r.status, r.class = codeOf(name.Id), spanOf{start, end}, true
			} else {
				ok = ok && f.callable(n.Func, &r.names)
			}
			for _, a := range n.Args {
				look(a, "")
			}
			for _, k := range n.Keywords {
				look(k.Value, k.Arg)
			}
		default:
			ok = false
		}
	}
	look(value, "")
	chosen, one := texts.chosen()
	if !ok || !one || r.code == 0 {
		return nil
	}
	if chosen != nil {
		start, end := f.Span(chosen)
		r.text = spanOf{start, end}
	}
	return r
}

// exceptions are those of HTTP, and classOf their names by status.
const exceptions = "werkzeug.exceptions"

var classOf = map[int]string{400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 422: "UnprocessableEntity"}

func codeOf(class string) int {
	for code, name := range classOf {
		if name == class {
			return code
		}
	}
	return 0
}

// callable tells whether what is called is the same anywhere in the file, and
// notes the name that it needs.
func (f *file) callable(e parser.Expr, names *[]string) bool {
	for {
		switch n := e.(type) {
		case *parser.Name:
			*names = append(*names, n.Id)
			_, top := f.bindings()[n.Id]
			return top
		case *parser.Attribute:
			e = n.Value
		default:
			return false
		}
	}
}

type word struct {
	expr parser.Expr
	key  string // that it stands under, "" for none
}

type wordsOf []word

// chosen is the text that is the words of a refusal; ok is false if it
// cannot be told. Others may only say that it is an error.
func (w wordsOf) chosen() (e parser.Expr, ok bool) {
	var real []word
	for _, t := range w {
		text, constant := textOf(t.expr)
		if !constant || !statusWords[strings.ToLower(text)] {
			real = append(real, t)
		}
	}
	switch len(real) {
	case 0:
		return nil, len(w) == 0
	case 1:
		return real[0].expr, true
	}
	return nil, false
}

var statusWords = map[string]bool{"error": true, "fail": true, "failed": true, "failure": true, "danger": true, "application/json": true}
