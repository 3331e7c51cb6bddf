package fill

import (
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
)

// unmakeable tells whether only the server can make such a value.
func unmakeable(name string) bool {
	n := squeeze(name)
	return strings.Contains(n, "csrf") || strings.Contains(n, "captcha")
}

// something is a value that Python does not take for false.
func (m *mender) something(name, at string, v any) any {
	switch v.(type) {
	case map[string]any:
		inner, ok := lookup(insides, name)
		if !ok {
			inner = "name"
		}
		o := map[string]any{}
		for part := range strings.FieldsSeq(inner) {
			o[part] = m.anyValue(part, at+"/"+part)
		}
		return o
	case []any:
		return []any{m.anyValue(lexicon.Singular(name), at+"/0")}
	}
	return m.plainText(name)
}

// insides are what objects of that name usually hold.
var insides = table(map[string]string{
	"address location": "street city state zip country",
	"contact":          "name email phone",
	"coordinates geo":  "lat lng",
	"item product":     "name quantity price",
	"user customer":    "name email",
	"payment card":     "card_number expiry cvv",
})

// spelling is the next way to write a name that was read from prose: "first
// name" is first_name, firstName, firstname, first; "SKU" is sku, SKU.
// Names that are declared, or stand in the message as they were sent, stay.
func (m *mender) spelling(above, name string, r rule) string {
	if schemaAt(m.schema, above).Property(name) != nil || !r.prose {
		return ""
	}
	phrase := name
	for _, other := range append(missingNames(r.said), subjectNames(r.said)...) {
		if w := lexicon.Words(other); squeeze(other) == squeeze(name) || len(w) > 1 && slices.Contains(w, strings.ToLower(name)) {
			phrase = other
		}
	}
	if phrase == name && strings.Contains(r.said, name) && name != strings.ToUpper(name) {
		return ""
	}
	forms := spellings(phrase)
	if short, ok := abbreviations[strings.Join(lexicon.Words(phrase), "_")]; ok {
		forms = slices.Insert(forms, 2, strings.Fields(short)...)
	}
	for _, form := range forms {
		at := above + "/" + escape(form)
		if _, there := compare.Get(m.body, at); !there && m.src.Known[at] != Omitted && form != name {
			return form
		}
	}
	return ""
}

var abbreviations = table(map[string]string{
	"date_of_birth birth_date": "dob birthdate birthday birth_date",
	"first_name":               "firstname fname",
	"last_name":                "lastname lname surname",
	"phone_number":             "phone mobile",
	"email_address":            "email",
	"zip_code postal_code":     "zip postcode",
})

func spellings(name string) []string {
	w := lexicon.Words(name)
	if len(w) < 2 {
		if name == "" {
			return nil
		}
		return []string{strings.ToLower(name)}
	}
	camel := w[0]
	for _, part := range w[1:] {
		camel += strings.ToUpper(part[:1]) + part[1:]
	}
	return slices.Compact([]string{strings.Join(w, "_"), camel, strings.Join(w, ""), w[0], w[len(w)-1]})
}

// later moves a date as the rule asks, in the form that it has.
func (m *mender) later(at, name string, current any, r rule) (any, bool) {
	text, ok := current.(string)
	if !ok || !r.past && !r.future && !r.later {
		return nil, false
	}
	day := laterDay
	switch {
	case r.past:
		day = pastDay
	case r.later && strings.Contains(words(name), "start"), r.later && strings.Contains(words(name), "from"):
		day = futureDay
	}
	if t, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))]); err == nil && t.Format(time.DateOnly) == day {
		day = t.AddDate(0, 0, 30).Format(time.DateOnly)
		if r.past {
			day = birthDay
		}
	}
	if len(text) > len(day) && looksLikeDate(text) {
		return day + text[len(day):], true
	}
	return day, day != text
}

// plainText is a text without a canary.
func (m *mender) plainText(name string) any {
	if v, ok := lookup(texts, name); ok {
		return v
	}
	return "sample"
}

