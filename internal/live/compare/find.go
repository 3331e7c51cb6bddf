package compare

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A text shorter than this must stand alone as a word: the identifier "12" is
// not in "129 Main Street". Longer ones are found anywhere, in any case,
// because servers capitalise names.
const distinctive = 8

// Contains tells whether the text is a value, or a part of a string value,
// anywhere in the body. The body may be raw text.
func Contains(body any, text string) bool {
	found := false
	walk(body, "", func(_ string, v any) { found = found || holds(v, text) })
	return found
}

func holds(v any, text string) bool {
	if text == "" {
		return false
	}
	s, ok := v.(string)
	switch {
	case !ok:
		return scalarText(v) == text
	case utf8.RuneCountInString(text) >= distinctive:
		return strings.Contains(s, text) || strings.Contains(strings.ToLower(s), strings.ToLower(text))
	}
	for rest, seen := s, 0; ; {
		i := strings.Index(rest, text)
		if i < 0 {
			return false
		}
		start, end := seen+i, seen+i+len(text)
		before, _ := utf8.DecodeLastRuneInString(s[:start])
		after, _ := utf8.DecodeRuneInString(s[end:])
		if !inWord(before, start > 0) && !inWord(after, end < len(s)) {
			return true
		}
		_, size := utf8.DecodeRuneInString(rest[i:])
		rest, seen = rest[i+size:], start+size
	}
}

func inWord(r rune, there bool) bool { return there && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// Replace returns body with old replaced by new in every string value, and
// in place of a number that is written so. It evens out answers that repeat
// the identifier that was asked for.
func Replace(body any, old, new string) any {
	switch v := body.(type) {
	case map[string]any:
		o := make(map[string]any, len(v))
		for k, e := range v {
			o[k] = Replace(e, old, new)
		}
		return o
	case []any:
		a := make([]any, len(v))
		for i, e := range v {
			a[i] = Replace(e, old, new)
		}
		return a
	case string:
		if old == "" {
			return v
		}
		return strings.ReplaceAll(v, old, new)
	}
	if text := scalarText(body); text != "" && text == old {
		return new
	}
	return body
}

// decoded is the value of a string that is JSON itself, as answers of
// dumps inside jsonify are; else the value as it is.
func decoded(body any) any {
	s, ok := body.(string)
	if !ok {
		return body
	}
	s = strings.TrimSpace(s)
	if s == "" || (s[0] != '{' && s[0] != '[') {
		return body
	}
	var v any
	if json.Unmarshal([]byte(s), &v) != nil {
		return body
	}
	return v
}
