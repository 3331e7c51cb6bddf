package fix

import (
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// style is how a file is written.
type style struct {
	quote  string // ' or "
	indent string // of one block
	width  int    // of its lines, at most
}

// usualWidth is what Black and many teams keep to.
const usualWidth = 88

// learn reads the style off a file.
func (f *file) learn() style {
	s := style{quote: `"`, indent: "    ", width: usualWidth}
	single, double := 0, 0
	for _, t := range f.Tokens {
		if t.Kind != syntax.StringToken {
			continue
		}
		text := strings.TrimLeft(f.Text[t.Start:t.End], "rRbBuU")
		switch {
		case strings.HasPrefix(text, `"""`), strings.HasPrefix(text, "'''"):
		case strings.HasPrefix(text, "'"):
			single++
		default:
			double++
		}
	}
	if single > double {
		s.quote = "'"
	}
	for line := range strings.Lines(f.Text) {
		s.width = max(s.width, min(len(strings.TrimRight(line, "\r\n")), maxWidth))
	}
	if block := firstBlock(f.Tree.Body); block != nil {
		if indent := f.indentAt(f.Offset(syntax.StmtStart(block))); indent != "" {
			s.indent = indent
		}
	}
	return s
}

// lastOrder is that of what comes after all else at the same place.
const lastOrder = 100

// maxWidth is how long a line may become in a file with longer ones.
const maxWidth = 120

// firstBlock is a statement that stands one block deep.
func firstBlock(body []parser.Stmt) parser.Stmt {
	for _, s := range body {
		var inner []parser.Stmt
		switch n := s.(type) {
		case *parser.FunctionDef:
			inner = n.Body
		case *parser.AsyncFunctionDef:
			inner = n.Body
		case *parser.ClassDef:
			inner = n.Body
		case *parser.If:
			inner = n.Body
		}
		if len(inner) > 0 && syntax.StmtStart(inner[0]).Line > syntax.StmtStart(s).Line {
			return inner[0]
		}
	}
	return nil
}

// quoted is a text as the file writes strings.
func (f *file) quoted(text string) string { return quotedBy(f.style.quote, text) }

func quotedBy(quote, text string) string {
	if strings.Contains(text, quote) {
		other := `"`
		if quote == other {
			other = "'"
		}
		if !strings.Contains(text, other) {
			quote = other
		}
	}
	return quote + strings.NewReplacer(`\`, `\\`, quote, `\`+quote, "\n", `\n`).Replace(text) + quote
}

// before puts lines before a statement, with its indentation; order decides
// between several at the same place. It is false where the statement shares
// its line with another.
func (j *job) before(s spot, order int, lines ...string) bool {
	return j.beforeStmt(s.file, s.stmt(), order, lines...)
}

func (j *job) beforeStmt(f *file, stmt parser.Stmt, order int, lines ...string) bool {
	if stmt == nil {
		return false
	}
	at := f.Offset(syntax.DecoratorStart(stmt))
	if !f.begins(at) {
		return false
	}
	j.changes.edit(f, edit{start: f.lineStart(at), end: f.lineStart(at), text: f.block(f.indentAt(at), lines), order: order})
	return true
}

// after puts lines behind a simple statement.
func (j *job) after(s spot, order int, lines ...string) bool {
	stmt := s.stmt()
	if stmt == nil {
		return false
	}
	start, end := s.StmtSpan(stmt)
	rest := strings.TrimSpace(s.Text[end:s.lineEnd(end)])
	if !s.begins(start) || rest != "" && rest[0] != '#' {
		return false
	}
	at := s.lineEnd(end)
	text := s.block(s.indentAt(start), lines)
	if !strings.HasSuffix(s.Text[:at], "\n") {
		text = "\n" + strings.TrimSuffix(text, "\n")
	}
	j.changes.edit(s.file, edit{start: at, end: at, text: text, order: order})
	return true
}

// block is lines of code, indented. A tab at their beginning stands for one
// block deeper.
func (f *file) block(indent string, lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		rest := strings.TrimLeft(l, "\t")
		deeper := strings.Repeat(f.style.indent, len(l)-len(rest))
		for i, part := range strings.Split(f.fitted(indent+deeper, rest), "\n") {
			if i > 0 && part != "" && !strings.HasPrefix(part, indent) {
				part = indent + part
			}
			b.WriteString(strings.TrimRight(part, " \t"))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// fitted breaks a line that is too long at its last bracket, as Black does:
// what is in the bracket comes on a line of its own.
func (f *file) fitted(indent, line string) string {
	if len(indent)+len(line) <= f.style.width || strings.Contains(line, "\n") {
		return indent + line
	}
	parsed := syntax.Parse("", []byte(line+"\n"))
	tokens := parsed.Tokens()
	for i := len(tokens) - 1; i >= 0; i-- {
		if t := tokens[i]; t.Kind == syntax.CloseToken && t.Match >= 0 {
			i = t.Match // only brackets that are in no other
		}
		t := tokens[i]
		if t.Kind != syntax.OpenToken || t.End-t.Start != 1 || t.Match < 0 || t.Match == i+1 {
			continue
		}
		end := tokens[t.Match].Start
		inner := strings.TrimSuffix(strings.TrimSpace(line[t.End:end]), ",")
		head, foot := line[:t.End], line[end:]
		deep := indent + f.style.indent
		if len(indent)+len(head) > f.style.width || len(deep)+len(inner) > f.style.width || len(indent)+len(foot) > f.style.width {
			continue
		}
		return indent + head + "\n" + deep + inner + "\n" + indent + foot
	}
	return indent + line
}

// refit breaks the line of a call that an insertion makes too long, if the
// call stands on that line alone: its arguments come on a line of their own.
func (j *job) refit(f *file, call *parser.Call, added int) {
	open := f.At(f.Offset(call.P))
	t := f.Tokens[open]
	if t.Match < 0 || t.Match == open+1 {
		return
	}
	inner, outer := t.End, f.Tokens[t.Match].Start
	line := f.lineStart(t.Start)
	if strings.Contains(f.Text[line:outer], "\n") || f.lineEnd(outer)-1-line+added <= f.style.width {
		return
	}
	indent := f.indentAt(line)
	deep := indent + f.style.indent
	if len(deep)+outer-inner+added > f.style.width {
		return
	}
	j.changes.insert(f, inner, "\n"+deep)
	j.changes.edit(f, edit{start: outer, end: outer, text: "\n" + indent, order: lastOrder})
}
