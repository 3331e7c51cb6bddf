package fix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// operatorInjection makes sure of the type of a value before it is in a
// filter.
func operatorInjection(j *job) {
	for _, q := range j.queries {
		for _, s := range q.Sinks() {
			if s.In == "update" || s.As == source.AsConstant || !j.decides(s.Value) || s.Value.Has(flow.Typed) {
				continue
			}
			if j.typed(q, s.Member); j.decision != "" {
				return
			}
			break
		}
	}
}

// typed puts a check of the type before the statement in which the value gets
// into the filter, or {"$eq": …} around it where that cannot be done simply.
func (j *job) typed(q *source.Query, m source.Member) {
	value, ok := j.written(m)
	if !ok || m.Name() == "" {
		j.decided(fmt.Sprintf("The client sends the whole filter of %s: decide by which fields it may be searched, read each of them by name, check that it is text, and build the filter from those.", q.Told()))
		return
	}
	kind := j.expected(q, m)
	at, ok := j.read(q.Event, value)
	before := j.changes.clone()
	if kind != "" && ok && steady(at.expr()) {
		if answer, ok := j.refuse(at, 400, j.must(at, "must be "+kindWords[kind])); ok {
			if j.checked(at, kind) {
				return
			}
			name, first := j.held(at)
			if j.before(at, orderType, append(first, "if not isinstance("+name+", "+kind+"):", "\t"+answer)...) {
				return
			}
		}
		j.changes = before
	}
	if q.Driver == "mongoengine" || m.Operator() != "" && m.Operator() != "$and" && m.Operator() != "$or" {
		j.decided(fmt.Sprintf("Decide of which type %s is, and check it with isinstance before %s; answer 400 otherwise.", j.subject(), q.Told()))
		return
	}
	start, end := value.Around(value.expr())
	text := "{" + value.quoted("$eq") + ": " + value.Source(value.expr()) + "}"
	j.changes.replace(value.file, start, end, text)
	if call, ok := j.at(q.Event); ok && call.file == value.file {
		if s, e := call.Span(call.expr()); s <= start && end <= e {
			j.refit(call.file, call.expr().(*parser.Call), len(text)-(end-start))
		}
	}
}

// kindWords are the types in the words of an answer.
var kindWords = map[string]string{"str": "a string", "(int, float)": "a number", "bool": "true or false"}

// subject names what the client sent: email of body.email.
func (j *job) subject() string {
	if i := strings.LastIndexByte(j.finding.Field, '.'); i >= 0 {
		return j.finding.Field[i+1:]
	}
	if j.finding.Field == "" {
		return "the value"
	}
	return "the " + j.finding.Field
}

// must is what is wrong with the value at the spot. Where a loop goes through
// several, its variable names them.
func (j *job) must(at spot, what string) string {
	if n, ok := subscripted(at.expr()).(*parser.Name); ok {
		return "{" + n.Id + "} " + what
	}
	return j.subject() + " " + what
}

// subscripted is the key of x[key] and x.get(key), nil for others.
func subscripted(e parser.Expr) parser.Expr {
	switch n := e.(type) {
	case *parser.Subscript:
		return n.Slice
	case *parser.Call:
		if calledName(n) == "get" && len(n.Args) > 0 {
			return n.Args[0]
		}
	}
	return nil
}

// read finds where the value that reaches a query is in the hands of a
// function that can answer for it: parameters lead to the calls before. It is
// false where it is inside of a comprehension or a lambda, before which no
// statement can be put.
func (j *job) read(e *flow.Event, s spot) (spot, bool) {
	frame := len(e.Stack) - 1
	for range maxNames {
		n, ok := s.expr().(*parser.Name)
		fn := s.function()
		if !ok || fn == nil || j.answers(s) || frame < 0 || !slices.Contains(fn.parameters(), n.Id) || len(fn.assigned(n.Id)) > 0 {
			break
		}
		arg, ok := j.argument(e.Stack[frame], fn, n.Id)
		if !ok {
			break
		}
		s, frame = arg, frame-1
	}
	return s, s.function() != nil && s.statement()
}

// statement tells whether the expression is evaluated once, when its
// statement is: no comprehension, lambda or condition is between the two.
func (s spot) statement() bool {
	for i := len(s.way) - 2; i >= 0; i-- {
		switch n := s.way[i].(type) {
		case *parser.Lambda, *parser.ListComp, *parser.SetComp, *parser.DictComp, *parser.GeneratorExp, *parser.IfExp:
			return false
		case *parser.BoolOp:
			if n.Values[0] != s.way[i+1] {
				return false
			}
		case *parser.While:
			return false
		case *parser.If:
			return !strings.HasPrefix(s.Text[s.Offset(syntax.StmtStart(n)):], "elif")
		case parser.Stmt:
			return true
		}
	}
	return false
}

