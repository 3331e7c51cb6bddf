package source

import (
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// shared is what a collection's queries do with a property that the caller
// shares with others, such as the lab, the clinic or the school of an account,
// under a name that is no word for an owner.
type shared struct {
	at       flow.Place
	stamped  bool // a new document gets it from who calls
	narrowed bool // a filter keeps to it
	item     bool // also one that finds a document by its identifier
	named    bool // it is an identifier by its name
	kept     []*Use
}

// share learns that a member holds such a property of who calls.
func (c *Collection) share(m Member, u *Use) {
	name, property := m.Name(), callersProperty(m.Value)
	if property == "" || strings.Contains(name, ".") || editor(name) || !alike(name, property) {
		return
	}
	if slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return narrowing[w] }) {
		return
	}
	if c.sharing == nil {
		c.sharing = map[string]*shared{}
	}
	s := c.sharing[name]
	if s == nil {
		s = &shared{at: u.Query.Place()}
		c.sharing[name] = s
	}
	s.named = s.named || lexicon.Identifier(name) || lexicon.Identifier(property)
	if u.Query.Verb == mongo.Insert {
		s.stamped = true
		return
	}
	if m.Excludes() || m.Maybe || !keeps(m.Value) {
		return
	}
	s.narrowed = true
	s.kept = append(s.kept, u)
	s.item = s.item || u.Query.byIdentifier()
}

// settleShared makes an owner of what who calls must share with a document: a
// filter finds one by its identifier and by that, which only a check is for;
// or the documents are both stamped with it and listed by it.
func (c *Collection) settleShared() {
	for _, name := range slices.Sorted(maps.Keys(c.sharing)) {
		s := c.sharing[name]
		if _, known := c.Owners[name]; known || !s.item && !(s.named && s.stamped && s.narrowed) {
			continue
		}
		c.Owners[name] = s.at
		c.Kept = append(c.Kept, s.kept...)
	}
	c.sharing = nil
}

// byIdentifier tells whether the filter finds a document by an identifier that
// the request gives.
func (q *Query) byIdentifier() bool {
	return slices.ContainsFunc(Members(q.Filter), func(m Member) bool {
		n := last(m.Name())
		return !m.Excludes() && (n == "_id" || n == "pk" || lexicon.Identifier(n)) && m.Value.From(flow.Request)
	})
}

// callersProperty is the property of who calls that a value is: a claim of a
// verified token, a field of the caller's account. "" for none, and for what
// is put together.
func callersProperty(v *flow.Value) string {
	if v == nil || len(v.Flows) != 1 || v.Flows[0].Weak || v.Flows[0].Part || !isCaller(v) {
		return ""
	}
	s := v.Flows[0]
	if s.Origin.Source != flow.Identity && s.Origin.Source != flow.Database {
		return ""
	}
	if name := s.Origin.Name; !strings.Contains(name, ".") {
		return name
	}
	return ""
}

// alike tells whether a field and a property are called alike: lab and lab_id.
func alike(field, property string) bool {
	stem := func(name string) string {
		if s := lexicon.Stem(name); s != "" {
			return s
		}
		return noun(name)
	}
	return stem(field) == stem(property)
}

// narrowing are words of what a caller is shown first, and may well look
// beyond.
var narrowing = setOf(`language lang locale country currency region city state zip timezone tz plan tier level category theme kind type role status
	gender age interest topic tag favorite favourite preference setting version`)

// join learns that whoever calls may put themselves on a list of a document of
// their choice: to be on it says nothing of who may see the document.
func (c *Collection) join(m Member, q *Query) {
	if !slices.Contains(m.Path, "$addToSet") && !slices.Contains(m.Path, "$push") || !keeps(m.Value) || strings.Contains(m.Name(), ".") {
		return
	}
	if q.Scope(q.Event.Facts) != "" || len(Members(q.Filter)) != 1 || !q.byIdentifier() {
		return // some of them can be joined
	}
	if c.joined == nil {
		c.joined = map[string]bool{}
	}
	c.joined[m.Name()] = true
}
