package fix

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// dataExposure names the fields that a query gives: as the other operations
// of the collection do, else all that the source knows and that are not
// sensitive.
func dataExposure(j *job) {
	if j.op == nil {
		return
	}
	for _, q := range j.op.Queries {
		about := q.Name == j.finding.Field || strings.HasPrefix(j.finding.Field, q.Name+".")
		c := j.Collections[q.Name]
		if q.Verb != mongo.Read || q.Name == "" || !about || c == nil {
			continue
		}
		shown := j.op.Shows(q)
		switch {
		case len(shown.Answers) == 0:
		case !shown.Whole:
			j.decided("The answer names it: decide whether callers need it, and take it out if not.")
			return
		case q.Projection == nil:
			j.projected(q, c)
			return
		}
	}
}

func (j *job) projected(q *source.Query, c *source.Collection) {
	call, ok := j.at(q.Event)
	if !ok {
		return
	}
	used := call.fieldsRead()
	switch {
	case !j.answers(call):
		if !j.selectShown(q, c) {
			j.withoutSensitive(q, c, call)
		}
	case j.asDesigned(q, call, used):
	case j.asOthers(q, c, call, used):
	default:
		j.onlyKnown(q, c, call, used)
	}
}

// selectShown names the fields where the operation answers: the document was
// read for more than that.
func (j *job) selectShown(q *source.Query, c *source.Collection) bool {
	f := j.file(j.finding.Location.File)
	if f == nil {
		return false
	}
	at, ok := f.answerOn(j.finding.Location.Line)
	if !ok || !j.answers(at) {
		return false
	}
	r, ok := at.stmt().(*parser.Return)
	if !ok {
		return false
	}
	shown := document(r.Value)
	names := open(c)
	if shown == nil || len(names) == 0 || len(names) > mostFields {
		return false
	}
	quoted := []string{f.quoted("_id")}
	for _, n := range names {
		quoted = append(quoted, f.quoted(n))
	}
	each := "name"
	if at.function().locals()[each] {
		each = "key"
	}
	start, end := f.Around(shown)
	whole := f.Source(shown)
	parts := []string{each + ": " + whole + "[" + each + "]", "for " + each + " in (" + strings.Join(quoted, ", ") + ")", "if " + each + " in " + whole}
	j.changes.replace(f, start, end, f.broken(start, end, parts))
	j.decision = allKnown
	return true
}

const allKnown = "The change shows all fields that the source knows and that are not sensitive: take out what callers need not read."

// broken is a dict comprehension in the place of what is from start to end:
// each part on a line of its own where one line would be too long.
func (f *file) broken(start, end int, parts []string) string {
	text := "{" + strings.Join(parts, " ") + "}"
	line := f.lineStart(start)
	if f.lineEnd(end)-line+len(text)-(end-start) <= f.style.width {
		return text
	}
	deep := f.indentAt(line) + f.style.indent
	var lines []string
	for _, p := range parts {
		lines = append(lines, f.fitted(deep, p))
	}
	return "{\n" + strings.Join(lines, "\n") + "\n" + f.indentAt(line) + "}"
}

// document is the one variable that an answer holds whole: g.user of
// jsonify(public(g.user)), 200.
func document(e parser.Expr) parser.Expr {
	switch n := e.(type) {
	case *parser.Tuple:
		if len(n.Elts) > 0 {
			return document(n.Elts[0])
		}
	case *parser.Call:
		if len(n.Args) == 1 && len(n.Keywords) == 0 {
			return document(n.Args[0])
		}
	case *parser.Dict:
		if len(n.Values) == 1 && n.Keys[0] != nil {
			return document(n.Values[0])
		}
	case *parser.Attribute: // a variable may be more than what was read
		if steady(n) {
			return e
		}
	}
	return nil
}

// open are the fields of a collection that the source knows and that are not
// sensitive, sorted.
func open(c *source.Collection) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		if !strings.ContainsAny(name, ".$") && name != "_id" && !lexicon.Sensitive(name) && !lexicon.Password(name) {
			names = append(names, name)
		}
	}
	return names
}

// asOthers uses the projection that most other queries of the collection
// name.
func (j *job) asOthers(q *source.Query, c *source.Collection, call spot, used []string) bool {
	best, most := carried{}, 0
	count := map[string]int{}
	for _, u := range c.Queries {
		if u.Query.Projection == nil || u.Query.Place() == q.Place() || !covers(u.Query, used) {
			continue
		}
		other, ok := j.at(u.Query.Event)
		if !ok {
			continue
		}
		e := projectionOf(other.expr().(*parser.Call))
		if n, isName := e.(*parser.Name); !isName || other.function().locals()[n.Id] {
			continue
		}
		spelled, ok := j.carry(other.to(e), call)
		if !ok {
			continue
		}
		count[spelled.text]++
		if n := count[spelled.text]*10 - spelled.cost; best.text == "" || n > most {
			best, most = spelled, n
		}
	}
	if best.text == "" || !j.addProjection(q, call, best.text) {
		return false
	}
	j.take(call.file, best)
	return true
}

// covers tells whether a projection names only what callers may see, and all
// that the function reads.
func covers(q *source.Query, used []string) bool {
	names := shown(q)
	if len(names) == 0 {
		return false
	}
	for _, f := range q.Projection.Fields() {
		if n, ok := f.Value.Number(); ok && n != 0 && lexicon.Sensitive(f.Name) {
			return false
		}
	}
	return !slices.ContainsFunc(used, func(u string) bool { return u != "_id" && !slices.Contains(names, u) })
}

