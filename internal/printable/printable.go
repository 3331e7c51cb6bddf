// Package printable makes text from anywhere safe to show: what does not
// print, or changes what stands around it, is shown escaped.
package printable

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is s on one line: control characters, escape sequences, bidirectional
// marks and unusual spaces become \n, \x1b, \u202e.
func Line(s string) string { return escaped(s, false) }

// Lines is [Line] that leaves line breaks and tabs as they are; \r\n becomes
// \n.
func Lines(s string) string {
	return escaped(strings.ReplaceAll(s, "\r\n", "\n"), true)
}

func escaped(s string, lines bool) string {
	if isPrintable(s, lines) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case unicode.IsPrint(r) || lines && (r == '\n' || r == '\t'):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		s = s[size:]
	}
	return b.String()
}

func isPrintable(s string, lines bool) bool {
	for _, r := range s {
		if (r == utf8.RuneError || !unicode.IsPrint(r)) && !(lines && (r == '\n' || r == '\t')) {
			return false
		}
	}
	return true
}
