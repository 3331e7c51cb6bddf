package fix

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// identity is how the application spells who calls for a field of its
// documents.
type identity struct {
	field string
	carried
}

// caller finds how other operations fill the owner field of a collection, and
// spells it for the place. The cheapest spelling wins; one of the collection
// itself before those of others.
func (j *job) caller(c *source.Collection, field string, to spot) (identity, bool) {
	best := identity{}
	found := false
	consider := func(of *source.Collection) {
		for _, u := range of.Queries {
			for _, v := range []*flow.Value{u.Query.Filter, u.Query.Document, u.Query.Update, u.Query.Pipeline} {
				for _, m := range source.Members(v) {
					if m.Name() != field || m.Excludes() || !source.IsCaller(m.Value) || m.Value.From(flow.Request) {
						continue
					}
					value, ok := j.written(m)
					if !ok {
						continue
					}
					spelled, ok := j.carry(value, to)
					if ok && spelled.text != "" && (!found || spelled.cost < best.cost) {
						best, found = identity{field, spelled}, true
					}
				}
			}
		}
	}
	consider(c)
	if !found && field != "_id" {
		for _, name := range slices.Sorted(maps.Keys(j.Collections)) {
			if other := j.Collections[name]; other != c && !other.Accounts() {
				consider(other)
			}
		}
	}
	return best, found
}

// take notes the imports that the spelling needs.
func (j *job) take(f *file, c carried) string {
	for _, w := range c.imports {
		j.changes.want(f, w)
	}
	return c.text
}

// crossOwner puts the owner into the filter. An account is its owner's: there
// the identifier is compared with who calls.
func crossOwner(j *job) {
	for _, q := range j.queries {
		c := j.Collections[q.Name]
		if c == nil || len(q.Picks()) == 0 || q.Scope(q.Event.Facts) != "" || !j.here(q.Place()) && q.Name != j.queries[0].Name || !j.selects(q) {
			continue
		}
		if c.Accounts() {
			j.compareAccount(q, c) // for all of them
			return
		}
		fields := j.ownerFields(q, c)
		if len(fields) == 0 {
			j.decided(fmt.Sprintf("Documents of %s hold no owner of their own: decide by way of which other document their owner is known, and look that up with who calls first.", q.Name))
			return
		}
		if j.ownFilter(q, c, fields); j.decision != "" {
			return
		}
	}
}

// ownerFields are the fields that say whose a document is: all that the owner
// of the API names and that the source knows of, else the surest one.
func (j *job) ownerFields(q *source.Query, c *source.Collection) []string {
	var fields []string
	if r := j.designed(q); r != nil {
		for _, o := range r.Owner {
			if _, stored := c.Fields[o.Property]; stored && o.Property != "_id" {
				fields = append(fields, o.Property)
			}
		}
	}
	if len(fields) == 0 {
		if field, _ := c.Owner(); field != "" {
			fields = append(fields, field)
		}
	}
	return fields
}

// selects tells whether the call itself says which documents are meant: not
// one that saves or deletes a document which another query has read.
func (j *job) selects(q *source.Query) bool {
	call, ok := j.at(q.Event)
	return ok && (q.Driver != "mongoengine" || selecting(call.expr().(*parser.Call)) != nil)
}

// ownFilter puts the owner fields into the filter of the query.
func (j *job) ownFilter(q *source.Query, c *source.Collection, fields []string) {
	call, filter, ok := j.filterOf(q)
	if !ok {
		return
	}
	var own []identity
	var unknown []string
	for _, field := range fields {
		if id, ok := j.caller(c, field, call); ok {
			own = append(own, id)
		} else {
			unknown = append(unknown, field)
		}
	}
	const needs = "The filter of %s needs %s with who calls%s, and no other operation shows how this application knows that where the query is made: decide where it comes from (a parameter, g, the session), and add it."
	if len(own) == 0 {
		j.decided(fmt.Sprintf(needs, q.Told(), weakness.List(unknown), ""))
		return
	}
	if others := j.sharedWith(q); others != "" {
		j.decided(fmt.Sprintf("The query at %s also serves %s, which may not be limited to one owner: decide whether it gets the owner as an argument, and pass who calls from %s.", q.Place(), others, j.finding.Operation))
		return
	}
	if !j.addToFilter(q, call, filter, own) {
		var pairs []string
		for _, id := range own {
			pairs = append(pairs, id.field+": "+id.text)
		}
		j.decided(fmt.Sprintf("Add %s to the filter of %s; how the filter is put together cannot be changed by rule.", weakness.List(pairs), q.Told()))
		return
	}
	if len(unknown) > 0 {
		j.decision = fmt.Sprintf(needs, q.Told(), weakness.List(unknown), " as well, as the design says")
	}
}

