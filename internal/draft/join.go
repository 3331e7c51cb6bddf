package draft

import (
	"cmp"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Joined says how the operations of a contract and those of a source belong
// together.
type Joined struct {
	// Alone are drafts of the operations that only the source has, by path.
	Alone []*api.Operation
	// Uncalled are those of Alone that cannot be called below the base path
	// of the contract, or that no application serves, and why.
	Uncalled map[*api.Operation]string
	// Unhandled are the operations of the contract that no route serves.
	Unhandled []*api.Operation
	// Handlers are the places of the handlers, by operation.
	Handlers map[string]api.Place

	fields map[string]map[string]string // by operation: path.id of the source → path.order_id
}

// Join finds the operations of the program among those of a contract, by
// method and path without parameter names. A path that all operations of one
// of them have before those of the other (a base path of a server, where an
// application is mounted) is no difference.
//
// Afterwards each operation of the program has that of the contract as its
// [api.Operation], or its draft: they are told alike.
func Join(p *source.Program, listed []*api.Operation, servers []string) *Joined {
	j := &joiner{
		Joined:  &Joined{Uncalled: map[*api.Operation]string{}, Handlers: map[string]api.Place{}, fields: map[string]map[string]string{}},
		program: p, listed: map[string]*api.Operation{}, paths: map[string]string{}, drafts: map[string]*api.Operation{},
	}
	for _, op := range listed {
		j.listed[key(op.Method, op.Path)] = op
		j.paths[key("", op.Path)] = op.Path
	}
	handled := map[*api.Operation]bool{}
	for _, group := range byApplication(p) {
		shift := j.shift(group, servers)
		for _, op := range group {
			handled[j.bind(op, shift)] = true
		}
	}
	for _, op := range listed {
		if !handled[op] {
			j.Unhandled = append(j.Unhandled, op)
		}
	}
	slices.SortStableFunc(j.Alone, func(a, b *api.Operation) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return j.Joined
}

// Field is how the contract calls what a source finding calls path.id.
func (j *Joined) Field(operation, field string) string {
	if renamed, ok := j.fields[operation][field]; ok {
		return renamed
	}
	return field
}

type joiner struct {
	*Joined
	program *source.Program
	listed  map[string]*api.Operation // by key
	paths   map[string]string         // of the contract, by their form
	drafts  map[string]*api.Operation // by key
}

// key is what two operations have in common that are the same. Flask answers
// /orders/ for /orders.
func key(method, path string) string {
	return method + " " + strings.TrimRight(api.Erased(path), "/")
}

// byApplication groups the operations: each application has its own place.
func byApplication(p *source.Program) [][]*source.Operation {
	of := map[*flask.Route]int{}
	for i, app := range p.Applications {
		for _, r := range app.Routes {
			of[r] = i
		}
	}
	groups := make([][]*source.Operation, len(p.Applications)+1)
	for _, op := range p.Operations {
		i, known := of[op.Route]
		if !known {
			i = len(p.Applications)
		}
		groups[i] = append(groups[i], op)
	}
	return groups
}

// shift is how a path of the source becomes one of the contract: without a
// prefix, or with another.
type shift struct{ without, with string }

// apply moves a path; false where it does not begin as it should.
func (s shift) apply(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, s.without)
	if !ok || s.without != "" && rest != "" && rest[0] != '/' {
		return path, false
	}
	if rest == "" && s.with == "" {
		rest = "/"
	}
	return s.with + rest, true
}

// fewest operations must agree on a prefix that neither side has written
// down: one may be chance.
const fewest = 2

// shift is the one under which most operations are found; where several do as
// well, the plainest.
func (j *joiner) shift(ops []*source.Operation, servers []string) shift {
	best, most := shift{}, j.found(ops, shift{})
	for _, s := range servers {
		if u, err := url.Parse(s); err == nil {
			base := strings.TrimRight(u.Path, "/")
			for _, s := range []shift{{without: base}, {with: base}} {
				if n := j.found(ops, s); n > most {
					best, most = s, n
				}
			}
		}
	}
	if most == len(ops) {
		return best // no prefix finds more
	}
	for _, d := range j.differences(ops) {
		if d.found > most && (d.found >= fewest || d.found == len(ops)) {
			best, most = d.shift, d.found
		}
	}
	return best
}

func (j *joiner) found(ops []*source.Operation, s shift) int {
	n := 0
	for _, op := range ops {
		if path, ok := s.apply(op.Path); ok && j.listed[key(op.Method, path)] != nil {
			n++
		}
	}
	return n
}

// difference is a prefix by which paths of one side are longer than those of
// the other, and how many operations it brings together.
type difference struct {
	shift
	found int
}

// differences are the prefixes that paths differ by, the shortest first.
func (j *joiner) differences(ops []*source.Operation) []difference {
	counts := map[shift]int{}
	ours := map[string]int{} // how many operations there are of a method and path
	for _, op := range ops {
		path := strings.TrimRight(api.Erased(op.Path), "/")
		ours[op.Method+" "+path]++
		for prefix, rest := range parted(path) {
			if j.listed[op.Method+" "+rest] != nil {
				counts[shift{without: prefix}]++
			}
		}
	}
	for k := range j.listed {
		method, theirs, _ := strings.Cut(k, " ")
		for prefix, rest := range parted(theirs) {
			if n := ours[method+" "+rest]; n > 0 {
				counts[shift{with: prefix}] += n
			}
		}
	}
	var all []difference
	for s, n := range counts {
		all = append(all, difference{s, n})
	}
	slices.SortFunc(all, func(a, b difference) int {
		x, y := a.without+a.with, b.without+b.with
		return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y), strings.Compare(a.without, b.without))
	})
	return all
}

