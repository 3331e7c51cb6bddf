package fill

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
	"github.com/ashlarsec/ashlar/internal/live/usual"
)

// scalar makes a text, number or flag. The order of sources: what the caller
// knows, the example, the default, the enum, then format, pattern, name, type.
func (f *Filler) scalar(name, at string, s *api.Schema, example any) (any, bool) {
	if v, ok := f.Reference(at, s); ok {
		return v, true
	}
	if lexicon.Power(name) { // an example of a role may be the administrator's
		if v, ok := humble(s, example); ok {
			return v, true
		}
	}
	if len(s.Enum) > 0 {
		return f.member(s, example), true
	}
	switch s.Type() {
	case "integer":
		return f.whole(name, s, example), true
	case "number":
		return f.number(name, s, example), true
	case "boolean":
		return f.flag(name, s, example), true
	case "null":
		return nil, true
	}
	return f.text(name, at, s, example), true
}

// humble picks the value that gives the least rights.
func humble(s *api.Schema, example any) (any, bool) {
	if s.Type() == "boolean" {
		return false, true
	}
	for _, low := range []string{"user", "member", "customer", "viewer", "reader", "guest", "basic", "standard", "student", "employee", "patient", "client", "read"} {
		for _, v := range s.Enum {
			if text, ok := v.(string); ok && strings.EqualFold(text, low) {
				return v, true
			}
		}
	}
	for _, v := range s.Enum {
		if text, ok := v.(string); ok && !lofty(text) {
			return v, true
		}
	}
	if text, ok := example.(string); ok && lofty(text) && len(s.Enum) == 0 {
		return "user", true
	}
	return nil, false
}

func lofty(role string) bool {
	return lexicon.Administrative(role) || lexicon.Power("is_"+role) || strings.Contains(strings.ToLower(role), "owner")
}

// member picks from the enum: the example or default if it is one.
func (f *Filler) member(s *api.Schema, example any) any {
	if f.turn == 0 {
		for _, preferred := range []any{example, s.Default} {
			if preferred != nil && slices.ContainsFunc(s.Enum, func(v any) bool { return compare.Equal(v, preferred, nil) }) {
				return scalar.Plain(preferred)
			}
		}
	}
	members := slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return v == nil || v == "" })
	if len(members) == 0 {
		return s.Enum[0]
	}
	return scalar.Plain(members[f.turn%len(members)])
}

func (f *Filler) flag(name string, s *api.Schema, example any) any {
	for _, v := range []any{example, s.Default} {
		if b, ok := v.(bool); ok {
			return b
		}
	}
	return usual.Flag(name)
}

func (f *Filler) whole(name string, s *api.Schema, example any) any {
	n, _ := scalar.Float(f.number(name, s, example))
	n = math.Trunc(n)
	if s.Minimum != nil && n < *s.Minimum {
		n = math.Ceil(*s.Minimum)
	}
	return int64(n)
}

// number makes a number within the bounds. Bounds may be exclusive, so it
// keeps off them where there is room.
func (f *Filler) number(name string, s *api.Schema, example any) any {
	for _, v := range []any{example, s.Default} {
		n, ok := scalar.Float(v)
		if text, isText := v.(string); isText {
			var err error
			n, err = strconv.ParseFloat(text, 64)
			ok = err == nil
		}
		if ok && within(n, s) {
			return scalar.Plain(n + float64(f.turn))
		}
	}
	n, ok := usual.Number(name)
	if !ok {
		n = 1
		if s.Type() == "number" {
			n = 10
		}
	}
	if strings.HasSuffix(usual.Words(name), "cents") {
		n = 1000
	}
	return scalar.Plain(Bounded(n+float64(f.turn), s))
}

func within(n float64, s *api.Schema) bool {
	return (s.Minimum == nil || n >= *s.Minimum) && (s.Maximum == nil || n <= *s.Maximum)
}

// Bounded moves n inside the bounds.
func Bounded(n float64, s *api.Schema) float64 {
	low, high := math.Inf(-1), math.Inf(1)
	if s.Minimum != nil {
		low = *s.Minimum
	}
	if s.Maximum != nil {
		high = *s.Maximum
	}
	if n > low && n < high || low > high {
		return n
	}
	switch {
	case !math.IsInf(low, 0) && !math.IsInf(high, 0):
		switch {
		case n == low || n == high:
			if n == low && low+1 < high {
				return low + 1
			}
			if n == high && high-1 > low {
				return high - 1
			}
			if s.Type() == "integer" {
				return n
			}
			return (low + high) / 2
		case n < low && low+1 < high:
			return low + 1
		case n > high && high-1 > low:
			return high - 1
		}
		if s.Type() == "integer" && high-low <= 1 {
			return high // one or two whole numbers: take an end
		}
		return (low + high) / 2
	case n <= low:
		return math.Floor(low) + 1
	}
	return math.Ceil(high) - 1
}
