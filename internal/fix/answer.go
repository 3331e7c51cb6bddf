package fix

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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

// refuse is the statement that answers a status with some words, in the way
// of the function, else of the file, else of the project. It is false where
// no answer can be given: in a function that does not make answers, and whose
// file never ends a request either; or where an except around would take what
// is raised for a failure.
func (j *job) refuse(at spot, status int, words string) (string, bool) {
	view := j.answers(at)
	kept := !at.swallowed()
	fit := func(r *refusal) bool { return r.raises && kept || !r.raises && view }
	if r := choose(at.refusals(at.function()), fit, status); r != nil {
		return j.filled(at, r, status, words), true
	}
	if r := choose(at.refusals(nil), fit, status); r != nil {
		return j.filled(at, r, status, words), true
	}
	if !view {
		return "", false
	}
	for _, m := range j.project.Modules {
		other := j.file(m.Path)
		if other == nil || other == at.file {
			continue
		}
		if r := choose(other.refusals(nil), fit, status); r != nil && j.borrows(at.file, r) {
			return j.filled(at, r, status, words), true
		}
	}
	said := formatted(words) + at.quoted(words)
	if !kept {
		return "return {" + at.quoted("error") + ": " + said + "}, " + strconv.Itoa(status), true
	}
	return j.need(at.file, "flask", "abort") + "(" + strconv.Itoa(status) + ", " + said + ")", true
}

// swallowed tells whether an except around the statement catches everything,
// so that what abort raises there does not become its answer.
func (s spot) swallowed() bool {
	for i := len(s.way) - 2; i >= 0; i-- {
		t, ok := s.way[i].(*parser.Try)
		if asFunction(s.way[i]) != nil {
			return false
		}
		inner, stmt := s.way[i+1].(parser.Stmt)
		if !ok || !stmt || !slices.Contains(t.Body, inner) {
			continue
		}
		for _, h := range t.Handlers {
			names := exceptionNames(h.Type)
			if slices.Contains(names, "HTTPException") {
				break // it is let through, or answered
			}
			if h.Type == nil || slices.Contains(names, "Exception") || slices.Contains(names, "BaseException") {
				return true
			}
		}
	}
	return false
}

// exceptionNames are the types that a handler names, without their modules.
func exceptionNames(e parser.Expr) []string {
	switch n := e.(type) {
	case *parser.Name:
		return []string{n.Id}
	case *parser.Attribute:
		return []string{n.Attr}
	case *parser.Tuple:
		var all []string
		for _, x := range n.Elts {
			all = append(all, exceptionNames(x)...)
		}
		return all
	}
	return nil
}

// answers tells whether what the function around the spot returns is the
// answer to a request: it is the handler of an operation.
func (j *job) answers(s spot) bool {
	fn := s.function()
	if fn == nil {
		return false
	}
	line := syntax.StmtStart(fn.node).Line
	for _, op := range j.Operations {
		if op.Route == nil || op.Route.Handler == nil {
			continue
		}
		if h := op.Route.Handler; h.Name == fn.name && h.Place.File == s.Path && h.Place.Line == line {
			return true
		}
	}
	return false
}

// choose takes the best example that fits: one with words, of the same
// status, the first.
func choose(all []*refusal, fit func(*refusal) bool, status int) *refusal {
	var best *refusal
	score := func(r *refusal) int {
		n := 0
		if r.code == status {
			n++
		}
		if r.text != (spanOf{}) {
			n += 2
		}
		return n
	}
	for _, r := range all {
		if fit(r) && (best == nil || score(r) > score(best)) {
			best = r
		}
	}
	return best
}

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

// borrows makes what the example needs available in the file.
func (j *job) borrows(to *file, r *refusal) bool {
	from := r.file.bindings()
	for _, name := range r.names {
		module := from[name]
		if have, bound := to.bindings()[name]; bound {
			if have != module {
				return false
			}
			continue
		}
		if module == "" || strings.HasPrefix(module, ".") || r.file.own(module) {
			return false // a function of the project: not brought along
		}
	}
	for _, name := range r.names {
		if _, bound := to.bindings()[name]; !bound {
			j.changes.want(to, wanted{module: from[name], name: name})
		}
	}
	return true
}

// filled is the form with another status and other words.
func (j *job) filled(at spot, r *refusal, status int, words string) string {
	start, end := r.StmtSpan(r.stmt)
	text := r.Text[start:end]
	type part struct {
		spanOf
		with string
	}
	parts := []part{{r.status, strconv.Itoa(status)}}
	if r.class {
		name := classOf[status]
		if have := at.binding(exceptions, name); have == "" {
			j.changes.want(at.file, wanted{module: exceptions, name: name})
		} else {
			name = have
		}
		parts[0].with = name
	}
	if r.text != (spanOf{}) {
		old := r.Text[r.text.start:r.text.end]
		parts = append(parts, part{r.text, formatted(words) + quotedBy(quoteOf(old), likeWords(old, words))})
	}
	slices.SortFunc(parts, func(a, b part) int { return b.start - a.start })
	for _, p := range parts {
		text = text[:p.start-start] + p.with + text[p.end-start:]
	}
	return joined(text)
}

// joined is a statement of several lines as one line, and its last comma left
// out.
func joined(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	f := syntax.Parse("", []byte(text+"\n"))
	if len(f.Comments) > 0 {
		return text
	}
	var b strings.Builder
	tokens := f.Tokens()
	for i, t := range tokens {
		if t.Kind == syntax.LineToken {
			break
		}
		word := f.Text[t.Start:t.End]
		if i > 0 {
			between := f.Text[tokens[i-1].End:t.Start]
			before := f.Text[tokens[i-1].Start:tokens[i-1].End]
			switch {
			case t.Kind == syntax.CloseToken && before == ",":
				trimmed := strings.TrimSuffix(b.String(), ",")
				b.Reset()
				b.WriteString(trimmed)
			case between != "" && tokens[i-1].Kind != syntax.OpenToken && t.Kind != syntax.CloseToken:
				b.WriteByte(' ')
			}
		}
		b.WriteString(word)
	}
	return b.String()
}

// formatted tells whether the words name a variable: {name} must be text.
func formatted(words string) string {
	if strings.HasPrefix(words, "{") {
		return "f"
	}
	return ""
}

func quoteOf(literal string) string {
	literal = strings.TrimLeft(literal, "rRbBuUfFtT")
	if literal == "" {
		return `"`
	}
	return literal[:1]
}

// likeWords writes the words as the example does: with a capital, with a full
// stop.
func likeWords(literal, words string) string {
	old := strings.Trim(strings.TrimLeft(literal, "rRbBuUfFtT"), `"'`)
	first, size := utf8.DecodeRuneInString(old)
	if size > 0 && unicode.IsUpper(first) && !isName(words) {
		r, n := utf8.DecodeRuneInString(words)
		words = string(unicode.ToUpper(r)) + words[n:]
	}
	if strings.HasSuffix(old, ".") {
		words += "."
	}
	if strings.HasSuffix(old, "!") {
		words += "!"
	}
	return words
}

// isName tells whether the words begin with a name of the program, which
// keeps its letters: user_id must be a string.
func isName(words string) bool {
	first, _, _ := strings.Cut(words, " ")
	return strings.ContainsAny(first, "_.") || strings.ToLower(first) != first
}
