package fill

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
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

// unmakeable tells whether only the server can make such a value.
func unmakeable(name string) bool {
	n := squeeze(name)
	return strings.Contains(n, "csrf") || strings.Contains(n, "captcha")
}

func onlyInvalid(r rule) bool {
	return r.with(func(r *rule) { r.invalid, r.absent, r.choice = false, false, false })
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
		return
	}
	planted := m.planted[at]
	m.remove(at)
	at = parent(at) + "/" + escape(other)
	m.set(at, current, Needed)
	if planted != "" {
		m.planted[at] = planted
	}
}

// spelling is the next way to write a name that was read from prose: "first
// name" is first_name, firstName, firstname, first; "SKU" is sku, SKU.
// Names that are declared, or stand in the message as they were sent, stay.
func (m *mender) spelling(above, name string, r rule) string {
	if at2schema(m.schema, above).Property(name) != nil || !r.prose || strings.Contains(r.said, name) && name != strings.ToUpper(name) {
		return ""
	}
	phrase := name
	for _, other := range missingNames(r.said) {
		if squeeze(other) == squeeze(name) {
			phrase = other
		}
	}
	forms := spellings(phrase)
	for _, form := range forms {
		at := above + "/" + escape(form)
		if _, there := compare.Get(m.body, at); !there && m.src.Known[at] != Omitted && form != name {
			return form
		}
	}
	return ""
}

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

// referTo deals with a reference to something that does not exist.
func (m *mender) referTo(at, name string, current any) {
	if v, ok := m.reference(at, at2schema(m.schema, at)); ok && !compare.Equal(v, current, nil) {
		m.set(at, v, nil)
		return
	}
	above := at2schema(m.schema, parent(at))
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
	if v, ok := converted(current, r.kind); ok && r.low == nil && r.high == nil && len(r.values) == 0 {
		m.set(at, v, m.lessonOf(at, v))
		return
	}
	v, ok := m.made(at, name, m.amended(at, r, current), r)
	if !ok || m.alike(v, current) {
		v, ok = m.nextCandidate(at, name, current, r)
	}
	if !ok {
		above := at2schema(m.schema, parent(at))
		if above != nil && above.Property(name) != nil && !above.Requires(name) {
			m.remove(at)
		}
		return
	}
	m.set(at, v, m.lessonOf(at, v))
}

// alike tells whether two values differ in nothing but their canaries.
func (m *mender) alike(a, b any) bool {
	for _, c := range m.planted {
		a = compare.Replace(a, c, "")
	}
	for _, c := range m.sentCanaries {
		b = compare.Replace(b, c, "")
	}
	return compare.Equal(a, b, nil)
}

// made makes a value, and moves it where schemas have no word for the rule.
func (m *mender) made(at, name string, s *api.Schema, r rule) (any, bool) {
	if r.kind == "geojson" {
		return map[string]any{"type": "Point", "coordinates": []any{numbers["longitude"], numbers["latitude"]}}, true
	}
	if r.layout != "" {
		return inLayout(dateOf(name, "date-time"), r.layout), true
	}
	m.forced = name
	defer func() { m.forced = "" }()
	if known, ok := m.known(name, at); ok && s.Example == nil && r.onlyMissing() {
		return known, true
	}
	before := m.src.Known
	m.src.Known = nil // what is known there was refused
	if own, ok := before["password"]; ok && lexicon.Password(name) && r.onlyMissing() {
		m.src.Known = map[string]any{"password": own}
	}
	v, ok := m.value(name, at, s, nil)
	m.src.Known = before
	if !ok {
		return nil, false
	}
	if n, isNumber := asFloat(v); isNumber {
		if r.multiple > 0 {
			v = plainNumber(math.Ceil(n/r.multiple) * r.multiple)
		}
		if r.low != nil && r.low.strict && n <= r.low.n && !r.low.length {
			v = plainNumber(r.low.n + 1)
		}
	}
	return v, true
}

