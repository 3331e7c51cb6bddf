package markdown

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/printable"
)

// breaker, a space without width, keeps the services from reading @name, #1
// and :name: where Markdown itself has no way to say that they are text: they
// look at what is rendered, where an escape is gone.
const breaker = "&#8203;"

// Text is text from anywhere for who writes around a report: on one line, and
// no Markdown.
func Text(s string) string { return prose(s) }

// prose is text from anywhere as text, between other Markdown, in a cell of a
// table or between HTML tags. A character reference is never structure:
// CommonMark 0.31, 2.5.
func prose(s string) string { return references(s, breaker) }

// code is s as code. It is no code span: in a cell of a table nothing can say
// that a bar or a backslash before one is text in there (GFM 4.10).
func code(s string) string {
	if s = references(s, ""); s == "" {
		return ""
	}
	return "<code>" + s + "</code>"
}

// always is punctuation that means something wherever it stands.
const always = "&<>`*_{}[]!|~$\\^"

// start is what makes a list, a heading or an ordered list of a line: 1. or 1)
var start = regexp.MustCompile(`^(?:[-+=]|\d+[.)])`)

var address = regexp.MustCompile(`(?i)www\.`)

// references writes punctuation that Markdown would read as character
// references, and something more behind what services look for in the text
// itself: @name, #1, :name:, http://.
func references(s, behind string) string {
	s = strings.TrimSpace(printable.Line(s))
	first := start.FindString(s)
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '@' || r == '#' || r == ':' && i+1 < len(s) && s[i+1] != ' ':
			fmt.Fprintf(&b, "&#%d;%s", r, behind)
		case strings.ContainsRune(always, r), first != "" && i == len(first)-1, r == '.' && i >= 3 && address.MatchString(s[i-3:i+1]):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

var backticks = regexp.MustCompile("`+")

// block is text as a fenced block: its fence is longer than any in it.
func block(language, text string) string {
	var b strings.Builder
	lines := strings.Split(strings.TrimRight(printable.Lines(text), "\n"), "\n")
	for i, line := range lines {
		if i == mostLines && len(lines) > mostLines+1 {
			fmt.Fprintf(&b, "… %d more lines\n", len(lines)-i)
			break
		}
		b.WriteString(cut(line, longLine) + "\n")
	}
	fence := strings.Repeat("`", max(3, longest(b.String())+1))
	return fence + language + "\n" + b.String() + fence + "\n"
}

// longest run of backticks.
func longest(s string) int {
	n := 0
	for _, run := range backticks.FindAllString(s, -1) {
		n = max(n, len(run))
	}
	return n
}

// cut shortens to most characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}