// sharedWith names another operation that makes the same query and is for
// others: for administrators, or for who is not known.
func (j *job) sharedWith(q *source.Query) string {
	for _, op := range j.Operations {
		for _, o := range op.Queries {
			if o.Place() == q.Place() && op != j.op && (op.Access.Privileged() || !op.Access.Authenticated()) {
				return op.String()
			}
		}
	}
	return ""
}

// takeAll notes the imports that all spellings need.
func (j *job) takeAll(f *file, own []identity) {
	for _, id := range own {
		j.take(f, id.carried)
	}
}

// addToFilter writes more conditions into the filter of a query.
func (j *job) addToFilter(q *source.Query, call spot, filter parser.Expr, own []identity) bool {
	node := call.expr().(*parser.Call)
	var keys, keywords []string
	for _, id := range own {
		name := id.field
		if name == "_id" {
			name = "id"
		}
		keys, keywords = append(keys, call.quoted(id.field)+": "+id.text), append(keywords, name+"="+id.text)
	}
	switch {
	case q.Driver == "mongoengine":
		if filter != nil {
			return false
		}
		node = selecting(node)
		j.takeAll(call.file, own)
		j.refit(call.file, node, j.addElement(call.file, call.Offset(node.P), strings.Join(keywords, ", ")))
		return true
	case filter == nil:
		j.takeAll(call.file, own)
		open := call.At(call.Offset(node.P))
		text := "{" + strings.Join(keys, ", ") + "}"
		if len(node.Keywords) > 0 {
			text += ", "
		}
		j.changes.insert(call.file, call.Tokens[open].End, text)
		return true
	}
	return j.addToExpr(call, node, filter, own, strings.Join(keys, ", "))
}

// selecting is the call of a chain that says which documents are meant: of
// Order.objects(id=x).first() the first one. It is nil for methods of a
// document.
func selecting(c *parser.Call) *parser.Call {
	for at := c; ; {
		name := calledName(at)
		a, ok := at.Func.(*parser.Attribute)
		if name == "objects" || ok && len(at.Keywords) > 0 && name != "save" && name != "update" && name != "modify" && name != "delete" {
			return at
		}
		if !ok {
			return nil
		}
		if at, ok = a.Value.(*parser.Call); !ok {
			return nil
		}
	}
}

func (j *job) addToExpr(call spot, node *parser.Call, filter parser.Expr, own []identity, keys string) bool {
	at := call.to(filter).resolved()
	switch e := at.expr().(type) {
	case *parser.Dict:
		if slices.ContainsFunc(own, func(id identity) bool { return member(e, id.field) != nil }) {
			return false
		}
		j.takeAll(call.file, own)
		added := j.addOwn(at.file, e, own)
		if e == filter {
			j.refit(call.file, node, added)
		}
		return true
	case *parser.List: // of an aggregation
		if stage := matchStage(e); stage != nil {
			j.takeAll(call.file, own)
			j.addOwn(at.file, stage, own)
			return true
		}
		return false
	case *parser.Call, *parser.Name:
		start, end := call.Span(filter)
		j.takeAll(call.file, own)
		text := "{**" + call.Text[start:end] + ", " + keys + "}"
		j.changes.replace(call.file, start, end, text)
		j.refit(call.file, node, len(text)-(end-start))
		return true
	}
	return false
}

// addOwn puts the owner fields into a dict that is written out, as one element:
// two would want the same place.
func (j *job) addOwn(f *file, d *parser.Dict, own []identity) int {
	value := own[0].text
	for _, id := range own[1:] {
		value += ", " + quotedBy(keyQuote(f, d), id.field) + ": " + id.text
	}
	return j.addMember(f, d, own[0].field, value)
}

// matchStage is the document of the first $match of a pipeline.
func matchStage(pipeline *parser.List) *parser.Dict {
	for _, stage := range pipeline.Elts {
		d, ok := stage.(*parser.Dict)
		if !ok {
			return nil
		}
		if m, ok := member(d, "$match").(*parser.Dict); ok {
			return m
		}
	}
	return nil
}

// compareAccount compares the identifier that the request names with that of
// who calls, before the query.
func (j *job) compareAccount(q *source.Query, c *source.Collection) {
	m := q.Picks()[0].Member
	value, ok := j.written(m)
	if !ok {
		return
	}
	key := j.trace(q.Event, value)
	key = key.to(identifier(key.expr()))
	if arg, isName := key.expr().(*parser.Name); isName && key.function() != nil && !slices.Contains(key.function().parameters(), arg.Id) {
		key = key.resolved()
	}
	id, ok := j.caller(c, m.Name(), key)
	if !ok || !j.answers(key) {
		j.decided("Decide who may " + j.verb() + " accounts of others: if nobody, compare the identifier with that of who calls and answer 403; if some role, ask for it.")
		return
	}
	who := id.text
	if parsed := parseExpr(who); parsed != nil {
		if inner := identifier(parsed); inner != parsed {
			who = sourceOf(who, inner)
		} else if m.Name() == "_id" && !strings.HasPrefix(who, "str(") && !strings.HasSuffix(who, "identity()") {
			who = "str(" + who + ")"
		}
	}
	words, ok := j.sameRefusal(key, "not allowed")
	if !ok || !j.before(key, orderOwner, "if "+key.Source(key.expr())+" != "+who+":", "\t"+words) {
		return
	}
	j.take(key.file, id.carried)
	j.decision = "The change takes for granted that nobody may " + j.verb() + " accounts of others here; if a role may, let it through in the same condition."
}

