package fill

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
)

// Repair reads a refusal (4xx, or an error inside a 200 or 500) and corrects
// the body that was refused. The lessons are keyed by JSON pointer, ready for
// [Source.Known], but for [Media]. Changed is false when nothing was learned.
// The answer is decoded JSON, or a string. What was sent is not modified.
//
// Complaints about query parameters and headers are left to
// [RepairParameters]; where a complaint does not say which it means, both
// may act.
func Repair(sent any, status int, answer any, s *api.Schema, src *Source) (body any, lessons map[string]any, changed bool) {
	if !repairable(status) {
		return sent, nil, false
	}
	m := newMender(sent, s, src)
	r := read(sent, s, nil, answer)
	ours := r.media != "" // is something said about the body?
	for _, g := range grouped(r.complaints) {
		switch g.in {
		case "query", "header", "cookie", "path", "file":
			continue
		case "form":
			m.learnMedia("application/x-www-form-urlencoded")
		}
		ours = true
		m.mend(g.at, g.rule)
	}
	if r.media != "" {
		m.learnMedia(r.media)
	}
	if o, ok := m.body.(map[string]any); !m.changed && (m.body == nil || ok && len(o) == 0) && ours {
		m.replaceBody(Body(s, src, Full))
	}
	if !m.changed && m.unseen && src.Known[Media] == nil {
		m.learnMedia("application/x-www-form-urlencoded")
	}
	src.planted = stillIn(m.body, m.planted)
	return m.result(sent)
}

// repairable leaves out what a better value cannot change.
func repairable(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusTooManyRequests:
		return false
	}
	return true
}

// A group holds all that was said about one place.
type group struct {
	at, in string
	rule   rule
}

func grouped(complaints []complaint) []group {
	var groups []group
	for _, c := range complaints {
		i := slices.IndexFunc(groups, func(g group) bool { return g.at == c.at && g.in == c.in })
		if i < 0 {
			groups = append(groups, group{c.at, c.in, c.rule})
			continue
		}
		groups[i].rule = both(groups[i].rule, c.rule)
	}
	// What must go goes first; places further down are then looked at anew.
	slices.SortStableFunc(groups, func(a, b group) int {
		switch {
		case a.rule.unknown == b.rule.unknown:
			return 0
		case a.rule.unknown:
			return -1
		}
		return 1
	})
	return groups
}

// both is what two messages ask for together; the first says the kind.
func both(a, b rule) rule {
	a.missing = a.missing || b.missing
	a.unknown = a.unknown || b.unknown
	a.duplicate = a.duplicate || b.duplicate
	a.invalid = a.invalid || b.invalid
	a.choice = a.choice || b.choice
	a.absent = a.absent || b.absent
	a.future, a.past, a.later = a.future || b.future, a.past || b.past, a.later || b.later
	a.unequal, a.short, a.long = a.unequal || b.unequal, a.short || b.short, a.long || b.long
	a.kind, a.layout, a.pattern, a.charset = or(a.kind, b.kind), or(a.layout, b.layout), or(a.pattern, b.pattern), or(a.charset, b.charset)
	if len(a.values) == 0 {
		a.values = b.values
	}
	if a.low == nil {
		a.low = b.low
	}
	if a.high == nil {
		a.high = b.high
	}
	if a.multiple == 0 {
		a.multiple = b.multiple
	}
	return a
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// A mender corrects one body.
type mender struct {
	*filler
	schema  *api.Schema
	body    any
	lessons map[string]any
	changed bool
	unseen  bool // something that was sent is said to be missing
}

func newMender(sent any, s *api.Schema, src *Source) *mender {
	f := newFiller(src, Full)
	for at, c := range src.planted {
		if v, ok := compare.Get(sent, at); ok && compare.Contains(v, c) {
			f.planted[at] = c
		}
	}
	return &mender{filler: f, schema: s, body: compare.Clone(sent), lessons: map[string]any{}}
}

func (m *mender) result(sent any) (any, map[string]any, bool) {
	if !m.changed {
		return sent, nil, false
	}
	return m.body, m.lessons, true
}

// learnMedia learns a media type that was not learned before.
func (m *mender) learnMedia(media string) {
	if m.src.Known[Media] != media && m.lessons[Media] == nil {
		m.lessons[Media] = media
		m.changed = true
	}
}

func (m *mender) replaceBody(v any) {
	m.planted = maps.Clone(m.src.planted)
	if o, ok := v.(map[string]any); ok && len(o) == 0 {
		v = map[string]any{"name": m.anyValue("name", "/name")}
		m.lessons["/name"] = Needed
	}
	m.body, m.changed = v, true
}

// set puts the value and learns it, unless it is one of a kind.
func (m *mender) set(at string, v, lesson any) {
	for p, c := range m.planted {
		if (p == at || strings.HasPrefix(p, at+"/")) && !compare.Contains(v, c) {
			delete(m.planted, p)
		}
	}
	m.body = compare.Set(m.body, at, v)
	m.changed = true
	if lesson != nil && at != "" {
		m.lessons[starred(at)] = lesson
	}
}

func (m *mender) remove(at string) {
	m.body = compare.Remove(m.body, at)
	m.forget(at)
	m.changed = true
	m.lessons[starred(at)] = Omitted
}

// lessonOf is what to remember of a value: nothing of what must be fresh.
func (m *mender) lessonOf(at string, v any) any {
	u := m.src.Unique
	if u != "" && compare.Contains(v, u) {
		return nil
	}
	for p, c := range m.planted {
		if (p == at || strings.HasPrefix(p, at+"/")) && compare.Contains(v, c) {
			return nil
		}
	}
	return v
}

// RepairParameters is [Repair] for what travels outside the body. Sent and
// lessons are keyed by parameter name. It acts on complaints that say that
// they are about the query, a header or the path, or that name a declared
// parameter.
func RepairParameters(sent map[string]any, status int, answer any, declared []*api.Parameter, src *Source) (values map[string]any, lessons map[string]any, changed bool) {
	if !repairable(status) {
		return sent, nil, false
	}
	s := &api.Schema{Types: []string{"object"}}
	var names []string
	for _, p := range declared {
		ps := &api.Schema{}
		if p.Schema != nil {
			*ps = *p.Schema
		}
		if p.Example != nil {
			ps.Example = p.Example
		}
		s.Properties = append(s.Properties, &api.Property{Name: p.Name, Schema: ps})
		if p.Required {
			s.Required = append(s.Required, p.Name)
		}
		names = append(names, p.Name)
	}
	without := *src
	without.Canary = nil
	object := map[string]any{}
	maps.Copy(object, sent)
	m := newMender(object, s, &without)
	m.parameter = true
	r := read(object, s, names, answer)
	for _, g := range grouped(r.complaints) {
		name := strings.TrimPrefix(g.at, "/")
		named := slices.Contains(names, name) || object[name] != nil
		outside := g.in == "query" || g.in == "header" || g.in == "path" || g.in == "cookie"
		if name == "" || strings.Contains(name, "/") || !outside && (g.in != "" || !named) {
			continue
		}
		m.mend(g.at, g.rule)
	}
	if !m.changed {
		return sent, nil, false
	}
	lessons = map[string]any{}
	for at, v := range m.lessons {
		if at != Media {
			lessons[unescape(strings.TrimPrefix(at, "/"))] = v
		}
	}
	values, _ = m.body.(map[string]any)
	if maps.EqualFunc(values, sent, func(a, b any) bool { return compare.Equal(a, b, nil) }) {
		return sent, nil, false
	}
	return values, lessons, true
}
