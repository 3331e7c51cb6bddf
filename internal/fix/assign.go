package fix

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// massAssignment takes the properties from the request that the operation
// names, and no others.
func massAssignment(j *job) {
	for _, q := range j.queries {
		body, ok := j.mapping(q)
		if !ok {
			continue
		}
		names, parts := j.settable(q)
		var meant []string
		if names == nil {
			names, meant = j.properties(q, body)
		}
		if len(meant) > 0 {
			j.decided(j.whichProperties(q) + " The operation reads " + strings.Join(meant, ", ") + " of what the client sends.")
			return
		}
		if len(names) == 0 {
			j.decided(j.whichProperties(q))
			return
		}
		if !j.selected(body, names) {
			j.drop()
			continue
		}
		if len(parts) > 0 {
			j.decision = "The design lets " + strings.Join(parts, ", ") + " be set as well, which is only a part: add it by hand."
		}
		return
	}
	if j.changes.empty() && len(j.queries) > 0 {
		j.decided(j.whichProperties(j.queries[0]))
	}
}

// whichProperties says what has to be decided, and what is known.
func (j *job) whichProperties(q *source.Query) string {
	text := fmt.Sprintf("Decide which properties of %s the client may set here, and write just those: {name: body[name] for name in (…) if name in body}.", orName(q.Name))
	if c := j.Collections[q.Name]; c != nil {
		var open []string
		for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
			if ordinary(name) {
				open = append(open, name)
			}
		}
		if len(open) > 0 {
			text += " The source knows " + strings.Join(open, ", ") + "."
		}
	}
	return text
}

func orName(collection string) string {
	if collection == "" {
		return "the document"
	}
	return collection
}

// ordinary tells whether a client may set a property of that name, if any.
func ordinary(name string) bool {
	return name != "_id" && !strings.ContainsAny(name, ".$") && !lexicon.Privileged(name) && !lexicon.Computed(name) && !source.Whose(name) &&
		(!lexicon.Sensitive(name) || lexicon.Password(name)) && name != "created_at" && name != "updated_at"
}

// properties are the names that the operation itself knows: those that it
// reads from the body, else those that it shows of what it has written. Meant
// are those that a client may usually not set, and that it reads as well:
// whether they are meant is for the owner to say.
func (j *job) properties(q *source.Query, body spot) (names, meant []string) {
	if j.op == nil {
		return nil, nil
	}
	add := func(name string) {
		name, _, _ = strings.Cut(name, ".")
		switch {
		case name == "" || slices.Contains(names, name) || slices.Contains(meant, name):
		case ordinary(name):
			names = append(names, name)
		default:
			meant = append(meant, name)
		}
	}
	for _, name := range body.keysRead() {
		add(name)
	}
	if len(names) > 0 || len(meant) > 0 {
		return names, meant
	}
	for _, i := range j.op.Inputs {
		if i.In == "body" || i.In == "form" {
			add(i.Name)
		}
	}
	if len(names) > 0 || len(meant) > 0 {
		return names, meant
	}
	for _, o := range j.op.Queries {
		if o.Name == q.Name {
			for _, name := range shown(o) {
				if ordinary(name) && !lexicon.Sensitive(name) {
					add(name)
				}
			}
		}
	}
	return names, nil
}

