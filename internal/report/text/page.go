package text

import (
	"strings"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
)

// style is an SGR parameter list (ECMA-48, 8.3.117).
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	blue   style = "34"
	cyan   style = "36"
	loud   style = "1;31"
	good   style = "1;32"
	fair   style = "1;33"
)

var styleOf = map[finding.Severity]style{
	finding.Critical: loud, finding.High: red, finding.Medium: yellow, finding.Low: blue, finding.Info: dim,
}

// span is a piece of a line in one style. It is cleaned when it is written:
// no other way leads to the page.
type span struct {
	style style
	text  string
}

// page collects the report.
type page struct {
	o     Options
	width int
	b     strings.Builder
}

func newPage(o Options) *page {
	width := o.Width
	if width == 0 {
		width = 80
	}
	return &page{o: o, width: max(width, narrowest)}
}

func (p *page) gradeStyle(scan *finding.Scan) style {
	switch {
	case scan.Score.Value == nil:
		return fair
	case *scan.Score.Value >= 80 && scan.Score.Grade != nil:
		return good
	case *scan.Score.Value >= 60:
		return fair
	}
	return loud
}

func (p *page) blank() { p.b.WriteByte('\n') }

// line writes one line, as long as it is.
func (p *page) line(indent int, spans ...span) {
	p.b.WriteString(strings.Repeat(" ", indent))
	for _, s := range spans {
		text := clean(s.text)
		if p.o.Color && s.style != plain && text != "" {
			text = "\x1b[" + string(s.style) + "m" + text + "\x1b[0m"
		}
		p.b.WriteString(text)
	}
	p.b.WriteByte('\n')
}

// prose wraps text between the indentation and the width for reading.
func (p *page) prose(indent int, s style, text string) {
	for _, line := range wrap(text, p.proseWidth()-indent) {
		p.line(indent, span{s, line})
	}
}

// item is prose with a mark before its first line.
func (p *page) item(indent int, mark string, s style, text string) {
	hang := width(mark) + 1
	for i, line := range wrap(text, p.proseWidth()-indent-hang) {
		if i > 0 {
			mark, s = strings.Repeat(" ", hang-1), plain
		}
		p.line(indent, span{s, mark}, span{plain, " " + line})
	}
}

func (p *page) proseWidth() int { return min(p.width, widestProse) }

// section begins a part of the report with a rule.
func (p *page) section(title, count string, s style) {
	p.blank()
	if count != "" {
		count = " · " + count
	}
	rule := max(0, p.proseWidth()-width(title+count)-4)
	p.line(0, span{dim, "── "}, span{bolder(s), title}, span{plain, count}, span{dim, " " + strings.Repeat("─", rule)})
}

func bolder(s style) style {
	switch {
	case s == plain || s == dim:
		return bold
	case strings.HasPrefix(string(s), "1"):
		return s
	}
	return "1;" + s
}

// clean escapes what does not print: see [printable.Line].
func clean(s string) string { return printable.Line(s) }

// width is how many columns s takes on a terminal, near enough: combining
// marks take none, East Asian wide characters and emoji two.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1f64f, r >= 0x1f900 && r <= 0x1f9ff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}

// wrap breaks text into cleaned lines of at most most columns; a longer word
// has a line of its own.
func wrap(text string, most int) []string {
	var lines []string
	var line string
	for _, word := range strings.Fields(text) {
		word = clean(word)
		switch {
		case line == "":
			line = word
		case width(line)+1+width(word) <= most:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// cut shortens cleaned text to most columns, with … for what is left out.
func cut(s string, most int) string {
	if width(s) <= most {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > most-1 {
			return s[:i] + "…"
		}
	}
	return s
}
