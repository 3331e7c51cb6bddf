package sketch

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// unit is a kind of object while it is gathered.
type unit struct {
	about      *outline.Resource  // nil for a collection that no path names
	collection *source.Collection // nil where none is known
	operations []*api.Operation
	accounts   bool
}

// resources finds the kinds of objects and what is kept of them.
func (s *sketcher) resources() {
	names, paths := map[string]bool{}, map[string]bool{}
	for _, u := range s.units() {
		r := &Resource{Name: s.name(u, names)}
		names[r.Name] = true
		r.Paths = s.paths(u, paths)
		if u.collection == nil && len(r.Paths.Names) == 0 {
			continue
		}
		if u.collection != nil {
			r.Collection = &Line{Value: u.collection.Name, From: s.touched(u)}
		}
		s.owner(u, r)
		s.fields(u, r)
		s.out.Resources = append(s.out.Resources, r)
	}
	slices.SortStableFunc(s.out.Resources, func(a, b *Resource) int { return strings.Compare(a.Name, b.Name) })
}

// units are the kinds that the paths name and those that are only collections,
// one for each collection.
func (s *sketcher) units() []*unit {
	by := map[*outline.Resource]*unit{}
	var all []*unit
	for _, op := range s.operations() {
		about := s.about.Resource(op)
		if about == nil {
			continue
		}
		u := by[about]
		if u == nil {
			u = &unit{about: about, accounts: about == s.about.Accounts}
			by[about] = u
			all = append(all, u)
		}
		u.operations = append(u.operations, op)
	}
	for _, u := range all {
		if u.collection = s.collectionOf(u); u.collection != nil {
			u.accounts = u.accounts || u.collection.Accounts()
		}
	}
	all = slices.DeleteFunc(all, func(u *unit) bool { return u.collection == nil && !s.real(u) })
	all = s.together(all)
	return append(all, s.unclaimed(all)...)
}

// together makes one of the kinds of one collection.
func (s *sketcher) together(all []*unit) []*unit {
	by := map[*source.Collection]*unit{}
	var out []*unit
	for _, u := range all {
		first := by[u.collection]
		if u.collection == nil || first == nil {
			if u.collection != nil {
				by[u.collection] = u
			}
			out = append(out, u)
			continue
		}
		first.operations = append(first.operations, u.operations...)
		first.accounts = first.accounts || u.accounts
		if named(u.about, u.collection) && !named(first.about, u.collection) {
			first.about = u.about
		}
	}
	return out
}

