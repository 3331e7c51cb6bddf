package fix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// wanted is something that a file has to import: from module import name as
// as; import module where name is empty.
type wanted struct {
	module string // with the dots of a relative import: flask, .auth
	name   string
	as     string // "" for the same
}

func (w wanted) alias() string {
	if w.as != "" && w.as != w.name {
		return w.name + " as " + w.as
	}
	return w.name
}

// bound is what the file calls it once it is imported.
func (w wanted) bound() string {
	if w.name == "" {
		return w.module
	}
	return cmp.Or(w.as, w.name)
}

// imported is an import statement at the top of a file.
type imported struct {
	stmt   parser.Stmt
	module string // as in wanted; of import a, b the first
	from   bool
	names  []*parser.Alias
}

// topImports are the import statements at the top level, in order.
func (f *file) topImports() []imported {
	var all []imported
	for _, s := range f.Tree.Body {
		switch n := s.(type) {
		case *parser.Import:
			if len(n.Names) > 0 {
				all = append(all, imported{n, n.Names[0].Name, false, n.Names})
			}
		case *parser.ImportFrom:
			all = append(all, imported{n, strings.Repeat(".", n.Level) + n.Module, true, n.Names})
		}
	}
	return all
}

// need makes something of a package available in the file, and says what it
// is called there.
func (j *job) need(f *file, module, name string) string {
	if have := f.binding(module, name); have != "" {
		return have
	}
	w := wanted{module: module, name: name}
	if at, taken := f.bindings()[w.bound()]; taken && at != "" {
		w.as = "_" + name
	}
	j.changes.want(f, w)
	return w.bound()
}

// importEdits puts the wanted names into the imports of the file.
func (f *file) importEdits(names []wanted) []edit {
	if len(names) == 0 {
		return nil
	}
	var edits []edit
	var fresh []wanted
	for _, module := range modulesOf(names) {
		var here []wanted
		for _, n := range names {
			if n.module == module {
				here = append(here, n)
			}
		}
		if e, ok := f.extended(module, here); ok {
			edits = append(edits, e...)
		} else {
			fresh = append(fresh, here...)
		}
	}
	return append(edits, f.freshImports(fresh)...)
}

func modulesOf(names []wanted) []string {
	var all []string
	for _, n := range names {
		if !slices.Contains(all, n.module) {
			all = append(all, n.module)
		}
	}
	slices.Sort(all)
	return all
}

// extended adds names to a statement that imports from the module already.
func (f *file) extended(module string, names []wanted) ([]edit, bool) {
	for _, i := range f.topImports() {
		if !i.from || i.module != module || len(i.names) == 0 || i.names[0].Name == "*" || names[0].name == "" {
			continue
		}
		return f.rewritten(i, names), true
	}
	return nil, false
}

// rewritten is the statement with more names, in the order that it keeps.
func (f *file) rewritten(i imported, names []wanted) []edit {
	start, end := f.StmtSpan(i.stmt)
	var all []string
	for _, a := range i.names {
		all = append(all, wanted{name: a.Name, as: a.Asname}.alias())
	}
	for _, n := range names {
		all = insertSorted(all, n.alias())
	}
	head, _, _ := strings.Cut(f.Text[start:end], "import")
	text := f.Text[start:end]
	multi := strings.Contains(text, "\n")
	one := head + "import " + strings.Join(all, ", ")
	if !multi && strings.Contains(text, "(") {
		one = head + "import (" + strings.Join(all, ", ") + ")"
	}
	indent := f.indentAt(start)
	switch {
	case multi && strings.Contains(text, "#"):
		return f.besideComments(i, names)
	case multi && !oneEach(text, len(i.names)):
		// Several names on each line: the last line gets the new ones.
		return f.besideComments(i, names)
	case multi, len(indent)+len(one) > f.style.width:
		deep := indent + f.style.indent
		one = head + "import (\n" + deep + strings.Join(all, ",\n"+deep) + ",\n" + indent + ")"
	}
	return []edit{{start: start, end: end, text: one}}
}

// oneEach tells whether the names stand on lines of their own.
func oneEach(text string, names int) bool { return strings.Count(text, "\n") >= names }

// besideComments puts names behind the last one, and leaves all else as it is.
func (f *file) besideComments(i imported, names []wanted) []edit {
	last := i.names[len(i.names)-1]
	t := f.Tokens[f.At(f.Offset(last.P))]
	end := t.End
	if last.Asname != "" {
		end = f.Tokens[f.At(f.Offset(last.P))+2].End
	}
	var more strings.Builder
	for _, n := range names {
		more.WriteString(", " + n.alias())
	}
	return []edit{{start: end, end: end, text: more.String()}}
}

// insertSorted puts a name where the order of the others asks for it, behind
// all of them where they have none.
func insertSorted(all []string, name string) []string {
	for _, key := range []func(string) string{isort, strings.ToLower, func(s string) string { return s }} {
		by := func(a, b string) int { return cmp.Compare(key(a), key(b)) }
		if slices.IsSortedFunc(all, by) {
			i, _ := slices.BinarySearchFunc(all, name, by)
			return slices.Insert(slices.Clone(all), i, name)
		}
	}
	return append(slices.Clone(all), name)
}

