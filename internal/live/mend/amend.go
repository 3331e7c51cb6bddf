package mend

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

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

// canaryForm is what canaries look like; the Source that planted the sent
// ones may have been another.
var canaryForm = regexp.MustCompile(`\b[a-z0-9]{16}\b`)

// alike tells whether two values differ in nothing but their canaries.
func alike(a, b any) bool {
	return compare.Equal(withoutCanaries(a), withoutCanaries(b), nil)
}

func withoutCanaries(v any) any {
	for _, leaf := range compare.Leaves(v) {
		if text, ok := leaf.Value.(string); ok {
			v = compare.Set(v, leaf.Pointer, canaryForm.ReplaceAllString(text, ""))
		}
	}
	return v
}

// made makes a value, and moves it where schemas have no word for the rule.
func (m *mender) made(at, name string, s *api.Schema, r wording.Rule) (any, bool) {
	if r.Kind == "geojson" {
		return map[string]any{"type": "Point", "coordinates": []any{usual.Longitude, usual.Latitude}}, true
	}
	if r.Layout != "" {
		return date.Format(date.Of(name, "date-time"), r.Layout), true
	}
	if known, ok := m.Known(name, at); ok && s.Example == nil && onlyMissing(r) {
		return known, true
	}
	before := m.Source.Known
	m.Source.Known = nil // what is known there was refused
	if own, ok := before["password"]; ok && lexicon.Password(name) && onlyMissing(r) {
		m.Source.Known = map[string]any{"password": own}
	}
	v, ok := m.Value(name, at, s)
	m.Source.Known = before
	if !ok {
		return nil, false
	}
	if n, isNumber := scalar.Float(v); isNumber {
		if r.Multiple > 0 {
			v = scalar.Plain(math.Ceil(n/r.Multiple) * r.Multiple)
		}
		if r.High != nil && r.High.Strict && !r.High.Length && r.High.N > 0 && r.High.N <= 1 && s.Type() != "boolean" {
			v = r.High.N / 2 // shares and probabilities
		}
		if r.Low != nil && r.Low.Strict && n <= r.Low.N && !r.Low.Length {
			v = scalar.Plain(r.Low.N + 1)
		}
	}
	return v, true
}

var charsetPatterns = map[string]string{"letters": `^[A-Za-z]+$`, "digits": `^[0-9]+$`, "alphanumeric": `^[A-Za-z0-9]+$`, "lower": `^[^A-Z]+$`, "upper": `^[^a-z]+$`, "solid": `^\S+$`}

