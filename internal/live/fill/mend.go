package fill

import (
	"math"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
)

// mend corrects what is at the place as the rule asks.
func (m *mender) mend(at string, r rule) {
	current, there := compare.Get(m.body, at)
	name := lastName(at)
	switch {
	case at == "":
		m.mendWhole(r)
	case r.unknown:
		if there {
			m.remove(at)
		}
	case r.duplicate:
		if there {
			m.distinguish(at, name, current)
		}
	case r.unequal && (there || len(r.values) == 1) && m.level(at, name, r):
	case !there || blank(current):
		m.add(at, name, r, current)
	case r.missing && r.onlyMissing():
		m.unseenOrZero(at, name, current, r)
	case r.absent && onlyAbsent(r):
		m.referTo(at, name, current)
	default:
		m.replace(at, name, current, r)
	}
}

func (r rule) onlyMissing() bool { return r.with(func(r *rule) { r.missing = false }) }

func onlyAbsent(r rule) bool {
	return r.with(func(r *rule) { r.absent, r.invalid, r.missing = false, false, false })
}

// with tells whether the rule is empty after the change.
func (r rule) with(change func(*rule)) bool {
	change(&r)
	return r.empty()
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
func (m *mender) mendWhole(r rule) {
	switch body := m.body.(type) {
	case []any:
		if r.kind == "object" && len(body) > 0 {
			if _, ok := body[0].(map[string]any); ok {
				m.body, m.changed = body[0], true
			}
		}
	case map[string]any:
		if r.kind == "array" {
			if len(body) == 0 && m.schema == nil {
				body = map[string]any{"name": m.anyValue("name", "/0/name")}
			}
			m.body, m.changed = []any{body}, true
		}
	}
	if r.duplicate {
		m.distinguishAll()
	}
	if o, ok := m.body.(map[string]any); ok && r.missing {
		m.complete(o)
	}
}

// complete adds all that is declared and was left out, also what is risky.
func (m *mender) complete(o map[string]any) {
	if m.schema == nil {
		return
	}
	for _, p := range m.schema.Properties {
		at := "/" + escape(p.Name)
		if v, there := o[p.Name]; there && !blank(v) || p.Schema != nil && p.Schema.ReadOnly || m.mark(p.Name, at) == Omitted {
			continue
		}
		if v, ok := m.value(p.Name, at, p.Schema, nil); ok {
			m.set(at, v, Needed)
		}
	}
}

// add puts what is missing.
func (m *mender) add(at, name string, r rule, current any) {
	if up := parent(at); up != "" {
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
	only := r.onlyMissing()
	_, there := compare.Get(m.body, at)
	if unmakeable(name) || !there && onlyInvalid(r) && !r.prose {
		return
	}
	if !there && m.src.Known[starred(at)] == Omitted && r.prose {
		other := m.spelling(parent(at), name, r)
		if other == "" {
			return
		}
		at, name = parent(at)+"/"+escape(other), other
	}
	v, ok := m.made(at, name, m.amended(at, r, current), r)
	if !ok {
		return
	}
	if there && blank(v) && current != nil || blank(v) && !mayBeBlank(v) {
		v = m.something(name, at, v)
	}
	var lesson any = Needed
	if !only {
		if lesson = m.lessonOf(at, v); lesson == nil {
			lesson = Needed
		}
	}
	m.set(at, v, lesson)
}

func onlyInvalid(r rule) bool {
	return r.with(func(r *rule) { r.invalid, r.absent, r.choice = false, false, false })
}

func mayBeBlank(v any) bool {
	_, object := v.(map[string]any)
	return object
}

// unseenOrZero deals with what was sent and is said to be missing: Python
// takes 0 and False for that, or the server looks elsewhere.
func (m *mender) unseenOrZero(at, name string, current any, r rule) {
	if n, ok := asFloat(current); ok && n == 0 {
		m.set(at, int64(1), int64(1))
		return
	}
	if current == false {
		m.set(at, true, true)
		return
	}
	other := m.spelling(parent(at), name, r)
	if other == "" {
		m.unseen = true
		// A text that is no number is missing to some.
		if v, ok := m.nextOf([]any{"", int64(10), futureDay}, onlyNumber(current)); ok && m.src.Known[Media] != nil {
			m.set(at, v, v)
		}
		return
	}
	m.rename(at, other, current)
}

// referTo deals with a reference to something that does not exist.
func (m *mender) referTo(at, name string, current any) {
	if v, ok := m.reference(at, schemaAt(m.schema, at)); ok && !compare.Equal(v, current, nil) {
		m.set(at, v, nil)
		return
	}
	above := schemaAt(m.schema, parent(at))
	if lexicon.Identifier(name) || secretFromElsewhere(name) || above != nil {
		if above == nil || !above.Requires(name) {
			m.remove(at)
		}
	}
}

// replace changes a value that is wrong.
func (m *mender) replace(at, name string, current any, r rule) {
	if v, ok := m.later(at, name, current, r); ok {
		m.set(at, v, m.lessonOf(at, v))
		return
	}
	if n, ok := asFloat(current); ok && r.kind == "number" && n == math.Trunc(n) && onlyKind(r) {
		m.set(at, n+0.5, n+0.5) // Python tells 10 from 10.0, JSON does not
		return
	}
	if v, ok := converted(current, r.kind); ok && r.each == "" && r.low == nil && r.high == nil && len(r.values) == 0 {
		m.set(at, v, m.lessonOf(at, v))
		return
	}
	if other := ""; slices.ContainsFunc(r.values, func(v any) bool { return compare.Equal(v, current, nil) }) {
		if other = m.spelling(parent(at), name, r); other != "" { // the right value under a wrong name
			m.rename(at, other, current)
			return
		}
	}
	v, ok := m.nextOf(m.candidates(name, current, r), current)
	if !ok || !vague(r) {
		v, ok = m.made(at, name, m.amended(at, r, current), r)
	}
	if other := m.spelling(parent(at), name, r); ok && other != "" && !vague(r) && alike(v, current) {
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
	if other := m.spelling(parent(at), name, r); other != "" {
		m.rename(at, other, current)
		return
	}
	if above := schemaAt(m.schema, parent(at)); above != nil && above.Property(name) != nil && !above.Requires(name) {
		m.remove(at)
	}
}

// rename moves a value to another name beside it.
func (m *mender) rename(at, other string, v any) {
	planted := m.planted[at]
	m.remove(at)
	at = parent(at) + "/" + escape(other)
	m.set(at, v, Needed)
	if planted != "" {
		m.planted[at] = planted
	}
}