// parted yields the ways to part a path into a prefix without parameters and
// what is longer than the root, which is the end of every path.
func parted(path string) iter.Seq2[string, string] {
	return func(yield func(prefix, rest string) bool) {
		for i := 1; i+2 <= len(path) && path[i-1] != '{'; i++ {
			if !yield(path[:i], path[i:]) {
				return
			}
		}
	}
}

// bind gives the operation that of the contract, or a draft.
func (j *joiner) bind(op *source.Operation, s shift) *api.Operation {
	path, below := s.apply(op.Path)
	found := j.listed[key(op.Method, path)]
	if !below {
		found = nil
	}
	handler := op.Place
	old := op.PathParameters()
	if found == nil {
		found = j.draft(op, path, below, s)
	}
	op.Operation = found
	name := found.String()
	if _, known := j.Handlers[name]; !known {
		j.Handlers[name] = handler
	}
	for i, now := range found.PathParameters() {
		if i < len(old) && old[i] != now {
			if j.fields[name] == nil {
				j.fields[name] = map[string]string{}
			}
			j.fields[name]["path."+old[i]] = "path." + now
		}
	}
	return found
}

// draft is an operation that only the source has. The same operation of two
// handlers is one.
func (j *joiner) draft(op *source.Operation, path string, below bool, s shift) *api.Operation {
	k := key(op.Method, path)
	if first := j.drafts[k]; first != nil {
		return first
	}
	one := Operation(j.program, op)
	if listed, ok := j.paths[key("", path)]; ok && below { // another method of it
		path = listed
	}
	rename(one, path)
	j.drafts[k] = one
	j.Alone = append(j.Alone, one)
	switch {
	case op.Route != nil && !op.Route.Live:
		j.Uncalled[one] = "no application serves it, as far as the source tells"
	case !below:
		j.Uncalled[one] = "it is not below " + s.without + ", where the contract has its operations"
	}
	return one
}

// Extended is the model with the operations that only the source has and that
// can be called. They ask for credentials as the rest of the model does.
func (j *Joined) Extended(m *api.Model) *api.Model {
	out := *m
	all := listOf(m.Operations)
	out.Schemes = maps.Clone(m.Schemes)
	if out.Schemes == nil {
		out.Schemes = map[string]api.Scheme{}
	}
	for _, op := range j.Alone {
		if j.Uncalled[op] != "" {
			continue
		}
		for i, r := range op.Security {
			op.Security[i] = adopted(r, out.Schemes)
		}
		all.beside(op)
	}
	out.Operations = all.operations
	return &out
}

// list is operations in the order of a contract.
type list struct {
	operations []*api.Operation
	paths      map[string]bool // that operations of it have
}

func listOf(operations []*api.Operation) *list {
	l := &list{operations: slices.Clone(operations), paths: map[string]bool{}}
	for _, op := range operations {
		l.paths[op.Path] = true
	}
	return l
}

// beside adds an operation behind those of its path: a contract names them
// one after another.
func (l *list) beside(op *api.Operation) {
	at := len(l.operations)
	if l.paths[op.Path] {
		for l.operations[at-1].Path != op.Path {
			at--
		}
	}
	l.paths[op.Path] = true
	l.operations = slices.Insert(l.operations, at, op)
}

// adopted is a requirement of a draft in the schemes of a contract: the same
// one, or the only one.
func adopted(r api.Requirement, known map[string]api.Scheme) api.Requirement {
	out := api.Requirement{}
	for name, roles := range r {
		want, found := schemes[name], ""
		for _, other := range slices.Sorted(maps.Keys(known)) {
			if known[other].Same(want) || len(known) == 1 {
				found = other
				break
			}
		}
		if found == "" {
			found = name
			known[name] = want
		}
		out[found] = roles
	}
	return out
}