// candidates are other forms to try, in order, where a message does not say
// what is right.
func (m *mender) candidates(name string, current any, r rule) []any {
	text, isText := current.(string)
	switch {
	case r.kind == "date-time", r.kind == "date", isText && looksLikeDate(text):
		return moments(dateOf(name, "date"))
	case r.kind == "time":
		return []any{"10:00", "10:00:00", "10:00 AM"}
	case r.choice, len(choicesFor(name)) > 0 && isText:
		return choicesFor(name)
	case r.kind == "phone", lexicon.Phone(name):
		return []any{"+14155552671", "4155552671", "415-555-2671", "+4915112345678"}
	case lexicon.Password(name):
		return []any{strong, strong + "Xy2$", "Abcdef12!", "abcdef12"}
	case r.kind == "objectid":
		return []any{m.objectID(name)}
	case r.kind == "uuid":
		return []any{m.uuid(name)}
	case lexicon.Email(name):
		return []any{m.email("")}
	case !isText:
		if n, ok := asFloat(current); ok {
			if r.kind == "" {
				return []any{n, int64(1), int64(10), int64(100), "1"}
			}
			return nil
		}
		return nil
	}
	if v, ok := lookup(texts, name); ok {
		return []any{v, strings.ToLower(v), strings.ToUpper(v)}
	}
	return []any{"sample", "Sample", "Sample text"}
}

func onlyKind(r rule) bool {
	return r.with(func(r *rule) { r.kind, r.invalid, r.missing = "", false, false })
}

func moments(day string) []any {
	at := day + atTen
	return []any{at, strings.TrimSuffix(at, "Z"), day, strings.TrimSuffix(at, "Z") + "+00:00", day + " 10:00:00", inLayout(at, "DD/MM/YYYY"), inLayout(at, "MM/DD/YYYY"), inLayout(at, "DD-MM-YYYY")}
}

func choicesFor(name string) []any {
	var list string
	switch w := lexicon.Words(name); {
	case len(w) == 0:
		return nil
	default:
		list, _ = lookup(choices, name)
	}
	var out []any
	for s := range strings.FieldsSeq(list) {
		out = append(out, s)
	}
	return out
}

// choices are what APIs often allow for such a name.
var choices = table(map[string]string{
	"status state":          "active pending open draft new todo created available published scheduled",
	"priority severity":     "medium low high normal",
	"type kind":             "standard default other general basic personal",
	"category":              "general other Other electronics food",
	"gender sex":            "female male other F M",
	"role":                  "user member customer viewer",
	"currency":              "USD EUR usd",
	"country":               "US USA us Germany",
	"language lang locale":  "en en-US english",
	"payment_method method": "card credit_card cash paypal bank_transfer",
	"frequency":             "daily weekly monthly",
	"unit":                  "piece kg pcs g",
	"size":                  "M medium m L",
	"color colour":          "#3366cc blue",
	"level difficulty":      "medium beginner easy intermediate 1",
	"sort sort_by order_by": "id name created_at date",
	"order direction":       "asc desc",
})

// vague tells whether a rule says only that the value is wrong.
func vague(r rule) bool {
	return r.with(func(r *rule) { r.invalid, r.choice, r.missing = false, false, false })
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
	if n, ok := asFloat(v); ok {
		if n != 10 {
			return int64(10)
		}
		return v
	}
	if text, ok := v.(string); ok && looksLikeDate(text) {
		return v
	}
	if text, ok := v.(string); ok && canaryForm.MatchString(text) {
		return ""
	}
	return nil
}

// nextCandidate is the form to try after the one that was sent.
func (m *mender) nextCandidate(at, name string, current any, r rule) (any, bool) {
	list := m.candidates(name, current, r)
	i := slices.IndexFunc(list, func(v any) bool { return compare.Equal(v, current, nil) })
	if i+1 >= len(list) {
		return nil, false
	}
	v := list[i+1]
	if declared := schemaAt(m.schema, at); declared != nil && len(declared.Enum) > 0 {
		i := slices.IndexFunc(declared.Enum, func(v any) bool { return compare.Equal(v, current, nil) })
		if i+1 >= len(declared.Enum) {
			return nil, false
		}
		return plainNumber(declared.Enum[i+1]), true
	}
	return v, true
}
