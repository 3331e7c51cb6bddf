package outline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// group is a kind while it is gathered.
type group struct {
	key, noun, parent string
	templates         map[string]int // by how much they speak for themselves
	facts             []*facts
	many              bool
	resource          *Resource
	as                *group // the group that it turned out to be
}

func (g *group) final() *group {
	for g.as != nil {
		g = g.as
	}
	return g
}

// has tells whether an operation of the group has the purpose.
func (g *group) has(p Purpose) bool {
	return slices.ContainsFunc(g.facts, func(f *facts) bool { return f.purpose == p })
}

type groups struct {
	paths *paths
	by    map[string]*group
	keys  []string            // sorted
	nouns map[string][]string // keys by the noun of their group, sorted
}

// makesKind tells whether an operation of that purpose shows that there is
// such a kind; others only belong to one that others show.
func (f *facts) makesKind() bool {
	switch f.purpose {
	case Create, List, Read, Update, Delete, Self:
		return f.reading.key != ""
	case SignUp:
		return f.reading.key != "" && f.reading.pure && !lexicon.SignUp(f.last)
	case Action, Reset, Search, Dangerous:
		return f.reading.item
	}
	return false
}

func gather(all []*facts, p *paths) *groups {
	gs := &groups{paths: p, by: map[string]*group{}}
	for _, f := range all {
		if f.makesKind() {
			for i, k := range f.reading.kinds {
				gs.add(f, k, i == len(f.reading.kinds)-1)
			}
		}
	}
	for key := range gs.by {
		gs.keys = append(gs.keys, key)
	}
	slices.Sort(gs.keys)
	gs.rename(all)
	for _, f := range all {
		if g := gs.by[f.reading.key]; g != nil && f.belongs() {
			g.facts = append(g.facts, f)
		}
	}
	return gs
}

// rename takes the singular of a noun in a language that [lexicon.Singular]
// does not know from what its parameters are called: /bestellungen/{bestellung_id}.
func (gs *groups) rename(all []*facts) {
	for _, f := range all {
		for _, p := range f.reading.params {
			g, stem := gs.by[p.key], lexicon.Stem(p.name)
			if g != nil && inflected(stem, g.noun) {
				g.noun = stem
			}
		}
	}
}

// inflected tells whether the longer word may be a plural of the shorter in
// some language.
func inflected(one, many string) bool {
	ending, ok := strings.CutPrefix(many, one)
	return ok && len(one) >= shortestStem && slices.Contains(endings, ending)
}

// endings of plurals, sorted.
var endings = []string{"e", "en", "er", "es", "i", "n", "nen"}

// shortestStem is the length from which an ending makes a plural rather than
// another word.
const shortestStem = 5

// belongs tells whether the operation is about the kind at its end.
func (f *facts) belongs() bool {
	switch f.purpose {
	case Login, Logout, Refresh, Reset, Health, Documentation, Other:
		return false
	}
	return true
}

func (gs *groups) add(f *facts, k kind, last bool) {
	g := gs.by[k.key]
	if g == nil {
		g = &group{key: k.key, noun: k.noun, parent: k.parent, templates: map[string]int{}}
		gs.by[k.key] = g
	}
	g.many = g.many || k.many
	weight := 1
	if last && f.reading.pure && !f.reading.item && (f.purpose == List || f.purpose == Create || f.purpose == SignUp) {
		weight = 100
	}
	if last && f.purpose == List && !f.reading.filter && f.reading.tail == "" {
		weight++
	}
	if f.reading.route.ranked || f.reading.route.caller || f.op.Deprecated {
		weight = 0
	}
	g.templates[k.template] += weight
}

// merge makes one of kinds that are spread over several paths: POST
// /users/{id}/orders and GET /orders/{id}.
func (gs *groups) merge() {
	gs.nouns = map[string][]string{}
	for _, key := range gs.keys {
		noun := gs.by[key].noun
		gs.nouns[noun] = append(gs.nouns[noun], key)
	}
	for _, key := range gs.keys {
		g := gs.by[key]
		if to := gs.plural(g); to != nil {
			g.as = to
			to.facts = append(to.facts, g.facts...)
			for template, weight := range g.templates {
				to.templates[template] += weight
			}
			continue
		}
		first, _, below := strings.Cut(key, "/")
		if !below || key == root || !strings.Contains(key, "{}") && (lexicon.Singleton(first) || lexicon.SearchWord(first)) {
			continue // what is in a cart is no product
		}
		if to := gs.same(g); to != nil && (!g.has(Create) || !to.has(Create)) {
			g.as = to
			to.facts = append(to.facts, g.facts...)
		}
	}
}

// plural is the kind whose noun is a plural of the group's in some language,
// if the one is what the other lacks: POST /bestellung, GET /bestellungen.
func (gs *groups) plural(g *group) *group {
	if strings.Contains(g.key, "/") {
		return nil
	}
	for _, ending := range endings {
		key := g.key + ending
		to := gs.by[key]
		if to == nil || to.as != nil || strings.Contains(key, "/") || !inflected(g.key, key) || gs.paths.items[key] && gs.paths.items[g.key] || g.has(Create) && to.has(Create) {
			continue
		}
		return to
	}
	return nil
}

