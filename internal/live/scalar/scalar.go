// Package scalar reads the values that hold no other, whatever decoded them:
// 1, 1.0 and json.Number("1") are one number.
package scalar

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// Plain is a number as int64 if it is whole, else float64; other values
// stay as they are.
func Plain(v any) any {
	switch n := v.(type) {
	case int:
		return int64(n)
	case float64:
		if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return int64(n)
		}
	case json.Number:
		if i, err := n.Int64(); err == nil {
			return i
		}
		if x, err := n.Float64(); err == nil {
			return Plain(x)
		}
	}
	return v
}

// Float is the number that the value is.
func Float(v any) (float64, bool) {
	switch n := Plain(v).(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

// Text is a text or number as it is written, "" for any other value.
func Text(v any) string {
	switch v := Plain(v).(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// All tells whether the list holds no list or object.
func All(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool {
		switch v.(type) {
		case map[string]any, []any:
			return true
		}
		return false
	})
}