// amended is the schema of the place with what the rule adds. Examples and
// defaults that were refused are left out.
func (m *mender) amended(at string, r wording.Rule, current any) *api.Schema {
	s := api.Schema{}
	if declared := pointer.Schema(m.schema, at); declared != nil {
		s = *declared
	}
	if current != nil {
		s.Example, s.Default = nil, nil
		s.Enum = slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return compare.Equal(v, current, nil) })
	}
	m.amendKind(&s, r, current, pointer.Name(at))
	if len(r.Values) > 0 {
		s.Enum, s.Pattern, s.Example, s.Any = typedValues(r.Values, s.Type()), "", nil, nil
		if !slices.ContainsFunc(s.Enum, func(v any) bool { _, text := v.(string); return !text }) {
			s.Types = []string{"string"}
		}
		if _, isList := current.([]any); isList {
			items := api.Schema{Enum: s.Enum}
			s = api.Schema{Types: []string{"array"}, Items: &items}
		}
		return &s
	}
	if p := cmp.Or(r.Pattern, charsetPatterns[r.Charset]); p != "" {
		s.Pattern = p
	}
	m.amendBounds(&s, r, current, at)
	if r.Charset == "digits" && s.MinLength == nil && r.Low != nil {
		n := int(min(max(r.Low.N, 0), longestAsked))
		s.MinLength, s.Minimum = &n, nil
	}
	if len(s.Types) == 0 && len(s.Properties) == 0 && len(s.Any) == 0 && s.Items == nil && len(s.Enum) == 0 && s.Format == "" && s.Pattern == "" && s.MinLength == nil && s.MaxLength == nil && s.Minimum == nil && s.Maximum == nil {
		s.Types = []string{typeLike(current, pointer.Name(at))}
	}
	if r.Each != "" {
		s.Types, s.Items, s.MinLength, s.MaxLength = []string{"array"}, &api.Schema{Types: []string{r.Each}}, nil, nil
		if r.Low != nil && r.High != nil {
			n := int(min(max(r.Low.N, 0), fill.MostItems))
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
	switch scalar.Plain(v).(type) {
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
	return usual.Types(name)[0]
}

func isText(v any) bool { _, ok := v.(string); return ok }

func (m *mender) amendKind(s *api.Schema, r wording.Rule, current any, name string) {
	switch r.Kind {
	case "":
		return
	case "integer", "number", "boolean", "array", "object", "string":
		if !slices.Equal(s.Types, []string{r.Kind}) {
			if s.Type() != r.Kind {
				s.Format, s.Pattern, s.Example, s.Default, s.Enum = "", "", nil, nil, nil
			}
			s.Types, s.Any = []string{r.Kind}, nil
		}
	case "ip":
		s.Types, s.Format = []string{"string"}, "ipv4"
	default:
		if r.Kind == "date" && s.Format == "date-time" && date.Like(scalar.Text(current)) && !strings.Contains(scalar.Text(current), "T") {
			return
		}
		s.Types, s.Format, s.Any, s.Pattern = []string{"string"}, r.Kind, nil, ""
	}
}

// typedValues are the allowed values in the type of the place.
func typedValues(values []any, t string) []any {
	out := make([]any, 0, len(values))
	for _, v := range values {
		v = scalar.Plain(v)
		switch text, isText := v.(string); {
		case isText && (t == "integer" || t == "number"):
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				v = scalar.Plain(n)
			}
		case !isText && t == "string" && v != nil:
			if scalar.Text(v) != "" {
				v = scalar.Text(v)
			}
		}
		out = append(out, v)
	}
	return out
}

// The length to try where a text is too long or short and nothing says what
// is right.
const (
	longestAsked = 1 << 16 // longer texts are not made, whatever is asked
	shortened    = 10
	lengthened   = 40
)

func (m *mender) amendBounds(s *api.Schema, r wording.Rule, current any, at string) {
	_, isList := current.([]any)
	isList = isList || current == nil && s.Type() == "array"
	if isList && len(s.Types) == 0 {
		s.Types = []string{"array"}
	}
	text, isText := current.(string)
	_, err := strconv.ParseFloat(text, 64)
	counts := func(b *wording.Bound) bool {
		return isList || b.Length && s.Type() != "integer" && s.Type() != "number" || isText && err != nil && s.Type() != "integer" && s.Type() != "number"
	}
	for _, side := range []struct {
		b             *wording.Bound
		length, items **int
		value         **float64
		step          float64
	}{{r.Low, &s.MinLength, &s.MinItems, &s.Minimum, 1}, {r.High, &s.MaxLength, &s.MaxItems, &s.Maximum, -1}} {
		if side.b == nil {
			continue
		}
		n := side.b.N
		if !counts(side.b) {
			if !side.b.Strict {
				n -= side.step / 2 // so that the bound itself is inside
			}
			*side.value = &n
			if len(s.Types) == 0 && !isText {
				s.Types = []string{"integer"}
				if typeLike(current, pointer.Name(at)) == "number" {
					s.Types = []string{"number"}
				}
			}
			continue
		}
		if side.b.Strict {
			n += side.step
		}
		whole := int(min(max(n, 0), longestAsked))
		if isList {
			*side.items = &whole
		} else {
			*side.length = &whole
		}
	}
	if isText && r.Long {
		n := shortened
		if len(text) <= n {
			n = len(text) / 2
		}
		s.MaxLength = &n
	}
	if isText && r.Short {
		n := lengthened
		if len(text) < 12 {
			n = 12
		}
		s.MinLength = &n
	}
	if a, ok := current.([]any); ok && r.Short {
		n := len(a) + 1
		s.MinItems = &n
	} else if ok && r.Long {
		n := len(a) - 1
		s.MaxItems = &n
	}
	if n, ok := scalar.Float(current); ok && r.Short {
		low := n + max(5, math.Floor(n/4))
		s.Minimum, s.Types = &low, []string{typeLike(current, "")}
	} else if ok && r.Long {
		high := n - max(1, math.Floor(n/8))
		s.Maximum, s.Types = &high, []string{typeLike(current, "")}
	}
	if s.MinLength != nil && s.MaxLength != nil && *s.MinLength > *s.MaxLength {
		s.MaxLength = s.MinLength
	}
}

// converted is the same value as another type, if it can be.
func converted(v any, kind string) (any, bool) {
	text, isText := v.(string)
	n, isNumber := scalar.Float(v)
	switch kind {
	case "integer", "number":
		if isText {
			x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err == nil && (kind == "number" || x == math.Trunc(x)) {
				return scalar.Plain(x), true
			}
		}
		if isNumber && kind == "integer" && n != math.Trunc(n) {
			return int64(math.Floor(n)), true
		}
	case "string":
		if isNumber {
			return scalar.Text(v), true
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