// projectionOf is the argument of a query that names its fields.
func projectionOf(c *parser.Call) parser.Expr {
	for _, k := range c.Keywords {
		if k.Arg == "projection" || k.Arg == "fields" {
			return k.Value
		}
	}
	if name := calledName(c); (name == "find" || name == "find_one") && len(c.Args) > 1 {
		return c.Args[1]
	}
	return nil
}

// fieldsRead are the fields that a function reads of what its variable for
// the query's result holds.
func (s spot) fieldsRead() []string {
	fn := s.function()
	if fn == nil {
		return nil
	}
	var result []string
	if names := boundDirectly(s.stmt()); len(names) > 0 {
		result = names
	}
	var fields []string
	syntax.Walk(fn.node, func(node any) bool {
		e, ok := node.(parser.Expr)
		if !ok {
			return true
		}
		var of parser.Expr
		switch n := e.(type) {
		case *parser.Subscript:
			of = n.Value
		case *parser.Call:
			if a, method := n.Func.(*parser.Attribute); method {
				of = a.Value
			}
		}
		if n, ok := of.(*parser.Name); ok && slices.Contains(result, n.Id) {
			if text, ok := textOf(subscripted(e)); ok && !slices.Contains(fields, text) {
				fields = append(fields, text)
			}
		}
		return true
	})
	return fields
}

// asDesigned names the fields that may be read as the owner of the API says.
func (j *job) asDesigned(q *source.Query, call spot, used []string) bool {
	names := j.readable(q, used)
	if len(names) == 0 {
		return false
	}
	var parts []string
	for _, n := range names {
		parts = append(parts, call.quoted(n)+": 1")
	}
	return j.addProjection(q, call, "{"+strings.Join(parts, ", ")+"}")
}

// onlyKnown names the fields that the source knows, the sensitive ones left
// out.
func (j *job) onlyKnown(q *source.Query, c *source.Collection, call spot, used []string) {
	names := open(c)
	for _, u := range used {
		if u != "_id" && !slices.Contains(names, u) {
			names = append(names, u)
		}
	}
	if len(names) == 0 || len(names) > mostFields {
		j.decided(fmt.Sprintf("Decide which fields of %s callers may read, and name them as the projection of %s.", orName(c.Name), q.Told()))
		return
	}
	var parts []string
	for _, n := range names {
		parts = append(parts, call.quoted(n)+": 1")
	}
	if !j.addProjection(q, call, "{"+strings.Join(parts, ", ")+"}") {
		j.decided(fmt.Sprintf("Name the fields that callers may read as the projection of %s.", q.Told()))
		return
	}
	j.decision = allKnown
}

// mostFields is how many names a projection gets that is not written by hand:
// more than that nobody has looked at.
const mostFields = 25

// withoutSensitive leaves the sensitive fields out that nothing reads, of a
// document that several operations get from one query.
func (j *job) withoutSensitive(q *source.Query, c *source.Collection, call spot) {
	var parts, kept []string
	for _, name := range c.Sensitive() {
		switch {
		case strings.Contains(name, "."):
		case j.readsField(name):
			kept = append(kept, name)
		default:
			parts = append(parts, call.quoted(name)+": 0")
		}
	}
	if len(parts) == 0 || !j.addProjection(q, call, "{"+strings.Join(parts, ", ")+"}") {
		j.decided(fmt.Sprintf("The document comes from %s, which others use too: decide which fields this operation may show, and select them before it answers.", q.Told()))
		return
	}
	if len(kept) > 0 {
		j.decision = fmt.Sprintf("%s is read somewhere: select what is shown where the operation answers.", strings.Join(kept, ", "))
	}
}

// readsField tells whether the program reads a member of that name of
// anything that is not the request's.
func (b *bench) readsField(name string) bool {
	for _, m := range b.project.Modules {
		found := false
		syntax.Walk(m.Tree, func(node any) bool {
			e, ok := node.(parser.Expr)
			if !ok {
				return !found
			}
			if text, is := textOf(subscripted(e)); is && text == name && !ofRequest(e) {
				found = true
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// ofRequest tells whether x[key] reads what the client sent, by the name of x.
func ofRequest(e parser.Expr) bool {
	for {
		switch n := e.(type) {
		case *parser.Subscript:
			e = n.Value
		case *parser.Call:
			e = n.Func
		case *parser.Attribute:
			e = n.Value
		case *parser.Name:
			return slices.Contains([]string{"request", "body", "data", "payload", "json", "form", "args", "req"}, n.Id)
		default:
			return false
		}
	}
}

// addProjection gives the query one more argument.
func (j *job) addProjection(q *source.Query, call spot, text string) bool {
	node := call.expr().(*parser.Call)
	if q.Driver == "mongoengine" || q.Verb == mongo.Aggregate {
		return false
	}
	if name := calledName(node); name != "find" && name != "find_one" || len(node.Keywords) > 0 || len(node.Args) > 1 {
		text = "projection=" + text
	} else if len(node.Args) == 0 {
		text = "{}, " + text
	}
	j.refit(call.file, node, j.addElement(call.file, call.Offset(node.P), text))
	return true
}
