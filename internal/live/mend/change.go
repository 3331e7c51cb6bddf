package mend

import (
	"math"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/date"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// mend corrects what is at the place as the rule asks.
func (m *mender) mend(at string, r wording.Rule) {
	current, there := compare.Get(m.body, at)
	name := pointer.Name(at)
	switch {
	case at == "":
		m.mendWhole(r)
	case r.Unknown:
		if there {
			m.remove(at)
		}
	case r.Duplicate:
		if there {
			m.distinguish(at, name, current)
		}
	case r.Unequal && (there || len(r.Values) == 1) && m.level(at, name, r):
	case !there || blank(current):
		m.add(at, name, r, current)
	case r.Missing && onlyMissing(r):
		m.unseenOrZero(at, name, current, r)
	case r.Absent && onlyAbsent(r):
		m.referTo(at, name, current)
	default:
		m.replace(at, name, current, r)
	}
}

func onlyMissing(r wording.Rule) bool {
	return onlyThat(r, func(r *wording.Rule) { r.Missing = false })
}

func onlyAbsent(r wording.Rule) bool {
	return onlyThat(r, func(r *wording.Rule) { r.Absent, r.Invalid, r.Missing = false, false, false })
}

// onlyThat tells whether the rule is empty once what it asks is taken away.
func onlyThat(r wording.Rule, takeAway func(*wording.Rule)) bool {
	takeAway(&r)
	return r.Empty()
}

func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// mendWhole corrects the body as such.
func (m *mender) mendWhole(r wording.Rule) {
	switch body := m.body.(type) {
	case []any:
		if r.Kind == "object" && len(body) > 0 {
			if _, ok := body[0].(map[string]any); ok {
				m.body, m.changed = body[0], true
			}
		}
	case map[string]any:
		if r.Kind == "array" {
			if len(body) == 0 && m.schema == nil {
				body = map[string]any{"name": m.AnyValue("name", "/0/name")}
			}
			m.body, m.changed = []any{body}, true
		}
	}
	if r.Duplicate {
		m.distinguishAll()
	}
	if o, ok := m.body.(map[string]any); ok && r.Missing {
		m.complete(o)
	}
}

// complete adds all that is declared and was left out, also what is risky.
func (m *mender) complete(o map[string]any) {
	if m.schema == nil {
		return
	}
	for _, p := range m.schema.Properties {
		at := "/" + pointer.Escape(p.Name)
		if v, there := o[p.Name]; there && !blank(v) || p.Schema != nil && p.Schema.ReadOnly || m.Mark(p.Name, at) == fill.Omitted {
			continue
		}
		if v, ok := m.Value(p.Name, at, p.Schema); ok {
			m.set(at, v, fill.Needed)
		}
	}
}

// add puts what is missing.
func (m *mender) add(at, name string, r wording.Rule, current any) {
	if up := pointer.Parent(at); up != "" {
		if v, there := compare.Get(m.body, up); there {
			switch v.(type) {
			case map[string]any, []any:
			default: // an object was asked for
				if v != nil && !strings.Contains(at, "/*") {
					m.body = compare.Set(m.body, up, map[string]any{})
				}
			}
		}
	}
	only := onlyMissing(r)
	_, there := compare.Get(m.body, at)
	if unmakeable(name) || !there && onlyInvalid(r) && !r.Prose {
		return
	}
	if !there && m.Source.Known[pointer.Starred(at)] == fill.Omitted && r.Prose {
		other := m.spelling(pointer.Parent(at), name, r)
		if other == "" {
			return
		}
		at, name = pointer.Parent(at)+"/"+pointer.Escape(other), other
	}
	v, ok := m.made(at, name, m.amended(at, r, current), r)
	if !ok {
		return
	}
	if there && blank(v) && current != nil || blank(v) && !mayBeBlank(v) {
		v = m.something(name, at, v)
	}
	var lesson any = fill.Needed
	if !only {
		if lesson = m.lessonOf(at, v); lesson == nil {
			lesson = fill.Needed
		}
	}
	m.set(at, v, lesson)
}

func onlyInvalid(r wording.Rule) bool {
	return onlyThat(r, func(r *wording.Rule) { r.Invalid, r.Absent, r.Choice = false, false, false })
}

func mayBeBlank(v any) bool {
	_, object := v.(map[string]any)
	return object
}

// unseenOrZero deals with what was sent and is said to be missing: Python
// takes 0 and False for that, or the server looks elsewhere.
func (m *mender) unseenOrZero(at, name string, current any, r wording.Rule) {
	if n, ok := scalar.Float(current); ok && n == 0 {
		m.set(at, int64(1), int64(1))
		return
	}
	if current == false {
		m.set(at, true, true)
		return
	}
	other := m.spelling(pointer.Parent(at), name, r)
	if other == "" {
		m.unseen = true
		// A text that is no number is missing to some.
		if v, ok := m.nextOf([]any{"", int64(10), date.Future}, onlyNumber(current)); ok && m.Source.Known[Media] != nil {
			m.set(at, v, v)
		}
		return
	}
	m.rename(at, other, current)
}

// referTo deals with a reference to something that does not exist.
func (m *mender) referTo(at, name string, current any) {
	if v, ok := m.Reference(at, pointer.Schema(m.schema, at)); ok && !compare.Equal(v, current, nil) {
		m.set(at, v, nil)
		return
	}
	above := pointer.Schema(m.schema, pointer.Parent(at))
	if lexicon.Identifier(name) || usual.HandedOut(name) || above != nil {
		if above == nil || !above.Requires(name) {
			m.remove(at)
		}
	}
}

// replace changes a value that is wrong.
func (m *mender) replace(at, name string, current any, r wording.Rule) {
	if v, ok := m.later(at, name, current, r); ok {
		m.set(at, v, m.lessonOf(at, v))
		return
	}
	if n, ok := scalar.Float(current); ok && r.Kind == "number" && n == math.Trunc(n) && onlyKind(r) {
		m.set(at, n+0.5, n+0.5) // Python tells 10 from 10.0, JSON does not
		return
	}
	if v, ok := converted(current, r.Kind); ok && r.Each == "" && r.Low == nil && r.High == nil && len(r.Values) == 0 {
		m.set(at, v, m.lessonOf(at, v))
		return
	}
	if other := ""; slices.ContainsFunc(r.Values, func(v any) bool { return compare.Equal(v, current, nil) }) {
		if other = m.spelling(pointer.Parent(at), name, r); other != "" { // the right value under a wrong name
			m.rename(at, other, current)
			return
		}
	}
	v, ok := m.nextOf(m.candidates(name, current, r), current)
	if !ok || !vague(r) {
		v, ok = m.made(at, name, m.amended(at, r, current), r)
	}
	if other := m.spelling(pointer.Parent(at), name, r); ok && other != "" && !vague(r) && alike(v, current) {
		m.rename(at, other, current)
		return
	}
	if !ok || alike(v, current) {
		v, ok = m.nextCandidate(at, name, current, r)
	}
	if ok {
		m.set(at, v, m.lessonOf(at, v))
		return
	}
	if other := m.spelling(pointer.Parent(at), name, r); other != "" {
		m.rename(at, other, current)
		return
	}
	if above := pointer.Schema(m.schema, pointer.Parent(at)); above != nil && above.Property(name) != nil && !above.Requires(name) {
		m.remove(at)
	}
}

// rename moves a value to another name beside it.
func (m *mender) rename(at, other string, v any) {
	planted := m.Planted[at]
	m.remove(at)
	at = pointer.Parent(at) + "/" + pointer.Escape(other)
	m.set(at, v, fill.Needed)
	if planted != "" {
		m.Planted[at] = planted
	}
}