// keysRead are the keys that a function reads of the variable at the spot, or
// names beside it: body["email"], body.get("email"), "email" in body,
// require(body, "email").
func (s spot) keysRead() []string {
	of, ok := s.expr().(*parser.Name)
	fn := s.function()
	if !ok || fn == nil {
		return nil
	}
	var names []string
	add := func(e parser.Expr) {
		if text, ok := textOf(e); ok && !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	is := func(e parser.Expr) bool {
		n, ok := e.(*parser.Name)
		return ok && n.Id == of.Id
	}
	syntax.Walk(fn.node, func(node any) bool {
		switch n := node.(type) {
		case *parser.Subscript:
			if is(n.Value) {
				add(n.Slice)
			}
		case *parser.Compare:
			if len(n.Comparators) == 1 && is(n.Comparators[0]) {
				add(n.Left)
			}
		case *parser.Call:
			if a, method := n.Func.(*parser.Attribute); method && is(a.Value) && len(n.Args) > 0 {
				add(n.Args[0])
			}
			if len(n.Args) > 1 && is(n.Args[0]) {
				for _, a := range n.Args[1:] {
					add(a)
				}
			}
		}
		return true
	})
	return names
}

// mapping finds the variable that holds what the client sent, on its way to
// what the query writes; or the expression, where no variable does.
func (j *job) mapping(q *source.Query) (spot, bool) {
	call, ok := j.at(q.Event)
	if !ok {
		return spot{}, false
	}
	node := call.expr().(*parser.Call)
	position := 0
	if q.Update != nil || strings.HasPrefix(q.Method, "replace") || strings.HasPrefix(q.Method, "find_one_and_replace") {
		position = 1
	}
	var arg parser.Expr
	if position < len(node.Args) {
		arg = node.Args[position]
	}
	for _, k := range node.Keywords {
		if k.Arg == "update" || k.Arg == "document" || k.Arg == "replacement" || k.Arg == "" && arg == nil {
			arg = k.Value
		}
	}
	if arg == nil {
		return spot{}, false
	}
	at, _ := j.read(q.Event, call.to(arg))
	return at.sent(0)
}

// sent goes down into an expression to the one name in it that is put into it
// whole: body of {"$set": body}, of {**body, …}, of a variable that is
// updated with it.
func (s spot) sent(depth int) (spot, bool) {
	if depth > maxNames {
		return spot{}, false
	}
	switch n := s.expr().(type) {
	case *parser.Name:
		if with := s.updated(n.Id); with != nil {
			return s.to(with).sent(depth + 1)
		}
		v, ok := s.value(n.Id)
		if !ok {
			return spot{}, false
		}
		switch v.expr().(type) {
		case *parser.Dict, *parser.IfExp, *parser.Name, *parser.BoolOp:
			return v.sent(depth + 1)
		}
		return s, true
	case *parser.Dict:
		for i, k := range n.Keys {
			if name, ok := textOf(k); k == nil || ok && (name == "$set" || name == "$setOnInsert") {
				if at, ok := s.to(n.Values[i]).sent(depth + 1); ok {
					return at, true
				}
			}
		}
	case *parser.IfExp:
		for _, e := range []parser.Expr{n.OrElse, n.Body} {
			if at, ok := s.to(e).sent(depth + 1); ok {
				return at, true
			}
		}
	case *parser.Call:
		if name := calledName(n); name == "dict" || name == "copy" {
			if a, ok := n.Func.(*parser.Attribute); ok && name == "copy" && len(n.Args) == 0 {
				return s.to(a.Value).sent(depth + 1)
			}
			if len(n.Args) == 1 {
				return s.to(n.Args[0]).sent(depth + 1)
			}
		}
		return s, steady(n)
	case *parser.Attribute, *parser.Subscript:
		return s, true
	}
	return spot{}, false
}

// updated is what a variable of the function is updated with: x of
// name.update(x), name |= x.
func (s spot) updated(name string) parser.Expr {
	fn := s.function()
	if fn == nil {
		return nil
	}
	var found parser.Expr
	syntax.Walk(fn.node, func(node any) bool {
		c, ok := node.(*parser.Call)
		if !ok {
			return true
		}
		if a, ok := c.Func.(*parser.Attribute); ok && a.Attr == "update" && len(c.Args) == 1 {
			if n, ok := a.Value.(*parser.Name); ok && n.Id == name {
				found = c.Args[0]
			}
		}
		return true
	})
	return found
}

// selected keeps the names of what the client sent: where it is read, if it
// has a name, else where it is used.
func (j *job) selected(body spot, names []string) bool {
	var quoted []string
	for _, n := range names {
		quoted = append(quoted, body.quoted(n))
	}
	list := "(" + strings.Join(quoted, ", ") + ")"
	if len(names) == 1 {
		list = "(" + quoted[0] + ",)"
	}
	each := "name"
	if body.function().locals()[each] {
		each = "key"
	}
	whole := body.Source(body.expr())
	text := "{" + each + ": " + whole + "[" + each + "] for " + each + " in " + list + " if " + each + " in " + whole + "}"
	n, isName := body.expr().(*parser.Name)
	if !isName {
		start, end := body.Around(body.expr())
		j.changes.replace(body.file, start, end, body.broken(start, end, []string{each + ": " + whole + "[" + each + "]", "for " + each + " in " + list, "if " + each + " in " + whole}))
		return true
	}
	v, ok := body.value(n.Id)
	if !ok {
		return false
	}
	at, _ := v.StmtSpan(v.stmt())
	if len(v.indentAt(at))+len(n.Id+" = "+text) <= v.style.width {
		return j.after(v, orderList, n.Id+" = "+text)
	}
	return j.after(v, orderList, n.Id+" = {", "\t"+each+": "+whole+"["+each+"]", "\tfor "+each+" in "+list, "\tif "+each+" in "+whole, "}")
}

// updateOperators lets the program alone say what an update does.
func updateOperators(j *job) {
	for _, q := range j.queries {
		call, ok := j.at(q.Event)
		body, found := j.mapping(q)
		node, _ := call.expr().(*parser.Call)
		if !ok || !found || len(node.Args) < 2 {
			continue
		}
		name, isName := body.expr().(*parser.Name)
		if !isName {
			continue
		}
		if names, meant := j.properties(q, body); len(names) > 0 && len(meant) == 0 {
			ok = j.selected(body, names)
		} else {
			ok = call.to(node.Args[1]).sets() && j.plainNames(body, name.Id)
		}
		if !ok || !j.setOnly(call, node.Args[1], name.Id) {
			j.drop()
			continue
		}
		return
	}
	if j.changes.empty() && len(j.queries) > 0 {
		j.decided(fmt.Sprintf("Decide what a client may change with %s: write the operators yourself, {\"$set\": {…}}, and take only named properties from the request.", j.queries[0].Told()))
	}
}

// sets tells whether an update that the client may replace is a $set of what
// it sends otherwise.
func (s spot) sets() bool {
	found := false
	syntax.Walk(s.resolved().expr(), func(node any) bool {
		if d, ok := node.(*parser.Dict); ok && member(d, "$set") != nil {
			found = true
		}
		return !found
	})
	return found
}

// plainNames refuses names that MongoDB takes for operators or paths, behind
// the statement that reads them.
func (j *job) plainNames(body spot, name string) bool {
	v, ok := body.value(name)
	if !ok {
		return false
	}
	each := "name"
	if body.function().locals()[each] {
		each = "key"
	}
	q := body.style.quote
	answer, ok := j.refuse(body, 400, "field names must not contain . or $")
	return ok && j.after(v, orderForm,
		"for "+each+" in "+name+":",
		"\tif "+q+"."+q+" in "+each+" or "+each+".startswith("+q+"$"+q+"):",
		"\t\t"+answer)
}

// setOnly makes the update a $set of the name.
func (j *job) setOnly(call spot, update parser.Expr, name string) bool {
	at := call.to(update)
	set := "{" + at.quoted("$set") + ": " + name + "}"
	if d, ok := at.resolved().expr().(*parser.Dict); ok {
		return member(d, "$set") != nil
	}
	if r := at.resolved(); r.expr() != update {
		if _, cond := r.expr().(*parser.IfExp); cond {
			at = r
		}
	}
	start, end := at.Around(at.expr())
	j.changes.replace(at.file, start, end, set)
	if at.expr() == update {
		j.refit(call.file, call.expr().(*parser.Call), len(set)-(end-start))
	}
	return true
}

// clientTrust says what has to be computed.
func clientTrust(j *job) {
	name := j.subject()
	if j.finding.Field == "body" || j.finding.Field == "" {
		for _, q := range j.queries {
			j.decided(j.whichProperties(q) + " What the server decides (prices, totals, states) is not among them.")
		}
		return
	}
	j.decided(fmt.Sprintf("Decide how the server knows %s: compute it from what is stored (a total from the catalogue's prices and the quantities), and do not read it from the request.", name))
}