var charsets2pattern = map[string]string{"letters": `^[A-Za-z]+$`, "digits": `^[0-9]+$`, "alphanumeric": `^[A-Za-z0-9]+$`, "lower": `^[^A-Z]+$`, "upper": `^[^a-z]+$`, "solid": `^\S+$`}

// amended is the schema of the place with what the rule adds. Examples and
// defaults that were refused are left out.
func (m *mender) amended(at string, r rule, current any) *api.Schema {
	s := api.Schema{}
	if declared := at2schema(m.schema, at); declared != nil {
		s = *declared
	}
	if current != nil {
		s.Example, s.Default = nil, nil
		s.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return compare.Equal(v, current, nil) })
	}
	m.amendKind(&s, r, current, lastName(at))
	if len(r.values) > 0 {
		s.Enum, s.Pattern, s.Example, s.Any = typedValues(r.values, s.Type()), "", nil, nil
		if !slices.ContainsFunc(s.Enum, func(v any) bool { _, text := v.(string); return !text }) {
			s.Types = []string{"string"}
		}
		if _, isList := current.([]any); isList {
			items := api.Schema{Enum: s.Enum}
			s = api.Schema{Types: []string{"array"}, Items: &items}
		}
		return &s
	}
	if p := or(r.pattern, charsets2pattern[r.charset]); p != "" {
		s.Pattern = p
	}
	m.amendBounds(&s, r, current, at)
	if r.charset == "digits" && s.MinLength == nil && r.low != nil {
		n := int(r.low.n)
		s.MinLength, s.Minimum = &n, nil
	}
	if len(s.Types) == 0 && len(s.Properties) == 0 && len(s.Any) == 0 && s.Items == nil && len(s.Enum) == 0 && s.Format == "" && s.Pattern == "" && s.MinLength == nil && s.MaxLength == nil && s.Minimum == nil && s.Maximum == nil {
		s.Types = []string{typeLike(current, lastName(at))}
	}
	if r.each != "" {
		s.Types, s.Items, s.MinLength, s.MaxLength = []string{"array"}, &api.Schema{Types: []string{r.each}}, nil, nil
		if r.low != nil && r.high != nil {
			n := int(r.low.n)
			s.MinItems, s.MaxItems = &n, &n
		}
	}
	if s.Type() == "array" && s.Items == nil {
		s.Items = &api.Schema{Types: []string{"string"}}
		if one := 1; s.MinItems == nil {
			s.MinItems = &one
		}
	}
	return &s
}

// typeLike is the type of the value, and of the name where there is none.
func typeLike(v any, name string) string {
	switch plainNumber(v).(type) {
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case bool:
		return "boolean"
	case int64:
		return "integer"
	case float64:
		return "number"
	}
	return typesOf(name)[0]
}

func isText(v any) bool { _, ok := v.(string); return ok }

func (m *mender) amendKind(s *api.Schema, r rule, current any, name string) {
	switch r.kind {
	case "":
		return
	case "integer", "number", "boolean", "array", "object", "string":
		if !slices.Equal(s.Types, []string{r.kind}) {
			if s.Type() != r.kind {
				s.Format, s.Pattern, s.Example, s.Default, s.Enum = "", "", nil, nil, nil
			}
			s.Types, s.Any = []string{r.kind}, nil
		}
	case "ip":
		s.Types, s.Format = []string{"string"}, "ipv4"
	default:
		if r.kind == "date" && s.Format == "date-time" && looksLikeDate(textOf(current)) && !strings.Contains(textOf(current), "T") {
			return
		}
		s.Types, s.Format, s.Any, s.Pattern = []string{"string"}, r.kind, nil, ""
	}
}