func (j *job) verb() string {
	if strings.HasSuffix(j.finding.Weakness, "write") {
		return "change"
	}
	return "read"
}

// Orders of lines that are put before the same statement.
const (
	orderForm  = iota // is it an identifier
	orderType         // is it text
	orderList         // is it a known one
	orderOwner        // is it the caller's
)

// sameRefusal answers as the function answers for what is not there, else
// with a 403: who asks for another's object learns nothing.
func (j *job) sameRefusal(at spot, words string) (string, bool) {
	for _, r := range at.refusals(at.function()) {
		if r.code == 404 && (!r.raises || !at.swallowed()) {
			start, end := r.StmtSpan(r.stmt)
			return joined(at.Text[start:end]), true
		}
	}
	return j.refuse(at, 403, words)
}

// identifier is what an identifier is made of: x of ObjectId(x), str(x).
func identifier(e parser.Expr) parser.Expr {
	for {
		c, ok := e.(*parser.Call)
		if !ok || len(c.Args) != 1 || len(c.Keywords) > 0 {
			return e
		}
		name := strings.ToLower(calledName(c))
		if !strings.HasSuffix(name, "id") && name != "str" && name != "int" {
			return e
		}
		switch c.Args[0].(type) {
		case *parser.Starred, *parser.GeneratorExp:
			return e
		}
		e = c.Args[0]
	}
}

// ownerFromClient puts who calls in the place of the owner that the request
// names.
func ownerFromClient(j *job) {
	for _, q := range j.queries {
		c := j.Collections[q.Name]
		if c == nil {
			continue
		}
		for _, v := range []*flow.Value{q.Filter, q.Document, q.Update} {
			for _, m := range source.Members(v) {
				if !j.decides(m.Value) || !source.Whose(m.Name()) {
					continue
				}
				j.ownValue(q, c, m)
				return
			}
		}
	}
}

// decides tells whether the value has what of the request the finding names.
func (j *job) decides(v *flow.Value) bool {
	return slices.ContainsFunc(v.FromSource(flow.Request), func(s *flow.Step) bool {
		return j.finding.Field == "" || s.Origin.Label() == j.finding.Field
	})
}

func (j *job) ownValue(q *source.Query, c *source.Collection, m source.Member) {
	value, ok := j.written(m)
	if !ok {
		j.ownWhole(q, c, m)
		return
	}
	at := j.trace(q.Event, value)
	if _, param := at.expr().(*parser.Name); param {
		at = value
	}
	if m.Maybe && q.Document == nil && q.Update == nil {
		j.decided(fmt.Sprintf("%s is only filtered by where the request asks for it: decide whether the listing is for one owner; if so, put who calls into the filter always.", m.Name()))
		return
	}
	start, end := at.Around(at.expr())
	if usual := fallback(at.expr()); usual != nil && m.Value.From(flow.Identity, flow.Credential, flow.Database) {
		j.changes.replace(at.file, start, end, joined(at.Source(usual)))
		return
	}
	id, ok := j.caller(c, m.Name(), at)
	if !ok {
		j.decided(fmt.Sprintf("%s must be who calls, and no other operation shows how this application knows that: decide where it comes from, and write that in the place of %s.", m.Name(), j.finding.Field))
		return
	}
	j.changes.replace(at.file, start, end, j.take(at.file, id.carried))
}

// fallback is what an expression gives where the request has nothing:
// default of x.get(name, default), b of a or b.
func fallback(e parser.Expr) parser.Expr {
	switch n := e.(type) {
	case *parser.Call:
		if name := calledName(n); (name == "get" || name == "pop") && len(n.Args) == 2 {
			return n.Args[1]
		}
	case *parser.BoolOp:
		if n.Op == "Or" && len(n.Values) == 2 {
			return n.Values[1]
		}
	}
	return nil
}

// ownWhole sets the owner in a document that the source does not spell out.
func (j *job) ownWhole(q *source.Query, c *source.Collection, m source.Member) {
	call, ok := j.at(q.Event)
	if !ok {
		return
	}
	node := call.expr().(*parser.Call)
	position := 0
	if q.Update != nil {
		return
	}
	if len(node.Args) <= position {
		return
	}
	name, ok := node.Args[position].(*parser.Name)
	id, known := j.caller(c, m.Name(), call)
	if !ok || !known {
		return
	}
	if j.before(call, orderOwner, name.Id+"["+call.quoted(m.Name())+"] = "+id.text) {
		j.take(call.file, id.carried)
	}
}
