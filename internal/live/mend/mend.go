// Package mend corrects a request that was refused, as the refusal asks.
package mend

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/refusal"
)

// Body reads a refusal (4xx, or an error inside a 200 or 500) and corrects
// the body that was refused. The lessons are keyed by JSON pointer, ready for
// [fill.Source.Known], but for [Media]. Changed is false when nothing was
// learned. The answer is decoded JSON, or a string. What was sent is not
// modified.
//
// Complaints about query parameters and headers are left to [Parameters];
// where a complaint does not say which it means, both may act.
func Body(sent any, status int, answer any, s *api.Schema, src *fill.Source) (body any, lessons map[string]any, changed bool) {
	if !mendable(status) {
		return sent, nil, false
	}
	m := newMender(sent, s, fill.New(src, fill.Full))
	r := refusal.Read(sent, s, nil, answer)
	ours := r.Media != "" // is something said about the body?
	for _, c := range r.Complaints {
		switch c.In {
		case "query", "header", "cookie", "path", "file":
			continue
		case "form":
			m.learnMedia("application/x-www-form-urlencoded")
		}
		ours = true
		m.mend(c.At, c.Rule)
	}
	if r.Media != "" {
		m.learnMedia(r.Media)
	}
	if o, ok := m.body.(map[string]any); !m.changed && (m.body == nil || ok && len(o) == 0) && ours {
		m.replaceBody(fill.Body(s, src, fill.Full))
	}
	if !m.changed && m.unseen && src.Known[Media] == nil {
		m.learnMedia("application/x-www-form-urlencoded")
	}
	m.Record(m.body)
	return m.result(sent)
}

// Media is the lesson that the body should be sent in another media type.
const Media = "media"

// mendable leaves out what a better value cannot change.
func mendable(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusTooManyRequests:
		return false
	}
	return true
}

// A mender corrects one body.
type mender struct {
	*fill.Filler
	schema  *api.Schema
	body    any
	lessons map[string]any
	changed bool
	unseen  bool // something that was sent is said to be missing
}

func newMender(sent any, s *api.Schema, f *fill.Filler) *mender {
	for at, c := range f.Source.Planted() {
		if v, ok := compare.Get(sent, at); ok && compare.Contains(v, c) {
			f.Planted[at] = c
		}
	}
	return &mender{Filler: f, schema: s, body: compare.Clone(sent), lessons: map[string]any{}}
}

func (m *mender) result(sent any) (any, map[string]any, bool) {
	if !m.changed {
		return sent, nil, false
	}
	return m.body, m.lessons, true
}

// learnMedia learns a media type that was not learned before.
func (m *mender) learnMedia(media string) {
	if m.Source.Known[Media] != media && m.lessons[Media] == nil {
		m.lessons[Media] = media
		m.changed = true
	}
}

func (m *mender) replaceBody(v any) {
	m.Planted = maps.Clone(m.Source.Planted())
	if o, ok := v.(map[string]any); ok && len(o) == 0 {
		v = map[string]any{"name": m.AnyValue("name", "/name")}
		m.lessons["/name"] = fill.Needed
	}
	m.body, m.changed = v, true
}

// set puts the value and learns it, unless it is one of a kind.
func (m *mender) set(at string, v, lesson any) {
	for p, c := range m.Planted {
		if (p == at || strings.HasPrefix(p, at+"/")) && !compare.Contains(v, c) {
			delete(m.Planted, p)
		}
	}
	m.body = compare.Set(m.body, at, v)
	m.changed = true
	if lesson != nil && at != "" {
		m.lessons[pointer.Starred(at)] = lesson
	}
}

func (m *mender) remove(at string) {
	m.body = compare.Remove(m.body, at)
	m.Forget(at)
	m.changed = true
	m.lessons[pointer.Starred(at)] = fill.Omitted
}

// lessonOf is what to remember of a value: nothing of what must be fresh.
func (m *mender) lessonOf(at string, v any) any {
	u := m.Source.Unique
	if u != "" && compare.Contains(v, u) {
		return nil
	}
	for p, c := range m.Planted {
		if (p == at || strings.HasPrefix(p, at+"/")) && compare.Contains(v, c) {
			return nil
		}
	}
	return v
}

// Parameters is [Body] for what travels outside the body. Sent and
// lessons are keyed by parameter name. It acts on complaints that say that
// they are about the query, a header or the path, or that name a declared
// parameter.
func Parameters(sent map[string]any, status int, answer any, declared []*api.Parameter, src *fill.Source) (values map[string]any, lessons map[string]any, changed bool) {
	if !mendable(status) {
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
	object := map[string]any{}
	maps.Copy(object, sent)
	m := newMender(object, s, fill.ForParameters(src))
	r := refusal.Read(object, s, names, answer)
	for _, c := range r.Complaints {
		name := strings.TrimPrefix(c.At, "/")
		named := slices.Contains(names, name) || object[name] != nil
		outside := c.In == "query" || c.In == "header" || c.In == "path" || c.In == "cookie"
		if name == "" || strings.Contains(name, "/") || !outside && (c.In != "" || !named) {
			continue
		}
		m.mend(c.At, c.Rule)
	}
	if !m.changed {
		return sent, nil, false
	}
	lessons = map[string]any{}
	for at, v := range m.lessons {
		if at != Media {
			lessons[pointer.Unescape(strings.TrimPrefix(at, "/"))] = v
		}
	}
	values, _ = m.body.(map[string]any)
	if maps.EqualFunc(values, sent, func(a, b any) bool { return compare.Equal(a, b, nil) }) {
		return sent, nil, false
	}
	return values, lessons, true
}