// typedValues are the allowed values in the type of the place.
func typedValues(values []any, t string) []any {
	out := make([]any, 0, len(values))
	for _, v := range values {
		v = plainNumber(v)
		switch text, isText := v.(string); {
		case isText && (t == "integer" || t == "number"):
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				v = plainNumber(n)
			}
		case !isText && t == "string" && v != nil:
			if textOf(v) != "" {
				v = textOf(v)
			}
		}
		out = append(out, v)
	}
	return out
}

// The length to try where a text is too long or short and nothing says what
// is right.
const (
	shortened  = 10
	lengthened = 40
)

func (m *mender) amendBounds(s *api.Schema, r rule, current any, at string) {
	_, isList := current.([]any)
	isList = isList || current == nil && s.Type() == "array"
	if isList && len(s.Types) == 0 {
		s.Types = []string{"array"}
	}
	text, isText := current.(string)
	_, err := strconv.ParseFloat(text, 64)
	counts := func(b *bound) bool {
		return isList || b.length && s.Type() != "integer" && s.Type() != "number" || isText && err != nil && s.Type() != "integer" && s.Type() != "number"
	}
	for _, side := range []struct {
		b             *bound
		length, items **int
		value         **float64
		step          float64
	}{{r.low, &s.MinLength, &s.MinItems, &s.Minimum, 1}, {r.high, &s.MaxLength, &s.MaxItems, &s.Maximum, -1}} {
		if side.b == nil {
			continue
		}
		n := side.b.n
		if !counts(side.b) {
			if !side.b.strict {
				n -= side.step / 2 // so that the bound itself is inside
			}
			*side.value = &n
			if len(s.Types) == 0 && !isText {
				s.Types = []string{"integer"}
				if typeLike(current, lastName(at)) == "number" {
					s.Types = []string{"number"}
				}
			}
			continue
		}
		if side.b.strict {
			n += side.step
		}
		whole := int(n)
		if isList {
			*side.items = &whole
		} else {
			*side.length = &whole
		}
	}
	if isText && r.long {
		n := shortened
		if len(text) <= n {
			n = len(text) / 2
		}
		s.MaxLength = &n
	}
	if isText && r.short {
		n := lengthened
		if len(text) < 12 {
			n = 12
		}
		s.MinLength = &n
	}
	if n, ok := asFloat(current); ok && r.short {
		low := n*10 + 10
		s.Minimum = &low
	} else if ok && r.long {
		high := math.Floor(n / 10)
		s.Maximum = &high
	}
	if s.MinLength != nil && s.MaxLength != nil && *s.MinLength > *s.MaxLength {
		s.MaxLength = s.MinLength
	}
}

