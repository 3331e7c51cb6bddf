package evidence

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// view is a text decoded, and where each byte of it was in the original.
type view struct {
	text string
	at   []int // one more than bytes; nil: the original itself
}

func (v view) start(i int) int {
	if v.at == nil {
		return i
	}
	return v.at[i]
}

// end of what ends at i; an escape that makes several bytes ends after the
// last of them.
func (v view) end(i int) int {
	if v.at == nil {
		return i
	}
	for i < len(v.text) && v.at[i] == v.at[i-1] {
		i++
	}
	return v.at[i]
}

// maxLayers of encoding are undone: JSON in a query parameter is two.
const maxLayers = 2

// views are s and what it becomes when escapes are undone in any order.
func views(s string) []view {
	all := []view{{text: s}}
	seen := map[string]bool{s: true}
	for layer, from := 0, 0; layer < maxLayers; layer++ {
		to := len(all)
		for _, v := range all[from:to] {
			for _, escape := range escapes {
				if strings.IndexByte(v.text, escape.sign) < 0 {
					continue
				}
				decoded := v.decode(escape)
				if !seen[decoded.text] {
					seen[decoded.text] = true
					all = append(all, decoded)
				}
			}
		}
		from = to
	}
	return all
}

// escape undoes one kind of escape. Its read returns what the text that
// begins with its sign stands for and the length of the escape; 0: it is none.
type escape struct {
	sign byte
	read func(string) (string, int)
	plus bool // + is a space
}

var escapes = []escape{
	{sign: '%', read: readPercent},
	{sign: '%', read: readPercent, plus: true},
	{sign: '+', read: func(string) (string, int) { return " ", 1 }},
	{sign: '\\', read: readBackslash},
	{sign: '&', read: readEntity},
}

func (v view) decode(e escape) view {
	var b strings.Builder
	at := make([]int, 0, len(v.text)+1)
	for i := 0; i < len(v.text); {
		value, n := v.text[i:i+1], 1
		if v.text[i] == e.sign {
			if s, size := e.read(v.text[i:]); size > 0 {
				value, n = s, size
			}
		} else if e.plus && v.text[i] == '+' {
			value = " "
		}
		b.WriteString(value)
		for range len(value) {
			at = append(at, v.start(i))
		}
		i += n
	}
	return view{b.String(), append(at, v.start(len(v.text)))}
}

func readPercent(s string) (string, int) {
	if len(s) < 3 {
		return "", 0
	}
	c, err := strconv.ParseUint(s[1:3], 16, 8)
	if err != nil {
		return "", 0
	}
	return string([]byte{byte(c)}), 3
}

// readBackslash knows the escapes of JSON (RFC 8259, section 7), and \x and
// \' of Python.
func readBackslash(s string) (string, int) {
	if len(s) < 2 {
		return "", 0
	}
	switch s[1] {
	case '"', '\\', '/', '\'':
		return s[1:2], 2
	case 'b':
		return "\b", 2
	case 'f':
		return "\f", 2
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case 't':
		return "\t", 2
	case 'x':
		if c, ok := hexRune(s, 2, 2); ok {
			return string([]byte{byte(c)}), 4
		}
	case 'u':
		first, ok := hexRune(s, 2, 4)
		if !ok {
			return "", 0
		}
		if utf16.IsSurrogate(first) && len(s) >= 12 && s[6:8] == `\u` {
			if second, ok := hexRune(s, 8, 4); ok {
				if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
					return string(r), 12
				}
			}
		}
		return string(first), 6
	}
	return "", 0
}

func hexRune(s string, from, digits int) (rune, bool) {
	if len(s) < from+digits {
		return 0, false
	}
	c, err := strconv.ParseUint(s[from:from+digits], 16, 32)
	return rune(c), err == nil
}

// maxEntity is the length of the longest named character reference in HTML,
// &CounterClockwiseContourIntegral; and its kind.
const maxEntity = 33

func readEntity(s string) (string, int) {
	end := strings.IndexByte(s[:min(len(s), maxEntity)], ';')
	if end < 0 {
		return "", 0
	}
	if value := html.UnescapeString(s[:end+1]); value != s[:end+1] {
		return value, end + 1
	}
	return "", 0
}
