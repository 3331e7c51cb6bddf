package syntax

import (
	"strings"
)

// str goes over a string whose prefix begins at i and whose quote is at q.
func (l *lexer) str(i, q, end int) int {
	s := literal{at: i, quote: l.text[q], end: end}
	body := q + 1
	if body+1 < end && l.text[body] == s.quote && l.text[body+1] == s.quote {
		s.triple = true
		body += 2
	}
	prefix := l.text[i:q]
	var stop int
	if strings.ContainsAny(prefix, "fFtT") {
		s.raw = strings.ContainsAny(prefix, "rR")
		stop = l.formattedString(s, body)
	} else {
		stop = l.plain(s, body)
	}
	return stop
}

// literal is the string that is being read.
type literal struct {
	at, end     int
	quote       byte
	triple, raw bool
}

// closes reports whether the string ends at i, which has its quote.
func (l *lexer) closes(s literal, i int) bool {
	return !s.triple || i+2 < s.end && l.text[i+1] == s.quote && l.text[i+2] == s.quote
}

// plain goes over a string without expressions.
func (l *lexer) plain(s literal, i int) int {
	for i < s.end {
		switch c := l.text[i]; {
		case c == s.quote && l.closes(s, i):
			return s.after(i)
		case c == '\\':
			if i+1 < s.end && l.text[i+1] == '\n' {
				l.newLine(i + 2)
			}
			i += 2
		case c == '\n':
			if l.breaks(s, i) {
				return l.unclosed(s, i)
			}
			i++
			l.newLine(i)
		default:
			i++
		}
	}
	return l.unclosed(s, s.end)
}

// after is behind the quotes at i.
func (s literal) after(i int) int {
	if s.triple {
		return i + 3
	}
	return i + 1
}

// breaks reports whether the string cannot go on after the line end at i. A
// string in single quotes cannot. The parser would read on to the next such
// quote, and take the code between for text. One in triple quotes can; but
// where such a quote is missing somewhere, all code after it has the places
// of code and text exchanged, and it is better to end at the next def.
func (l *lexer) breaks(s literal, i int) bool {
	return !s.triple || l.strict && l.defines(i+1)
}

func (l *lexer) unclosed(s literal, i int) int {
	l.flaw(s.at, "the string is never closed")
	l.missing = l.missing || s.triple
	return min(i, s.end)
}

// formattedString goes over an f-string or t-string the way the parser does:
// it cuts out the source of each expression, in which strings are opaque,
// and reads that as a text of its own.
func (l *lexer) formattedString(s literal, i int) int {
	l.settle, l.modern = true, true
	// Side by side they are joined one by one.
	l.link(s.at)
	depth, chain, open := l.depth, l.chain, l.open[min(l.depth, maxNesting)]
	stop, ok := l.pieces(s, i, false)
	l.depth, l.chain, l.open[min(depth, maxNesting)] = depth, chain, open
	if !ok {
		stop = l.unclosed(s, l.giveUp(s, i))
	}
	for {
		n := strings.IndexByte(l.text[i:stop], '\n')
		if n < 0 {
			return stop
		}
		i += n + 1
		l.newLine(i)
	}
}

// giveUp is where to read on after an f-string, whose body begins at i, that
// makes no sense.
func (l *lexer) giveUp(s literal, i int) int {
	stop := s.end
	if s.triple {
		if n := strings.Index(l.text[i:s.end], strings.Repeat(string(s.quote), 3)); n >= 0 {
			stop = i + n + 3
		}
	}
	for {
		n := strings.IndexByte(l.text[i:stop], '\n')
		if n < 0 {
			return stop
		}
		if i += n; l.breaks(s, i) {
			return i
		}
		i++
	}
}

// pieces goes over text and expressions, to behind the closing quote or, in
// a format specification, to the brace that ends it.
func (l *lexer) pieces(s literal, i int, specification bool) (int, bool) {
	for i < s.end {
		switch c := l.text[i]; {
		case !specification && c == s.quote && l.closes(s, i):
			return s.after(i), true
		case specification && c == '}':
			return i, true
		case c == '\n' && l.breaks(s, i):
			return i, false
		case c == '{':
			if i+1 < s.end && l.text[i+1] == '{' {
				i += 2
				continue
			}
			var ok bool
			chain := l.chain
			l.enter(i)
			if i, ok = l.replacement(s, i+1); !ok {
				return i, false
			}
			l.leave()
			l.chain = chain // fields are side by side in the tree
		case c == '\\':
			i = l.escape(s, i)
		default:
			i++
		}
	}
	return i, false
}

// escape goes over a backslash and what it stands before.
func (l *lexer) escape(s literal, i int) int {
	next := i + 1
	if next >= s.end {
		return next
	}
	if s.raw && (l.text[next] == '{' || l.text[next] == '}') {
		return next
	}
	if !s.raw && l.text[next] == 'N' && next+1 < s.end && l.text[next+1] == '{' {
		if n := strings.IndexByte(l.text[next:s.end], '}'); n >= 0 {
			return next + n + 1
		}
	}
	return next + 1
}

// replacement goes over one {expression!conversion:specification}, from
// behind its opening brace to behind its closing one.
func (l *lexer) replacement(s literal, start int) (int, bool) {
	if l.depth > maxNesting {
		return start, false
	}
	i, ok := l.expressionEnd(s, start)
	if !ok || !l.expression(start, i) {
		return i, false
	}
	if l.text[i] == '!' {
		i = min(i+2, s.end)
		for i < s.end && (l.text[i] == ' ' || l.text[i] == '\t') {
			i++
		}
	}
	if i < s.end && l.text[i] == ':' {
		if i, ok = l.pieces(s, i+1, true); !ok {
			return i, false
		}
	}
	if i >= s.end || l.text[i] != '}' {
		return i, false
	}
	return i + 1, true
}

// expressionEnd finds the '}', '!' or ':' that ends an expression.
func (l *lexer) expressionEnd(s literal, i int) (int, bool) {
	depth := 0
	for i < s.end {
		switch c := l.text[i]; {
		case kinds[c] == opening:
			depth++
		case kinds[c] == closing && depth > 0:
			depth--
		case c == '}', c == ':' && depth == 0:
			return i, true
		case kinds[c] == closing:
			return i, false
		case c == '!' && depth == 0 && (i+1 >= s.end || l.text[i+1] != '='):
			return i, true
		case kinds[c] == quote:
			inner := literal{at: i, end: s.end, quote: c}
			inner.triple = i+2 < s.end && l.text[i+1] == c && l.text[i+2] == c
			stop, ok := l.opaque(inner)
			if !ok {
				return stop, false
			}
			i = stop
			continue
		case c == '#':
			for i < s.end && l.text[i] != '\n' {
				i++
			}
			continue
		case c == '\n' && l.strict && l.breaks(s, i):
			return i, false
		}
		i++
	}
	return i, false
}

// opaque goes over a string inside an expression, of which only the end
// matters for now.
func (l *lexer) opaque(s literal) (int, bool) {
	for i := s.after(s.at); i < s.end; i++ {
		switch c := l.text[i]; {
		case c == s.quote && l.closes(s, i):
			return s.after(i), true
		case c == '\\':
			i++
		case c == '\n' && !s.triple:
			return i, false
		}
	}
	return s.end, false
}

// expression reads what is between i and end as code.
func (l *lexer) expression(i, end int) bool {
	if l.formatted == maxFormatted {
		l.flaw(i, "f-strings nested more than %d deep", maxFormatted)
		return false
	}
	l.formatted++
	for i < end {
		i = l.token(i, end)
	}
	l.formatted--
	return true
}
