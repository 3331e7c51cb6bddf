package fix

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// missingAuthentication asks who calls, in the way of the other operations;
// for a role where the path is for few.
func missingAuthentication(j *job) { j.asSiblings(j.privilegedPath()) }

// missingAuthorization asks for the role that the other operations ask for.
func missingAuthorization(j *job) { j.asSiblings(true) }

// privilegedPath tells whether a part of the path says that it is for few.
func (j *job) privilegedPath() bool {
	return j.op != nil && slices.ContainsFunc(strings.Split(j.op.Path, "/"), lexicon.AdministrativeWord)
}

// asSiblings puts the decorators of another operation on the handler that ask
// who calls.
func (j *job) asSiblings(privileged bool) {
	if j.op == nil || j.op.Route == nil {
		return
	}
	f, fn := j.definition(j.op.Route.Handler)
	if f == nil || fn == nil {
		return
	}
	type model struct {
		from       *file
		fn         *function
		op         *source.Operation
		decorators []parser.Expr
	}
	var best *model
	count := map[string]int{}
	for _, op := range append(j.Siblings(j.op), j.Application(j.op)...) {
		if !op.Access.Authenticated() || privileged && !op.Access.Privileged() || op.Route == nil {
			continue
		}
		from, other := j.definition(op.Route.Handler)
		if from == nil || other == nil {
			continue
		}
		asking := j.asking(from, other, op)
		if len(asking) == 0 {
			continue
		}
		key := ""
		for _, d := range asking {
			key += from.Source(d) + "\n"
		}
		count[key]++
		if best == nil {
			best = &model{from, other, op, asking}
		}
	}
	if best == nil {
		j.decided(j.howOthers(privileged))
		return
	}
	if !j.decorate(f, fn, best.from, best.fn, best.decorators) {
		j.decided(fmt.Sprintf("Ask who calls as %s at %s does (@%s); its decorator cannot be used here by rule.", best.fn.name, best.op.Place, best.from.Source(best.decorators[0])))
		return
	}
	if j.finding.Verdict == "possible" {
		j.decision = "The change takes for granted that the operation is not meant for everybody."
	}
}

// howOthers says what has to be decided where no decorator can be copied.
func (j *job) howOthers(privileged bool) string {
	for _, op := range j.Application(j.op) {
		if op.Access.Authenticated() && (!privileged || op.Access.Privileged()) && len(op.Access.Checks) > 0 {
			c := op.Access.Checks[len(op.Access.Checks)-1]
			return fmt.Sprintf("%s is asked who calls by %s at %s: decide who may call %s, and ask in the same way.", op.Handler(), c.By, c.Place, j.finding.Operation)
		}
	}
	if privileged {
		return "No operation of the application asks for a role: decide which roles there are and where an account holds its own, and ask for one here."
	}
	return "No operation of the application asks who calls: decide how callers prove who they are (a session, a token), and ask here."
}

// asking are the decorators of a function that ask who calls.
func (j *job) asking(f *file, fn *function, op *source.Operation) []parser.Expr {
	var all []parser.Expr
	for _, d := range fn.decorators {
		if routing(d) {
			continue
		}
		name := decoratorName(d)
		home, local := j.home(f, strings.SplitN(name, ".", 2)[0])
		by := slices.ContainsFunc(op.Access.Checks, func(c source.Check) bool {
			last := name[strings.LastIndexByte(name, '.')+1:]
			if strings.TrimSuffix(c.By[strings.LastIndexByte(c.By, '.')+1:], "()") == last {
				return true
			}
			if home == nil || c.Place.File != home.Path {
				return false
			}
			for _, s := range home.Tree.Body {
				if def := asFunction(s); def != nil && def.name == local {
					start, end := home.StmtSpan(s)
					line := c.Place.Pos().Line
					return line >= home.Position(start).Line && line <= home.Position(end).Line
				}
			}
			return false
		})
		if by {
			all = append(all, d)
		}
	}
	if len(all) > 0 {
		return all
	}
	// The check may be deeper than the decorator's own text: a decorator of
	// the project that says by its name what it asks.
	for _, d := range fn.decorators {
		if name := decoratorName(d); !routing(d) && askingName(name) {
			all = append(all, d)
		}
	}
	return all
}

func askingName(name string) bool {
	words := lexicon.Words(name[strings.LastIndexByte(name, '.')+1:])
	return slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case "login", "auth", "authenticated", "authorized", "jwt", "token", "admin", "role", "roles", "permission", "permissions", "scope":
			return true
		}
		return false
	})
}

// decoratorName is what a decorator calls: auth.login_required of
// @auth.login_required(role="admin").
func decoratorName(e parser.Expr) string {
	if c, ok := e.(*parser.Call); ok {
		e = c.Func
	}
	switch n := e.(type) {
	case *parser.Name:
		return n.Id
	case *parser.Attribute:
		return decoratorName(n.Value) + "." + n.Attr
	}
	return ""
}

// routing tells whether a decorator makes a route: it is called with a rule.
func routing(e parser.Expr) bool {
	c, ok := e.(*parser.Call)
	if !ok {
		return false
	}
	if _, ok := c.Func.(*parser.Attribute); !ok {
		return false
	}
	switch calledName(c) {
	case "route", "get", "post", "put", "patch", "delete", "doc":
		return true
	}
	return false
}