// converted is the same value as another type, if it can be.
func converted(v any, kind string) (any, bool) {
	text, isText := v.(string)
	n, isNumber := asFloat(v)
	switch kind {
	case "integer", "number":
		if isText {
			x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err == nil && (kind == "number" || x == math.Trunc(x)) {
				return plainNumber(x), true
			}
		}
		if isNumber && kind == "integer" && n != math.Trunc(n) {
			return int64(math.Round(n)), true
		}
	case "string":
		if isNumber {
			return textOf(v), true
		}
		if b, ok := v.(bool); ok {
			return strconv.FormatBool(b), true
		}
	case "boolean":
		if b, err := strconv.ParseBool(text); isText && err == nil {
			return b, true
		}
		if isNumber && (n == 0 || n == 1) {
			return n == 1, true
		}
	case "array":
		if _, isList := v.([]any); !isList && v != nil {
			return []any{v}, true
		}
	case "object":
		if a, isList := v.([]any); isList && len(a) > 0 {
			if o, ok := a[0].(map[string]any); ok {
				return o, true
			}
		}
	}
	return nil, false
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

// level gives a confirmation the value that it confirms.
func (m *mender) level(at, name string, r rule) bool {
	if len(r.values) == 1 {
		if v, ok := compare.Get(m.body, parent(at)+"/"+escape(textOf(r.values[0]))); ok {
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
		return strings.Contains(squeeze(name), squeeze(other)) || strings.Contains(squeeze(other), squeeze(name))
	}
	for _, place := range nodes(m.body) {
		if v, _ := compare.Get(m.body, place); isText(v) && parent(place) == parent(at) && same(lastName(place)) {
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
			if t := at2type(r); t == "" {
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

func at2type(r rule) string { return r.kind }

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

// nextCandidate is the form to try after the one that was sent.
func (m *mender) nextCandidate(at, name string, current any, r rule) (any, bool) {
	list := m.candidates(name, current, r)
	i := slices.IndexFunc(list, func(v any) bool { return compare.Equal(v, current, nil) })
	if i+1 >= len(list) {
		return nil, false
	}
	v := list[i+1]
	if declared := at2schema(m.schema, at); declared != nil && len(declared.Enum) > 0 {
		i := slices.IndexFunc(declared.Enum, func(v any) bool { return compare.Equal(v, current, nil) })
		if i+1 >= len(declared.Enum) {
			return nil, false
		}
		return plainNumber(declared.Enum[i+1]), true
	}
	return v, true
}

// distinguishAll makes all that should be unique another one.
func (m *mender) distinguishAll() {
	for _, leaf := range compare.Leaves(m.body) {
		name := lastName(leaf.Pointer)
		_, planted := m.planted[leaf.Pointer]
		if text, ok := leaf.Value.(string); ok && (planted || uniqueName(name) || lexicon.Phone(name) || m.src.Unique != "" && strings.Contains(text, m.src.Unique)) {
			m.distinguish(leaf.Pointer, name, leaf.Value)
		}
	}
}

// distinguish makes a value another one of the same form.
func (m *mender) distinguish(at, name string, current any) {
	text, isText := current.(string)
	s := at2schema(m.schema, at)
	if s == nil {
		s = &api.Schema{}
	}
	if c, ok := m.planted[at]; ok {
		if fresh := m.src.Canary(name); fresh != "" {
			v := strings.ReplaceAll(text, c, fresh)
			m.planted[at] = fresh
			m.set(at, v, nil)
			return
		}
	}
	switch {
	case !isText:
		if n, ok := asFloat(current); ok {
			seed, _ := strconv.ParseUint(m.hex(name+textOf(current), 6), 16, 32)
			m.set(at, plainNumber(bounded(n+1+float64(seed%100000), s)), nil)
		}
	case m.src.Unique != "" && strings.Contains(text, m.src.Unique):
		m.set(at, fitted(m.another(text), s), nil)
	case looksLikeDate(text):
		if t, err := time.Parse(time.DateOnly, text[:len(time.DateOnly)]); err == nil {
			seed, _ := strconv.ParseUint(m.hex(name+text, 6), 16, 32)
			m.set(at, t.AddDate(0, 0, 1+int(seed%300)).Format(time.DateOnly)+text[len(time.DateOnly):], nil)
		}
	case lexicon.Phone(name) || onlyDigits.MatchString(text):
		m.set(at, m.otherDigits(name, text), nil)
	case lexicon.Email(name):
		m.set(at, m.email(""), nil)
	default:
		m.set(at, fitted(text+"-"+or(m.src.Unique, m.hex(name+text, 6)), s), nil)
	}
}

var onlyDigits = regexp.MustCompile(`^[+\d() \-]{4,}$`)

// another counts on from the unique text inside the value.
func (m *mender) another(text string) string {
	u := m.src.Unique
	count := regexp.MustCompile(regexp.QuoteMeta(u) + `(?:x(\d+))?`)
	return count.ReplaceAllStringFunc(text, func(found string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(found, u), "x"))
		return u + "x" + strconv.Itoa(n+1)
	})
}

// otherDigits replaces the last digits, at most seven and not the first three.
func (m *mender) otherDigits(name, text string) string {
	seed, b := m.hex(name+text, 32), []byte(text)
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
