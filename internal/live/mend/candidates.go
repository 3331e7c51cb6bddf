package mend

import (
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/date"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/pointer"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/ashlarsec/ashlar/internal/live/wording"
)

// unmakeable tells whether only the server can make such a value.
func unmakeable(name string) bool {
	n := usual.Squeezed(name)
	return strings.Contains(n, "csrf") || strings.Contains(n, "captcha")
}

// something is a value that Python does not take for false.
func (m *mender) something(name, at string, v any) any {
	switch v.(type) {
	case map[string]any:
		o := map[string]any{}
		for _, part := range usual.Parts(name) {
			o[part] = m.AnyValue(part, at+"/"+part)
		}
		return o
	case []any:
		return []any{m.AnyValue(lexicon.Singular(name), at+"/0")}
	}
	return m.plainText(name)
}

// spelling is the next way to write a name that was read from prose: "first
// name" is first_name, firstName, firstname, first; "SKU" is sku, SKU.
// Names that are declared, or stand in the message as they were sent, stay.
func (m *mender) spelling(above, name string, r wording.Rule) string {
	if pointer.Schema(m.schema, above).Property(name) != nil || !r.Prose {
		return ""
	}
	phrase := name
	for _, other := range append(wording.MissingNames(r.Said), wording.SubjectNames(r.Said)...) {
		if w := lexicon.Words(other); usual.Squeezed(other) == usual.Squeezed(name) || len(w) > 1 && slices.Contains(w, strings.ToLower(name)) {
			phrase = other
		}
	}
	if phrase == name && strings.Contains(r.Said, name) && name != strings.ToUpper(name) {
		return ""
	}
	for _, form := range usual.Spellings(phrase) {
		at := above + "/" + pointer.Escape(form)
		if _, there := compare.Get(m.body, at); !there && m.Source.Known[at] != fill.Omitted && form != name {
			return form
		}
	}
	return ""
}

// Later moves a date as the rule asks, in the form that it has.
func (m *mender) later(at, name string, current any, r wording.Rule) (any, bool) {
	text, ok := current.(string)
	if !ok || !r.Past && !r.Future && !r.Later {
		return nil, false
	}
	day := date.Later
	switch {
	case r.Past:
		day = date.Past
	case r.Later && strings.Contains(usual.Words(name), "start"), r.Later && strings.Contains(usual.Words(name), "from"):
		day = date.Future
	}
	if t, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))]); err == nil && t.Format(time.DateOnly) == day {
		day = t.AddDate(0, 0, 30).Format(time.DateOnly)
		if r.Past {
			day = date.Birth
		}
	}
	if len(text) > len(day) && date.Like(text) {
		return day + text[len(day):], true
	}
	return day, day != text
}

// plainText is a text without a canary.
func (m *mender) plainText(name string) any {
	if v, ok := usual.Text(name); ok {
		return v
	}
	return "sample"
}

// candidates are other forms to try, in order, where a message does not say
// what is right.
func (m *mender) candidates(name string, current any, r wording.Rule) []any {
	text, isText := current.(string)
	switch {
	case r.Kind == "date-time", r.Kind == "date", isText && date.Like(text):
		return moments(date.Of(name, "date"))
	case r.Kind == "time":
		return []any{"10:00", "10:00:00", "10:00 AM"}
	case r.Choice, len(usual.Choices(name)) > 0 && isText:
		return usual.Choices(name)
	case r.Kind == "phone", lexicon.Phone(name):
		return []any{usual.Phone, "4155552671", "415-555-2671", "+4915112345678"}
	case lexicon.Password(name):
		return []any{usual.Password, usual.Password + "Xy2$", "Abcdef12!", "abcdef12"}
	case r.Kind == "objectid":
		return []any{m.ObjectID(name)}
	case r.Kind == "uuid":
		return []any{m.UUID(name)}
	case lexicon.Email(name):
		return []any{m.Email("")}
	case !isText:
		if n, ok := scalar.Float(current); ok {
			if r.Kind == "" {
				return []any{n, int64(1), int64(10), int64(100), "1"}
			}
			return nil
		}
		return nil
	}
	if v, ok := usual.Text(name); ok {
		return []any{v, strings.ToLower(v), strings.ToUpper(v)}
	}
	return []any{"sample", "Sample", "Sample text"}
}

func onlyKind(r wording.Rule) bool {
	return onlyThat(r, func(r *wording.Rule) { r.Kind, r.Invalid, r.Missing = "", false, false })
}

func moments(day string) []any {
	at := day + date.AtTen
	return []any{at, strings.TrimSuffix(at, "Z"), day, strings.TrimSuffix(at, "Z") + "+00:00", day + " 10:00:00", date.Format(at, "DD/MM/YYYY"), date.Format(at, "MM/DD/YYYY"), date.Format(at, "DD-MM-YYYY")}
}

// vague tells whether a rule says only that the value is wrong.
func vague(r wording.Rule) bool {
	return onlyThat(r, func(r *wording.Rule) { r.Invalid, r.Choice, r.Missing = false, false, false })
}

// nextOf is the element of the list behind the one that is alike.
func (m *mender) nextOf(list []any, current any) (any, bool) {
	i := slices.IndexFunc(list, func(v any) bool { return compare.Equal(v, current, nil) })
	if i < 0 || i+1 >= len(list) {
		return nil, false
	}
	return list[i+1], true
}

// onlyNumber is the number, or "" for a text that was made of nothing.
func onlyNumber(v any) any {
	if n, ok := scalar.Float(v); ok {
		if n != 10 {
			return int64(10)
		}
		return v
	}
	if text, ok := v.(string); ok && date.Like(text) {
		return v
	}
	if text, ok := v.(string); ok && canaryForm.MatchString(text) {
		return ""
	}
	return nil
}

// nextCandidate is the form to try after the one that was sent.
func (m *mender) nextCandidate(at, name string, current any, r wording.Rule) (any, bool) {
	list := m.candidates(name, current, r)
	i := slices.IndexFunc(list, func(v any) bool { return compare.Equal(v, current, nil) })
	if i+1 >= len(list) {
		return nil, false
	}
	v := list[i+1]
	if declared := pointer.Schema(m.schema, at); declared != nil && len(declared.Enum) > 0 {
		i := slices.IndexFunc(declared.Enum, func(v any) bool { return compare.Equal(v, current, nil) })
		if i+1 >= len(declared.Enum) {
			return nil, false
		}
		return scalar.Plain(declared.Enum[i+1]), true
	}
	return v, true
}
