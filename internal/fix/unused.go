package fix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// unimported is the text without the imports that the changes have left
// without a use.
func (f *file) unimported(text string) string {
	if text == f.Text {
		return text
	}
	after := &file{Layout: syntax.NewLayout(syntax.Parse(f.Path, []byte(text))), style: f.style, own: f.own}
	if len(after.Problems) > 0 || after.exports() {
		return text
	}
	used, usedBefore := after.uses(), f.uses()
	var edits []edit
	for _, i := range after.topImports() {
		var keep []*parser.Alias
		for _, a := range i.names {
			name, _, _ := strings.Cut(cmp.Or(a.Asname, a.Name), ".")
			if used[name] > 0 || usedBefore[name] == 0 || i.module == "__future__" || after.mentions(name, i) || f.shared != nil && f.shared(name) {
				keep = append(keep, a)
			}
		}
		if len(keep) < len(i.names) {
			edits = append(edits, after.without(i, keep))
		}
	}
	if len(edits) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.start] + e.text)
		at = e.end
	}
	return b.String() + text[at:]
}

// mentions tells whether a name stands anywhere but in its import: in an
// annotation that is text, in a comment.
func (f *file) mentions(name string, i imported) bool {
	start, end := f.StmtSpan(i.stmt)
	isWord := func(c byte) bool {
		return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
	}
	for at := 0; ; {
		n := strings.Index(f.Text[at:], name)
		if n < 0 {
			return false
		}
		at += n
		whole := (at == 0 || !isWord(f.Text[at-1])) && (at+len(name) == len(f.Text) || !isWord(f.Text[at+len(name)]))
		if whole && (at < start || at >= end) {
			return true
		}
		at += len(name)
	}
}

// exports tells whether other files may get names from what this one
// imports.
func (f *file) exports() bool {
	if strings.HasSuffix(f.Path, "__init__.py") {
		return true
	}
	return slices.ContainsFunc(f.Tree.Body, func(s parser.Stmt) bool { return slices.Contains(boundBy(s), "__all__") })
}

// uses counts how often each name is read.
func (f *file) uses() map[string]int {
	all := map[string]int{}
	syntax.Walk(f.Tree, func(node any) bool {
		if n, ok := node.(*parser.Name); ok {
			all[n.Id]++
		}
		return true
	})
	return all
}

// without is an import statement with fewer names.
func (f *file) without(i imported, keep []*parser.Alias) edit {
	start, end := f.StmtSpan(i.stmt)
	if len(keep) == 0 {
		from, to := f.lineStart(start), f.lineEnd(end)
		// The blank line between groups goes with the last one of a group.
		if (from == 0 || strings.HasSuffix(f.Text[:from], "\n\n")) && strings.HasPrefix(f.Text[to:], "\n") {
			to++
		}
		return edit{start: from, end: to}
	}
	var names []string
	for _, a := range keep {
		names = append(names, wanted{name: a.Name, as: a.Asname}.alias())
	}
	text := f.Text[start:end]
	head, _, _ := strings.Cut(text, "import")
	if strings.Contains(text, "\n") && !strings.Contains(text, "#") && oneEach(text, len(i.names)) {
		deep := f.indentAt(start) + f.style.indent
		return edit{start: start, end: end, text: head + "import (\n" + deep + strings.Join(names, ",\n"+deep) + ",\n" + f.indentAt(start) + ")"}
	}
	if strings.Contains(text, "\n") {
		return edit{start: start, end: end, text: text}
	}
	return edit{start: start, end: end, text: head + "import " + strings.Join(names, ", ")}
}
