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
		if h := op.Route.Handler; h.Name == fn.name && h.Place.File == s.Path && h.Place.Pos().Line == line {
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
