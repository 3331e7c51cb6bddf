package fix

import (
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// addMember puts one more key into a dict that is written out.
func (j *job) addMember(f *file, d *parser.Dict, key, value string) int {
	return j.addElement(f, f.Offset(d.P), quotedBy(keyQuote(f, d), key)+": "+value)
}

// keyQuote is the quote of the keys of the dict, else that of the file.
func keyQuote(f *file, d *parser.Dict) string {
	quote := f.style.quote
	for _, k := range d.Keys {
		if c, ok := k.(*parser.Constant); ok && c.Kind == "str" {
			if q := strings.TrimLeft(f.Source(c), "rRuU"); q != "" {
				quote = q[:1]
			}
			break
		}
	}
	return quote
}

// addElement puts one more element at the end of what is in the brackets that
// open at the offset, in the way that the others are written. It tells how
// much longer the line has become; 0 where it has one of its own.
func (j *job) addElement(f *file, open int, text string) int {
	first := f.At(open)
	last := f.Tokens[first].Match
	if last < 0 {
		return 0
	}
	closing := f.Tokens[last].Start
	if last == first+1 {
		j.changes.insert(f, f.Tokens[first].End, text)
		return len(text)
	}
	before := f.Tokens[last-1]
	comma := f.Text[before.Start:before.End] == ","
	ownLine := f.begins(closing)
	switch {
	case ownLine:
		// Black's way, and everybody's: one element on each line.
		at := f.lineEnd(before.End)
		indent := f.indentAt(f.Tokens[f.firstOfLast(first, last)].Start)
		if !comma {
			j.changes.insert(f, before.End, ",")
		}
		end := ","
		if !comma {
			end = ""
		}
		j.changes.edit(f, edit{start: at, end: at, text: indent + text + end + "\n"})
		return 0
	case comma:
		j.changes.insert(f, before.End, " "+text+",")
	default:
		j.changes.insert(f, before.End, ", "+text)
	}
	return len(text) + 2
}

// firstOfLast is the first token of the last element between two brackets.
func (f *file) firstOfLast(open, closing int) int {
	start := open + 1
	for i := open + 1; i < closing; i++ {
		t := f.Tokens[i]
		if t.Kind == syntax.OpenToken && t.Match > i {
			i = t.Match
			continue
		}
		if f.Text[t.Start:t.End] == "," && i+1 < closing {
			start = i + 1
		}
	}
	return start
}

// removeElement takes an element out of the brackets that it is in, with its
// comma, and with its line where it has one of its own.
func (j *job) removeElement(f *file, start, end int) {
	next := f.At(end)
	if f.Text[f.Tokens[next].Start:f.Tokens[next].End] == "," {
		end = f.Tokens[next].End
		if f.begins(start) && strings.TrimSpace(f.Text[end:f.lineEnd(end)]) == "" {
			j.changes.replace(f, f.lineStart(start), f.lineEnd(end), "")
			return
		}
		for end < len(f.Text) && f.Text[end] == ' ' {
			end++
		}
		j.changes.replace(f, start, end, "")
		return
	}
	if before := f.At(start) - 1; before >= 0 && f.Text[f.Tokens[before].Start:f.Tokens[before].End] == "," {
		start = f.Tokens[before].Start
	}
	j.changes.replace(f, start, end, "")
}

// member is the value under a key of a dict that is written out.
func member(d *parser.Dict, key string) parser.Expr {
	for i, k := range d.Keys {
		if text, ok := textOf(k); ok && text == key {
			return d.Values[i]
		}
	}
	return nil
}

// textOf is the text of a string constant.
func textOf(e parser.Expr) (string, bool) {
	c, ok := e.(*parser.Constant)
	if !ok || c.Kind != "str" && c.Kind != "u" {
		return "", false
	}
	text, ok := c.Value.(string)
	return text, ok
}
