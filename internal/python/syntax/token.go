package syntax

import (
	"sort"
	"strings"
)

// TokenKind is what a token is.
type TokenKind uint8

const (
	WordToken   TokenKind = iota // a name, a keyword, a number
	StringToken                  // a string without expressions, with its prefix and quotes
	OpenToken                    // a bracket, or the beginning of a string with expressions: f"
	CloseToken                   // its end
	OpToken                      // an operator, a comma, a colon
	LineToken                    // the end of a logical line
)

// Token is a piece of the text. Comments, blanks and line ends inside of
// brackets are none, and neither is the text of an f-string between its
// expressions.
type Token struct {
	Kind       TokenKind
	Start, End int // offsets in File.Text
	// Match is the index of the other bracket; -1 where there is none.
	Match int
}

// Tokens reads the text of the file once more. The parser gives no place
// where a node ends; tokens do. In a file that does not parse they are as
// good as they can be.
func (f *File) Tokens() []Token {
	t := tokenizer{text: f.Text, tokens: make([]Token, 0, len(f.Text)/4)}
	t.run(0, stopNever)
	if n := len(t.tokens); n > 0 && t.tokens[n-1].Kind != LineToken {
		t.add(LineToken, len(f.Text), len(f.Text))
	}
	return t.tokens
}

// tokenAt is the index of the token that begins at the offset, or of the next.
func tokenAt(tokens []Token, offset int) int {
	return sort.Search(len(tokens), func(i int) bool { return tokens[i].Start >= offset })
}

type tokenizer struct {
	text   string
	tokens []Token
	open   []int // indexes of brackets that are not closed
}

func (t *tokenizer) add(kind TokenKind, start, end int) {
	t.tokens = append(t.tokens, Token{kind, start, end, -1})
}

func (t *tokenizer) enter(start, end int) {
	t.open = append(t.open, len(t.tokens))
	t.add(OpenToken, start, end)
}

func (t *tokenizer) leave(start, end int) {
	t.add(CloseToken, start, end)
	if n := len(t.open); n > 0 {
		last := len(t.tokens) - 1
		t.tokens[last].Match, t.tokens[t.open[n-1]].Match = t.open[n-1], last
		t.open = t.open[:n-1]
	}
}

// Where an expression inside of an f-string ends, beside the end of the text.
const (
	stopNever = -1
	stopField = 0 // at the brace, or what comes before it
)

// run reads tokens from i. In a field it stops, outside of any bracket that
// was opened in it, at what ends the expression.
func (t *tokenizer) run(i, stop int) int {
	base := len(t.open)
	for i < len(t.text) {
		c := t.text[i]
		if stop == stopField && len(t.open) == base && fieldEnds(t.text, i) {
			return i
		}
		switch {
		case c == '\n':
			if len(t.open) == 0 && len(t.tokens) > 0 && t.tokens[len(t.tokens)-1].Kind != LineToken {
				t.add(LineToken, i, i+1)
			}
			i++
		case c == '#':
			i += lineLength(t.text[i:])
		case c == '\\':
			i = min(i+2, len(t.text))
		case c == ' ' || c == '\t' || c == '\f' || c == '\v':
			i++
		case kinds[c] == quote:
			i = t.str(i, i)
		case kinds[c] == opening:
			t.enter(i, i+1)
			i++
		case kinds[c] == closing:
			t.leave(i, i+1)
			i++
		case kinds[c] == letter || c == '.' && i+1 < len(t.text) && digit(t.text[i+1]):
			i = t.word(i)
		default:
			n := operatorLength(t.text[i:])
			t.add(OpToken, i, i+n)
			i += n
		}
	}
	return i
}

// fieldEnds tells whether the expression of a field ends at i.
func fieldEnds(text string, i int) bool {
	switch text[i] {
	case '}', ':':
		return true
	case '!':
		return i+1 >= len(text) || text[i+1] != '='
	}
	return false
}