// steady tells whether an expression can be written twice: reading it does
// nothing and gives the same again.
func steady(e parser.Expr) bool {
	switch n := e.(type) {
	case *parser.Name, *parser.Constant:
		return true
	case *parser.Attribute:
		return steady(n.Value)
	case *parser.Subscript:
		return steady(n.Value) && steady(n.Slice)
	case *parser.Call:
		name := calledName(n)
		if name != "get" && name != "get_json" || len(n.Keywords) > 2 {
			return false
		}
		a, ok := n.Func.(*parser.Attribute)
		return ok && steady(a.Value) && !slices.ContainsFunc(n.Args, func(x parser.Expr) bool { return !steady(x) })
	}
	return false
}

// checked tells whether a check of the same value stands before the spot
// already: one that this change has put into the body of its function.
func (j *job) checked(at spot, how string) bool {
	fn := at.function()
	key := check{fn.node, at.Source(at.expr()), how}
	offset := at.Offset(syntax.StmtStart(at.stmt()))
	for _, c := range j.checks[key] {
		if c < offset {
			return true
		}
	}
	if slices.Contains(fn.body, at.stmt()) {
		if j.checks == nil {
			j.checks = map[check][]int{}
		}
		j.checks[key] = append(j.checks[key], offset)
	}
	return false
}

// check names a value of a function, and what is asked of it.
type check struct {
	function parser.Stmt
	value    string
	how      string
}

// held is how the value at the spot is written in a check before its
// statement. What a call gives is put into a variable first.
func (j *job) held(at spot) (name string, lines []string) {
	source := at.Source(at.expr())
	calls := false
	syntax.Walk(at.expr(), func(node any) bool {
		if c, ok := node.(*parser.Call); ok && calledName(c) != "get" {
			calls = true
		}
		return true
	})
	if !calls {
		return source, nil
	}
	name = j.subject()
	fn := at.function()
	_, top := at.bindings()[name]
	mine := slices.Equal(boundDirectly(at.stmt()), []string{name}) && len(fn.assigned(name)) == 1
	if !isIdentifier(name) || top || fn.locals()[name] && !mine {
		name = "value"
	}
	start, end := at.Around(at.expr())
	j.changes.replace(at.file, start, end, name)
	return name, []string{name + " = " + source}
}

// expected is the type that a field of a collection has, as isinstance has
// it: by what the application stores there, else by its name; "" if neither
// tells.
func (j *job) expected(q *source.Query, m source.Member) string {
	name := m.Name()
	if c := j.Collections[q.Name]; c != nil {
		if kind := stored(c, name); kind != "" {
			return kind
		}
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case lexicon.Email(last), lexicon.Username(last), lexicon.Password(last), lexicon.Token(last), lexicon.APIKey(last), lexicon.Phone(last), lexicon.FreeText(last):
		return "str"
	case textNames[strings.Join(lexicon.Words(last), "_")]:
		return "str"
	case lexicon.Measure(last):
		return "(int, float)"
	}
	return ""
}

var textNames = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`name title slug status state type kind category brand color colour city country street currency language
		role tag description label first_name last_name full_name display_name company department sku isbn url filename path gender code`) {
		set[name] = true
	}
	return set
}()

// stored is the type of what the application itself puts into a field.
func stored(c *source.Collection, name string) string {
	var all flow.Kind
	for _, u := range c.Queries {
		for _, v := range []*flow.Value{u.Query.Document, u.Query.Update} {
			for _, m := range source.Members(v) {
				if m.Name() == name && !m.Value.Kind.Can(flow.Unknown) {
					all |= m.Value.Kind
				}
			}
		}
	}
	switch {
	case all.Only(flow.Text | flow.Null):
		return "str"
	case all.Only(flow.Number | flow.Null):
		return "(int, float)"
	case all.Only(flow.Bool | flow.Null):
		return "bool"
	}
	return ""
}

// inputBounds checks the types of all that may be an object. How long text
// may be is for the owner to say.
func inputBounds(j *job) {
	if j.op == nil {
		return
	}
	seen := map[string]bool{}
	for _, q := range j.op.Queries {
		for _, s := range q.Sinks() {
			step := unchecked(s)
			if step == nil || seen[step.Origin.Label()] {
				continue
			}
			seen[step.Origin.Label()] = true
			j.finding.Field = step.Origin.Label()
			if s.As != source.AsCondition || !s.Value.Kind.Can(flow.Document) {
				j.decided(fmt.Sprintf("Decide how long %s may be and which characters it may have, and answer 400 to anything else before %s.", step.Origin.Label(), q.Told()))
				return
			}
			if j.typed(q, s.Member); j.decision != "" {
				return
			}
		}
	}
}

// unchecked is what of the request a sink has of which nothing was made sure.
func unchecked(s source.Sink) *flow.Step {
	if s.In == "update" || s.In == "document" || s.Value.Checks&(flow.Typed|flow.Bounded|flow.Listed|flow.Hashed) != 0 {
		return nil
	}
	for _, step := range s.Value.FromSource(flow.Request) {
		if step.Origin.In != "path" && step.Origin.In != "header" {
			return step
		}
	}
	return nil
}