// same is the one kind of the same name that the group may be a part of. What
// is below objects goes to the top if nothing picks it there; what is below a
// prefix, such as that of a role, goes to where it is made, or to the plainest
// key.
func (gs *groups) same(g *group) *group {
	nested := strings.Contains(g.key, "{}")
	if nested && gs.paths.items[g.key] {
		return nil
	}
	var found []*group
	for _, key := range gs.nouns[g.noun] {
		to := gs.by[key]
		first, _, below := strings.Cut(key, "/")
		if to == g || strings.Contains(key, "{}") || to.as != nil || below && lexicon.Singleton(first) {
			continue
		}
		if nested && !gs.paths.items[key] {
			continue
		}
		found = append(found, to)
	}
	if nested && len(found) > 1 || len(found) == 0 {
		return nil
	}
	slices.SortStableFunc(found, func(a, b *group) int {
		return cmp.Or(boolean(b.has(Create))-boolean(a.has(Create)), depth(a.key)-depth(b.key))
	})
	to := found[0]
	if !nested && !to.has(Create) && (g.has(Create) || depth(to.key) > depth(g.key) || depth(to.key) == depth(g.key) && to.key > g.key) {
		return nil // the other one goes to this one
	}
	return to
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// resources turns the groups into resources, the accounts aside.
func (o *Outline) resources(gs *groups) {
	for _, key := range gs.keys {
		g := gs.by[key]
		if g.as == nil && g.resource == nil {
			g.resource = &Resource{Name: g.noun}
		}
	}
	for _, key := range gs.keys {
		g := gs.by[key].final()
		if g != gs.by[key] {
			continue
		}
		r := g.resource
		if r != o.Accounts {
			r.Kind = g.template()
			if parent := gs.by[g.parent]; parent != nil {
				r.Parent = parent.final().resource
			}
			o.Resources = append(o.Resources, r)
		}
		o.fill(r, g.facts)
	}
	slices.SortStableFunc(o.Resources, func(a, b *Resource) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name)) })
}

// template is the path template that stands for the kind.
func (g *group) template() string {
	best, most := "", -1
	for template, weight := range g.templates {
		switch {
		case weight > most,
			weight == most && len(template) < len(best),
			weight == most && len(template) == len(best) && template < best:
			best, most = template, weight
		}
	}
	if best != "/" {
		best = strings.TrimRight(best, "/")
	}
	return best
}

// fill sorts the operations of one kind into its lists.
func (o *Outline) fill(r *Resource, some []*facts) {
	some = slices.Clone(some)
	home := ""
	for _, f := range some {
		if f.purpose == Create && f.rank == "" && (home == "" || len(f.template()) < len(home)) {
			home = f.template()
		}
	}
	cost := func(f *facts) int {
		if home != "" && f.template() != home {
			return f.cost() + elsewhere
		}
		return f.cost()
	}
	slices.SortStableFunc(some, func(a, b *facts) int {
		return cmp.Or(cmp.Compare(cost(a), cost(b)), cmp.Compare(len(a.op.Path), len(b.op.Path)), cmp.Compare(a.op.Path, b.op.Path), cmp.Compare(a.op.Method, b.op.Method))
	})
	for _, f := range some {
		if f.op.Method == "HEAD" {
			continue
		}
		to := map[Purpose]*[]*api.Operation{Create: &r.Create, List: &r.List, Read: &r.Read, Self: &r.Read, Update: &r.Update, Delete: &r.Delete, Action: &r.Actions}[f.purpose]
		if f.purpose == Create && r == o.Accounts {
			to = &r.Actions // an account that someone else makes
		}
		if to != nil {
			*to = append(*to, f.op)
		}
	}
	if len(r.List) == 0 {
		for _, f := range some {
			if f.purpose == Search && f.op.Reads() && f.answer.list && f.reading.tail == "" {
				r.List = append(r.List, f.op)
			}
		}
	}
	if len(r.Create) > 0 || r == o.Accounts {
		return
	}
	for _, f := range some {
		if f.purpose == Update && f.reading.item && f.reading.pure && (f.op.Method == "PUT" || f.op.Method == "POST") {
			r.Create = append(r.Create, f.op)
		}
	}
}

// elsewhere is the cost of an operation that is not below the collection in
// which the objects are made: another role's, perhaps.
const elsewhere = 8

// template is that of the kind at the end of the path.
func (f *facts) template() string {
	if n := len(f.reading.kinds); n > 0 {
		return f.reading.kinds[n-1].template
	}
	return ""
}

// cost orders the operations of one purpose: the plain way first, what only
// few may do last.
func (f *facts) cost() int {
	cost := 0
	for _, c := range []struct {
		is   bool
		cost int
	}{
		{f.rank != "", 1000},
		{f.op.Deprecated, 500},
		{f.reading.tail != "", 200},
		{f.purpose == Self || f.purpose == Update && !f.reading.item && f.reading.route.caller, 100},
		{f.reading.filter, 60},
		{f.purpose == Create && f.op.Method != "POST", 40},
		{!f.reading.pure, 20},
		{(f.purpose == Read || f.purpose == Update || f.purpose == Delete) && !f.reading.item, 10},
		{f.op.Method == "PUT", 1},
		{f.op.Method == "POST" && f.purpose != Create, 2},
		{f.op.Method == "GET" && f.purpose != Read && f.purpose != List, 3},
	} {
		if c.is {
			cost += c.cost
		}
	}
	if f.purpose == List {
		for _, in := range f.inputs {
			if in.must && in.in == "query" {
				cost += 5
			}
		}
	}
	return cost
}
