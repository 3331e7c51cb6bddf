package mend

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/date"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// level gives a confirmation the value that it confirms.
func (m *mender) level(at, name string, r wording.Rule) bool {
	if len(r.Values) == 1 {
		if v, ok := compare.Get(m.body, pointer.Parent(at)+"/"+pointer.Escape(scalar.Text(r.Values[0]))); ok {
			m.set(at, v, m.lessonOf(at, v))
			return true
		}
		return false
	}
	var values []any
	var places []string
	same := func(other string) bool {
		if lexicon.Password(name) || name == "" {
			return lexicon.Password(other)
		}
		return strings.Contains(usual.Squeezed(name), usual.Squeezed(other)) || strings.Contains(usual.Squeezed(other), usual.Squeezed(name))
	}
	for _, place := range pointer.All(m.body) {
		if v, _ := compare.Get(m.body, place); isText(v) && pointer.Parent(place) == pointer.Parent(at) && same(pointer.Name(place)) {
			places, values = append(places, place), append(values, v)
		}
	}
	if len(places) < 2 {
		return false
	}
	// The shortest name is that of the thing itself.
	best := slices.MinFunc(places, func(a, b string) int { return len(a) - len(b) })
	v := values[slices.Index(places, best)]
	for i, place := range places {
		if values[i] != v {
			m.set(place, v, m.lessonOf(place, v))
		}
	}
	return true
}

// distinguishAll makes all that should be unique another one.
func (m *mender) distinguishAll() {
	for _, leaf := range compare.Leaves(m.body) {
		name := pointer.Name(leaf.Pointer)
		_, planted := m.Planted[leaf.Pointer]
		planted = planted || canaryForm.MatchString(scalar.Text(leaf.Value))
		if text, ok := leaf.Value.(string); ok && (planted || usual.Unique(name) || lexicon.Phone(name) || m.Source.Unique != "" && strings.Contains(text, m.Source.Unique)) {
			m.distinguish(leaf.Pointer, name, leaf.Value)
		}
	}
}

// distinguish makes a value another one of the same form.
func (m *mender) distinguish(at, name string, current any) {
	text, isText := current.(string)
	s := pointer.Schema(m.schema, at)
	if s == nil {
		s = &api.Schema{}
	}
	c, planted := m.Planted[at]
	if !planted && isText && m.Source.Canary != nil {
		c = canaryForm.FindString(text)
		planted = strings.ContainsAny(c, "0123456789") && strings.Trim(c, "0123456789") != ""
	}
	if planted && m.Source.Canary != nil {
		if fresh := m.Source.Canary(name); fresh != "" {
			v := strings.ReplaceAll(text, c, fresh)
			m.Planted[at] = fresh
			m.set(at, v, nil)
			return
		}
	}
	switch {
	case hexID.MatchString(text):
		m.set(at, m.Hex(name+text, len(text)), nil)
	case uuidForm.MatchString(text):
		m.set(at, m.UUID(name+text), nil)
	case !isText:
		if n, ok := scalar.Float(current); ok {
			seed, _ := strconv.ParseUint(m.Hex(name+scalar.Text(current), 6), 16, 32)
			m.set(at, scalar.Plain(fill.Bounded(n+1+float64(seed%100000), s)), nil)
		}
	case m.Source.Unique != "" && strings.Contains(text, m.Source.Unique):
		m.set(at, fill.Fitted(m.another(text), s), nil)
	case date.Like(text):
		if t, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)]); err == nil {
			seed, _ := strconv.ParseUint(m.Hex(name+text, 6), 16, 32)
			m.set(at, t.AddDate(0, 0, 1+int(seed%300)).Format(time.DateOnly)+text[len(time.DateOnly):], nil)
		}
	case lexicon.Phone(name) || onlyDigits.MatchString(text):
		m.set(at, m.otherDigits(name, text), nil)
	case lexicon.Email(name):
		m.set(at, m.Email(""), nil)
	default:
		m.set(at, fill.Fitted(text+"-"+cmp.Or(m.Source.Unique, m.Hex(name+text, 6)), s), nil)
	}
}

var (
	hexID    = regexp.MustCompile(`^[0-9a-f]{24}$|^[0-9a-f]{32}$`)
	uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

var onlyDigits = regexp.MustCompile(`^[+\d() \-]{4,}$`)

// another counts on from the unique text inside the value.
func (m *mender) another(text string) string {
	u := m.Source.Unique
	count := regexp.MustCompile(regexp.QuoteMeta(u) + `(?:x(\d+))?`)
	return count.ReplaceAllStringFunc(text, func(found string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(found, u), "x"))
		return u + "x" + strconv.Itoa(n+1)
	})
}

// otherDigits replaces the last digits, at most seven and not the first three.
func (m *mender) otherDigits(name, text string) string {
	seed, b := m.Hex(name+text, 32), []byte(text)
	left := 7
	for i, k := len(b)-1, 0; i > 2 && left > 0; i-- {
		if b[i] >= '0' && b[i] <= '9' {
			b[i] = '0' + seed[k]%10
			k++
			left--
		}
	}
	return string(b)
}