// collectionOf is the collection that holds the objects: that of their name,
// or the one that most operations show or change.
func (s *sketcher) collectionOf(u *unit) *source.Collection {
	points := map[string]int{}
	for _, op := range u.operations {
		for _, h := range s.handlers[op] {
			for _, q := range h.Queries {
				if shown := len(h.Shows(q).Answers) > 0; q.Name != "" && (shown || q.Changes() || q.Verb == "insert") {
					points[q.Name]++
					if shown {
						points[q.Name]++
					}
				}
			}
		}
	}
	var best *source.Collection
	most := 0
	for _, name := range slices.Sorted(maps.Keys(points)) {
		c := s.Program.Collections[name]
		if c == nil {
			continue
		}
		n := points[name]
		if named(u.about, c) || u.accounts && c.Accounts() {
			n += 1000
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

// named tells whether the collection is called as the kind is.
func named(r *outline.Resource, c *source.Collection) bool {
	if r == nil {
		return false
	}
	noun := strings.Join(lexicon.Words(c.Noun()), "_")
	return noun == r.Name || lexicon.Singular(noun) == lexicon.Singular(r.Name)
}

// real tells whether there are such objects at all, where no collection is
// known: the source would show one, and a contract shows that they are picked
// one by one, or listed.
func (s *sketcher) real(u *unit) bool {
	listed, picked := false, false
	for _, op := range u.operations {
		if len(s.handlers[op]) > 0 && s.queries() {
			return false
		}
		picked = picked || strings.HasSuffix(op.Path, "}")
		listed = listed || op.Reads() && lists(weakness.AnswerSchema(op))
	}
	return picked || listed || u.accounts && len(u.operations) > 1
}

// queries tells whether the source shows what operations ask of the database.
// Where a layer between them hides it, paths are all that there is.
func (s *sketcher) queries() bool {
	for _, handlers := range s.handlers {
		for _, h := range handlers {
			if slices.ContainsFunc(h.Queries, func(q *source.Query) bool { return q.Name != "" }) {
				return true
			}
		}
	}
	return false
}

// unclaimed are the collections that operations show although no path names
// them.
func (s *sketcher) unclaimed(all []*unit) []*unit {
	if s.Program == nil {
		return nil
	}
	var out []*unit
	for _, name := range slices.Sorted(maps.Keys(s.Program.Collections)) {
		c := s.Program.Collections[name]
		if slices.ContainsFunc(all, func(u *unit) bool { return u.collection == c }) {
			continue
		}
		u := &unit{collection: c, accounts: c.Accounts()}
		for _, op := range s.operations() {
			if !s.opens(op) && s.shows(op, c) {
				u.operations = append(u.operations, op)
			}
		}
		if len(u.operations) > 0 {
			out = append(out, u)
		}
	}
	return out
}

// shows tells whether the operation answers with documents of the collection,
// and not only with what it has counted or looked up in them.
func (s *sketcher) shows(op *api.Operation, c *source.Collection) bool {
	for _, h := range s.handlers[op] {
		for _, q := range h.Queries {
			if q.Name != c.Name {
				continue
			}
			if shown := h.Shows(q); shown.Whole || len(shown.Fields) > 1 {
				return true
			}
		}
	}
	return false
}

// name is what the owner would call the kind: as the collection, else as its
// paths do.
func (s *sketcher) name(u *unit, taken map[string]bool) string {
	var name string
	switch {
	case u.collection != nil:
		name = u.collection.Name
	default:
		parts := strings.FieldsFunc(u.about.Kind, func(r rune) bool { return r == '/' })
		parts = slices.DeleteFunc(parts, func(p string) bool { return strings.HasPrefix(p, "{") || version.MatchString(p) })
		name = u.about.Name
		if len(parts) > 0 {
			name = parts[len(parts)-1]
		}
		if taken[name] && len(parts) > 1 {
			name = parts[len(parts)-2] + "_" + name
		}
	}
	if name = unsayable.ReplaceAllString(name, "_"); strings.Trim(name, "_ .-") == "" {
		name = "objects"
	}
	for base, n := name, 2; taken[name]; n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	return name
}

// version is a part of a path that names no kind.
var version = regexp.MustCompile(`(?i)^(v\d+(\.\d+)*|api|rest)$`)

// unsayable is what the name of a resource cannot have in a design.
var unsayable = regexp.MustCompile(`[^\pL\pN_ .-]|^[^\pL\pN_]`)

// touched is where the collection is first written or read by the operations.
func (s *sketcher) touched(u *unit) string {
	for _, inserts := range []bool{true, false} {
		for _, op := range u.operations {
			for _, h := range s.handlers[op] {
				for _, q := range h.Queries {
					if q.Name == u.collection.Name && (q.Verb == "insert") == inserts {
						return said(s.place(source.Place(q.Place())), q.Method)
					}
				}
			}
		}
	}
	return ""
}

// paths are those of the operations that no other resource has: a path
// belongs to one.
func (s *sketcher) paths(u *unit, taken map[string]bool) Fields {
	f := Fields{}
	for _, op := range u.operations {
		if key := strings.TrimRight(api.Erased(op.Path), "/"); !taken[key] && goodPath(op.Path) {
			taken[key] = true
			f.Names = append(f.Names, op.Path)
		}
	}
	slices.Sort(f.Names)
	if i := slices.IndexFunc(u.operations, func(op *api.Operation) bool { return len(f.Names) > 0 && op.Path == f.Names[0] }); i >= 0 {
		f.From = s.where(u.operations[i])
	}
	return f
}

// goodPath tells whether a design can name the path.
func goodPath(path string) bool {
	_, err := url.ParseRequestURI(strings.NewReplacer("{", "", "}", "", "*", "").Replace(path))
	return err == nil && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsAny(path, " #?") && !strings.Contains(path, "**")
}

// objectOf is the schema of one object of an answer: the answer itself, the
// elements of the list that it is, or what an envelope holds.
func objectOf(s *api.Schema) *api.Schema {
	for range 3 { // {data: {items: [...]}}
		switch {
		case s == nil:
			return nil
		case s.Items != nil:
			s = s.Items
			continue
		}
		inner := wrapped(s)
		if inner == nil {
			break
		}
		s = inner
	}
	if s == nil || len(s.Properties) == 0 {
		return nil
	}
	return s
}

// wrapped is what an envelope holds: a list of objects, or an object, beside
// nothing but what counts and pages. It is nil for an object, also one that
// has lists.
func wrapped(s *api.Schema) *api.Schema {
	var best *api.Schema
	most, others := 0, 0
	for _, p := range s.Properties {
		inner := p.Schema
		if inner != nil && inner.Items != nil {
			inner = inner.Items
		}
		switch n := 0; {
		case inner != nil && len(inner.Properties) > 0:
			if n = len(inner.Properties); p.Schema.Items != nil {
				n += 1000 // a list before what is told of it
			}
			if n > most {
				best, most = p.Schema, n
			}
			if !beside.MatchString(p.Name) {
				others++
			}
		case !beside.MatchString(p.Name):
			others++
		}
	}
	if best == nil || others > 1 && len(s.Properties) > 2 || identified(s) {
		return nil
	}
	return best
}

// beside are names of what stands beside the objects in an envelope.
var beside = regexp.MustCompile(`(?i)^((total|result|item|page|next|prev|previous|first|last|per|has)_?)*(total|count|limit|offset|size|page|pages|next|prev|previous|more|cursor|order|sort|id|links?|meta|metadata|paging|pagination|object|status|message|success|code|error|errors|request_id|ok|took|url|marker)$`)

// lists tells whether an answer is a list of objects, or has one at its top.
func lists(s *api.Schema) bool {
	if s == nil || identified(s) {
		return false
	}
	if s.Items != nil {
		return len(s.Items.Properties) > 0
	}
	return slices.ContainsFunc(s.Properties, func(p *api.Property) bool {
		return p.Schema != nil && p.Schema.Items != nil && len(p.Schema.Items.Properties) > 0
	})
}

// identified tells whether the schema has an identifier of its own: it is an
// object that has lists, and no envelope of one.
func identified(s *api.Schema) bool {
	return slices.ContainsFunc(s.Properties, func(p *api.Property) bool { return p.Name == "id" || p.Name == "_id" || p.Name == "uuid" })
}