func lineLength(s string) int {
	if n := strings.IndexByte(s, '\n'); n >= 0 {
		return n
	}
	return len(s)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// word reads a name, a number, or a string that has a prefix.
func (t *tokenizer) word(i int) int {
	end := i
	for end < len(t.text) && kinds[t.text[end]] == letter {
		end++
	}
	if digit(t.text[i]) || t.text[i] == '.' {
		end = t.number(i, end)
	} else if end < len(t.text) && kinds[t.text[end]] == quote && end-i <= 2 && stringPrefix(t.text[i:end]) {
		return t.str(i, end)
	}
	t.add(WordToken, i, end)
	return end
}

// stringPrefix tells whether a word before a quote belongs to the string.
func stringPrefix(word string) bool {
	switch strings.ToLower(word) {
	case "r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt":
		return true
	}
	return false
}

// number goes on from the digits of a number: over its fraction and the sign
// of its exponent.
func (t *tokenizer) number(i, end int) int {
	hex := len(t.text) > i+1 && t.text[i] == '0' && strings.IndexByte("xX", t.text[i+1]) >= 0
	rest := func() {
		for end < len(t.text) && kinds[t.text[end]] == letter {
			end++
		}
	}
	if !hex && end < len(t.text) && t.text[end] == '.' && !strings.ContainsAny(t.text[i:end], "eEjJ") {
		end++
		rest()
	}
	if !hex && end < len(t.text) && end > i && strings.IndexByte("eE", t.text[end-1]) >= 0 && strings.IndexByte("+-", t.text[end]) >= 0 {
		end++
		rest()
	}
	return end
}

// operatorLength is how many bytes the operator has that s begins with.
func operatorLength(s string) int {
	for _, n := range []int{3, 2} {
		if len(s) >= n && strings.Contains(" ... **= //= >>= <<= ** // >> << == != <= >= -> := += -= *= /= %= &= |= ^= @= ", " "+s[:n]+" ") {
			return n
		}
	}
	return 1
}

// str reads a string whose prefix begins at i and whose quotes at q.
func (t *tokenizer) str(i, q int) int {
	s := literal{at: i, quote: t.text[q], end: len(t.text)}
	body := q + 1
	if strings.HasPrefix(t.text[body:], strings.Repeat(string(s.quote), 2)) {
		s.triple = true
		body += 2
	}
	prefix := t.text[i:q]
	s.raw = strings.ContainsAny(prefix, "rR")
	if strings.ContainsAny(prefix, "fFtT") {
		t.enter(i, body)
		return t.pieces(s, body, false)
	}
	end := t.plain(s, body)
	t.add(StringToken, i, end)
	return end
}

func (t *tokenizer) closes(s literal, i int) bool {
	return t.text[i] == s.quote && (!s.triple || strings.HasPrefix(t.text[i:], strings.Repeat(string(s.quote), 3)))
}

// plain is where a string without expressions ends.
func (t *tokenizer) plain(s literal, i int) int {
	for ; i < len(t.text); i++ {
		switch c := t.text[i]; {
		case t.closes(s, i):
			return s.after(i)
		case c == '\\':
			i++
		case c == '\n' && !s.triple:
			return i // it is never closed
		}
	}
	return len(t.text)
}

// pieces reads the text and the fields of an f-string, or of the format
// specification of one of its fields.
func (t *tokenizer) pieces(s literal, i int, specification bool) int {
	for i < len(t.text) {
		switch c := t.text[i]; {
		case specification && c == '}':
			return i
		case t.closes(s, i):
			if !specification {
				t.leave(i, s.after(i))
				return s.after(i)
			}
			return i
		case c == '\n' && !s.triple:
			if !specification {
				t.leave(i, i)
			}
			return i
		case c == '{' && !specification && strings.HasPrefix(t.text[i:], "{{"):
			i += 2
		case c == '{':
			i = t.field(s, i)
		case c == '\\' && !s.raw:
			i = t.escape(i)
		default:
			i++
		}
	}
	return i
}

// escape goes over a backslash and what it escapes: \N{DASH} is no field.
func (t *tokenizer) escape(i int) int {
	if strings.HasPrefix(t.text[i:], `\N{`) {
		if n := strings.IndexByte(t.text[i:], '}'); n >= 0 {
			return i + n + 1
		}
	}
	return min(i+2, len(t.text))
}

// field reads an expression in braces.
func (t *tokenizer) field(s literal, i int) int {
	t.enter(i, i+1)
	depth := len(t.open)
	i = t.run(i+1, stopField)
	for i < len(t.text) && strings.IndexByte("}:", t.text[i]) < 0 && !t.closes(s, i) && (t.text[i] != '\n' || s.triple) {
		i++ // the conversion
	}
	if i < len(t.text) && t.text[i] == ':' {
		i = t.pieces(s, i+1, true)
	}
	if i < len(t.text) && t.text[i] == '}' {
		t.open = t.open[:min(depth, len(t.open))]
		t.leave(i, i+1)
		return i + 1
	}
	t.open = t.open[:min(depth-1, len(t.open))] // it is never closed
	return i
}
