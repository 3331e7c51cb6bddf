package ci

import (
	"errors"
	"strings"
)

// split cuts text into words as a shell does: quotes and backslashes keep
// words together, and nothing is expanded. Its errors repeat nothing.
func split(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	begun := false
	end := func() {
		if begun {
			words = append(words, word.String())
			word.Reset()
			begun = false
		}
	}
	quote := rune(0)
	escaped := false
	for _, c := range text {
		switch {
		case escaped:
			// Between double quotes a backslash is one, but before these.
			if quote == '"' && c != '"' && c != '\\' {
				word.WriteByte('\\')
			}
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			escaped, begun = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '"' || c == '\'':
			quote, begun = c, true
		case strings.ContainsRune(" \t\r\n", c):
			end()
		default:
			begun = true
			word.WriteRune(c)
		}
	}
	if quote != 0 || escaped {
		return nil, errors.New("a quote is not closed, or a backslash stands at the end")
	}
	end()
	return words, nil
}