// isort is the key of isort's and Ruff's usual order: constants, classes, the
// rest.
func isort(name string) string {
	first := strings.TrimLeft(name, "_")
	switch {
	case first != "" && strings.ToUpper(name) == name && len(name) > 1:
		return "0" + name
	case first != "" && first[0] >= 'A' && first[0] <= 'Z':
		return "1" + name
	}
	return "2" + name
}

// freshImports are new statements.
func (f *file) freshImports(names []wanted) []edit {
	type statement struct {
		text string
		key  importKey
	}
	var all []statement
	for _, module := range modulesOf(names) {
		var from []string
		for _, n := range names {
			switch {
			case n.module != module:
			case n.name == "":
				all = append(all, statement{"import " + module, f.importKey(module, false)})
			default:
				from = insertSorted(from, n.alias())
			}
		}
		if len(from) > 0 {
			all = append(all, statement{"from " + module + " import " + strings.Join(from, ", "), f.importKey(module, true)})
		}
	}
	slices.SortStableFunc(all, func(a, b statement) int { return a.key.compare(b.key) })
	var edits []edit
	for i, s := range all {
		e := f.placed(s.text, s.key)
		e.order = i
		edits = append(edits, e)
	}
	return edits
}

// importKey orders import statements: future, the standard library, packages,
// the project's own; import before from.
type importKey struct {
	group  int
	from   bool
	module string
}

func (k importKey) compare(o importKey) int {
	return cmp.Or(cmp.Compare(k.group, o.group), cmp.Compare(number(k.from), number(o.from)), cmp.Compare(k.module, o.module))
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (f *file) importKey(module string, from bool) importKey {
	first, _, _ := strings.Cut(module, ".")
	group := 2
	switch {
	case module == "__future__":
		group = 0
	case standard[first]:
		group = 1
	case strings.HasPrefix(module, "."):
		group = 4
	case f.own != nil && f.own(module):
		group = 3
	}
	return importKey{group, from, module}
}

// placed finds the place for a new import statement.
func (f *file) placed(text string, key importKey) edit {
	var before, same *imported // the last one that comes before it, the first of its group
	var last *imported
	all := f.topImports()
	mixed := false // import and from are not apart
	for i := range all {
		k := f.importKey(all[i].module, all[i].from)
		if i > 0 {
			p := f.importKey(all[i-1].module, all[i-1].from)
			mixed = mixed || p.group == k.group && p.from && !k.from
		}
		last = &all[i]
		if k.group == key.group && same == nil {
			same = &all[i]
		}
	}
	less := func(k importKey) bool {
		if mixed && k.group == key.group {
			return k.module < key.module
		}
		return k.compare(key) < 0
	}
	for i := range all {
		if less(f.importKey(all[i].module, all[i].from)) {
			before = &all[i]
		}
	}
	line := func(i *imported) (start, end int) {
		s, e := f.StmtSpan(i.stmt)
		return f.lineStart(s), f.lineEnd(e)
	}
	switch {
	case last == nil:
		at := f.top()
		return edit{start: at, end: at, text: text + "\n\n"}
	case before != nil && f.importKey(before.module, before.from).group == key.group:
		_, at := line(before)
		return edit{start: at, end: at, text: text + "\n"}
	case same != nil:
		at, _ := line(same)
		return edit{start: at, end: at, text: text + "\n"}
	case before != nil:
		_, at := line(before)
		return edit{start: at, end: at, text: f.apart() + text + "\n"}
	}
	at, _ := line(&all[0])
	return edit{start: at, end: at, text: text + "\n" + f.apart()}
}

// apart is what stands between groups of imports: a blank line, or nothing
// where the file does not keep them apart.
func (f *file) apart() string {
	all := f.topImports()
	for i := 1; i < len(all); i++ {
		a, b := f.importKey(all[i-1].module, false), f.importKey(all[i].module, false)
		_, end := f.StmtSpan(all[i-1].stmt)
		start, _ := f.StmtSpan(all[i].stmt)
		if a.group != b.group && start > end && !strings.Contains(f.Text[end:start], "\n\n") {
			return ""
		}
	}
	return "\n"
}

// top is where the code of a file begins, behind its comments and the text
// about it.
func (f *file) top() int {
	if len(f.Tree.Body) == 0 {
		return len(f.Text)
	}
	first := f.Tree.Body[0]
	if e, ok := first.(*parser.ExprStmt); ok {
		if _, text := textOf(e.Value); text {
			_, end := f.StmtSpan(first)
			at := f.lineEnd(end)
			for at < len(f.Text) && f.Text[at] == '\n' {
				at++
			}
			return at
		}
	}
	return f.lineStart(f.Offset(syntax.DecoratorStart(first)))
}
