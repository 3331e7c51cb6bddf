package fix

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// rateLimit puts the limiter of the application on the handler.
func rateLimit(j *job) {
	ops := []*source.Operation{j.op}
	if j.op == nil {
		ops = nil
		for _, op := range j.Operations {
			if slices.Contains(j.finding.Operations, op.Operation.String()) {
				ops = append(ops, op)
			}
		}
	}
	name, home := j.limiter()
	if home == nil || len(ops) == 0 {
		return
	}
	for _, op := range ops {
		f, fn := j.definition(op.Route.Handler)
		if fn == nil {
			continue
		}
		to, _ := f.spot(f.Tree)
		text := name
		if home != f {
			spelled, w, ok := j.fromProject(to, home, name, func(string) bool { return false })
			if !ok {
				continue
			}
			if text = spelled; w != (wanted{}) {
				j.changes.want(f, w)
			}
		}
		j.beforeDef(f, fn, []string{text + ".limit(" + f.quoted(usualLimit) + ")"})
	}
	j.decision = "Five a minute for each caller is taken for granted: decide how many tries people need."
}

const usualLimit = "5 per minute"

// limiter finds the variable that holds the limiter of the application.
func (b *bench) limiter() (name string, home *file) {
	for _, m := range b.project.Modules {
		f := b.file(m.Path)
		for _, s := range m.Tree.Body {
			if c, ok := assignedValue(s).(*parser.Call); ok && calledName(c) == "Limiter" {
				return boundDirectly(s)[0], f
			}
		}
	}
	return "", nil
}

// unboundedResults limits what queries give.
func unboundedResults(j *job) {
	for _, q := range j.queries {
		if call, ok := j.at(q.Event); ok && q.Limit == nil {
			j.limited(q, call)
		} else if ok {
			j.capLimit(call)
		}
	}
}

// capLimit lets the limit that the client asks for not go above a number.
func (j *job) capLimit(call spot) {
	asked := j.limitArgument(call)
	if asked == nil {
		return
	}
	start, end := call.Around(asked)
	j.changes.insert(call.file, start, "min(")
	j.changes.insert(call.file, end, ", "+strconv.Itoa(usualMost)+")")
	j.decision = fmt.Sprintf("At most %d at a time is taken for granted: decide how many one call may give.", usualMost)
}

// limited gives a query a limit: the one that other operations use.
func (j *job) limited(q *source.Query, call spot) {
	node := call.expr().(*parser.Call)
	if name := calledName(node); name != "find" && q.Driver != "mongoengine" {
		return
	}
	text := strconv.Itoa(usualMost)
	decision := fmt.Sprintf("At most %d at a time is taken for granted: decide how many one call may give, and how the rest is asked for.", usualMost)
	if usual, ok := j.usualLimitOf(call); ok {
		text, decision = j.take(call.file, usual), ""
	}
	_, end := call.Span(cursor(call))
	j.changes.insert(call.file, end, ".limit("+text+")")
	j.decision = cmp.Or(j.decision, decision)
}

// cursor is the last call of the chain that still gives a cursor:
// db.orders.find(…).sort(…).
func cursor(call spot) parser.Expr {
	last := call.expr()
	for i := len(call.way) - 2; i > 0; i -= 2 {
		a, member := call.way[i].(*parser.Attribute)
		c, called := call.way[i-1].(*parser.Call)
		if !member || !called || c.Func != a {
			break
		}
		switch a.Attr {
		case "sort", "skip", "hint", "batch_size", "collation", "order_by", "filter", "only", "exclude":
			last = c
		default:
			return last
		}
	}
	return last
}

// usualMost is what many APIs give at most in one answer.
const usualMost = 100

// limitArgument is the argument of limit on the query or on the variable that
// holds it, if that is not a number in the source.
func (j *job) limitArgument(call spot) parser.Expr {
	var found parser.Expr
	consider := func(c *parser.Call) {
		if calledName(c) == "limit" && len(c.Args) == 1 {
			found = c.Args[0]
		}
	}
	for _, node := range call.way {
		if c, ok := node.(*parser.Call); ok {
			consider(c)
		}
	}
	held := boundDirectly(call.stmt())
	if fn := call.function(); fn != nil && found == nil && len(held) == 1 {
		syntax.Walk(fn.node, func(node any) bool {
			if c, ok := node.(*parser.Call); ok && rootName(c.Func) == held[0] {
				consider(c)
			}
			return true
		})
	}
	if _, constant := found.(*parser.Constant); constant {
		return nil
	}
	return found
}

// rootName is the name that a chain of members and calls begins with.
func rootName(e parser.Expr) string {
	for {
		switch n := e.(type) {
		case *parser.Attribute:
			e = n.Value
		case *parser.Call:
			e = n.Func
		case *parser.Subscript:
			e = n.Value
		case *parser.Name:
			return n.Id
		default:
			return ""
		}
	}
}

// capped tells whether a limit is the program's own: a constant, or what a
// function of the project gives without being asked for a number.
func (j *job) capped(s spot) bool {
	e := s.expr()
	if c, ok := e.(*parser.Call); ok {
		if len(c.Args)+len(c.Keywords) > 0 {
			return false
		}
		e = c.Func
	}
	name := rootName(e)
	if _, top := s.bindings()[name]; !top || s.function().locals()[name] {
		_, number := e.(*parser.Constant)
		return number && e == s.expr()
	}
	return s.bindings()[name] != "flask"
}

// usualLimitOf is what other handlers of the project give to limit.
func (j *job) usualLimitOf(call spot) (carried, bool) {
	best, found := carried{}, false
	for _, l := range j.limits() {
		at, ok := j.file(l.path).spot(l.argument)
		if !ok || at.function() == nil || !j.capped(at) {
			continue
		}
		spelled, ok := j.carry(at, call)
		if ok && (!found || spelled.cost < best.cost) {
			best, found = spelled, true
		}
	}
	return best, found
}

// limitCall is what the project gives to a limit somewhere.
type limitCall struct {
	path     string // of the file, as told
	argument parser.Expr
}

// limits are all of the project, found once for all findings.
func (b *bench) limits() []limitCall {
	if b.limitCalls != nil {
		return *b.limitCalls
	}
	var all []limitCall
	for _, m := range b.project.Modules {
		syntax.Walk(m.Tree, func(node any) bool {
			if c, ok := node.(*parser.Call); ok && calledName(c) == "limit" && len(c.Args) == 1 {
				if _, method := c.Func.(*parser.Attribute); method {
					all = append(all, limitCall{m.Path, c.Args[0]})
				}
			}
			return true
		})
	}
	b.limitCalls = &all
	return all
}