// decorate gives a handler the decorators of another one, in the place of
// those of its own that ask for less.
func (j *job) decorate(f *file, fn *function, from *file, other *function, decorators []parser.Expr) bool {
	to, ok := f.spot(fn.node)
	if !ok {
		return false
	}
	// A decorator is looked up outside of the function that it decorates.
	to.way = to.way[:len(to.way)-1]
	have := map[string]parser.Expr{}
	for _, d := range fn.decorators {
		have[f.Source(d)] = d
	}
	var order []string // of those to add and those that both functions have
	first := ""        // to add
	for _, d := range other.decorators {
		text := from.Source(d)
		if slices.Contains(decorators, d) {
			at, _ := from.spot(d)
			at.way = slices.DeleteFunc(at.way, func(node any) bool { return node == other.node })
			spelled, ok := j.carry(at, to)
			if !ok {
				return false
			}
			if text = spelled.text; have[text] == nil {
				j.take(f, spelled)
				first = cmp.Or(first, text)
			}
		} else if routing(d) || have[text] == nil {
			continue
		}
		order = append(order, text)
	}
	if first == "" || !j.passes(f, fn, from, decorators) {
		return false
	}
	if d := j.inPlaceOf(f, fn, order, first); d != nil {
		have[first] = d
	}
	j.inOrder(f, fn, order, have)
	return true
}

// inPlaceOf puts a decorator in the place of one that asks for less, and that
// the other operation does not have beside it. It is nil if there is none.
func (j *job) inPlaceOf(f *file, fn *function, order []string, text string) parser.Expr {
	for _, d := range fn.decorators {
		if !routing(d) && askingName(decoratorName(d)) && !slices.Contains(order, f.Source(d)) {
			start, end := f.Span(d)
			j.changes.replace(f, start, end, text)
			return d
		}
	}
	return nil
}

// inOrder adds the decorators that are missing, in the order of the list:
// behind the one before them, where the function has that.
func (j *job) inOrder(f *file, fn *function, texts []string, have map[string]parser.Expr) {
	at, order := -1, 0
	var first []string // those before all that the function has
	for _, t := range texts {
		if d := have[t]; d != nil {
			_, end := f.Span(d)
			at, order = f.lineEnd(end), 0
			continue
		}
		if at < 0 {
			first = append(first, t)
			continue
		}
		text := f.indentAt(f.Offset(syntax.StmtStart(fn.node))) + "@" + t + "\n"
		j.changes.edit(f, edit{start: at, end: at, text: text, order: order})
		order++
	}
	j.beforeDef(f, fn, first)
}

// beforeDef puts decorators behind those that make the routes.
func (j *job) beforeDef(f *file, fn *function, texts []string) {
	if len(texts) == 0 {
		return
	}
	def := f.Offset(syntax.StmtStart(fn.node))
	at := f.lineStart(def)
	for _, d := range slices.Backward(fn.decorators) {
		if routing(d) {
			break
		}
		at = f.lineStart(f.Offset(syntax.Start(d)))
	}
	indent := f.indentAt(def)
	var b strings.Builder
	for _, t := range texts {
		b.WriteString(indent + "@" + t + "\n")
	}
	j.changes.edit(f, edit{start: at, end: at, text: b.String()})
}

// passes gives the handler the parameters that the decorators pass to what
// they wrap; false where that cannot be told.
func (j *job) passes(f *file, fn *function, from *file, decorators []parser.Expr) bool {
	extra := ""
	for _, d := range decorators {
		name, more := j.handed(from, d)
		if more || name != "" && extra != "" && name != extra {
			return false
		}
		if name != "" {
			extra = name
		}
	}
	params := fn.parameters()
	if extra == "" || slices.Contains(params, extra) {
		return true
	}
	open := f.At(f.Offset(syntax.StmtStart(fn.node)))
	for f.Tokens[open].Kind != syntax.OpenToken {
		open++
	}
	switch {
	case len(params) == 0:
		j.changes.insert(f, f.Tokens[open].End, extra)
	case params[0] == "self":
		j.changes.insert(f, f.Tokens[open+1].End, ", "+extra)
	default:
		j.changes.insert(f, f.Tokens[open].End, extra+", ")
	}
	return true
}

// handed is what a decorator of the project passes to the function that it
// wraps, beside what that is called with: a first argument by its name. More
// tells that there are several.
func (j *job) handed(from *file, d parser.Expr) (name string, more bool) {
	home, local := j.home(from, strings.SplitN(decoratorName(d), ".", 2)[0])
	if home == nil {
		return "", false
	}
	var wraps []string
	syntax.Walk(home.Tree, func(node any) bool {
		fn := asFunction(node)
		if fn == nil || fn.name != local {
			_, expr := node.(parser.Expr)
			return !expr
		}
		wraps = append(wraps, fn.parameters()...)
		syntax.Walk(fn.node, func(node any) bool {
			if inner := asFunction(node); inner != nil {
				wraps = append(wraps, inner.parameters()...)
			}
			c, ok := node.(*parser.Call)
			if !ok {
				return true
			}
			if n, is := c.Func.(*parser.Name); !is || !slices.Contains(wraps, n.Id) {
				return true
			}
			for i, a := range c.Args {
				n, isName := a.(*parser.Name)
				if _, star := a.(*parser.Starred); star {
					continue
				}
				if i > 0 || !isName {
					more = true
				} else if name == "" {
					name = n.Id
				}
			}
			for _, k := range c.Keywords {
				more = more || k.Arg != ""
			}
			return true
		})
		return false
	})
	return name, more
}
