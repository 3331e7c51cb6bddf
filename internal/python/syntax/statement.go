package syntax

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// logical is one logical line: a simple statement or several, a decorator,
// or the head of a compound statement, with its block if that is on the same
// line.
type logical struct {
	start, end int // from the first token to the line end
	row        int // index in starts of its first line
	indent     int
	colon      int // of the last ':' outside of brackets, or -1
	word       string
	flaw       flaw
}

// begin finds the first token of the next logical line and what it means for
// blocks.
func (l *lexer) begin(i int) int {
	l.wrong, l.depth, l.chain, l.open[0] = flaw{}, 0, 0, bracket{}
	for {
		indent, first := indentation(l.text, i)
		if first == len(l.text) {
			return first
		}
		switch {
		case l.text[first] == '\n':
			first++
			l.starts = append(l.starts, first)
		case l.text[first] == '#':
			first = l.comment(first, len(l.text))
		case strings.HasPrefix(l.text[first:], "\\\n"):
			first += 2
			l.starts = append(l.starts, first)
		case l.record && first == i && conflict.MatchString(l.text[i:min(i+9, len(l.text))]):
			l.conflicts = append(l.conflicts, flaw{i, "the mark of an unresolved merge"})
			for first < len(l.text) && l.text[first] != '\n' {
				first++
			}
		default:
			l.line = logical{start: first, row: len(l.starts) - 1, indent: indent, colon: -1, word: firstWord(l.text[first:])}
			l.block(first, indent)
			return first
		}
		i = first
	}
}

// conflict is how git marks what it could not merge.
var conflict = regexp.MustCompile(`^(?:<<<<<<< |=======\n|>>>>>>> |\|\|\|\|\|\|\| )`)

// indentation counts as CPython's tokenizer does: a tab goes to the next
// multiple of 8, a form feed back to 0.
func indentation(text string, i int) (indent, first int) {
	for ; i < len(text); i++ {
		switch text[i] {
		case ' ':
			indent++
		case '\t':
			indent += 8 - indent%8
		case '\f', '\v':
			indent = 0
		default:
			return indent, i
		}
	}
	return indent, i
}

// firstWord is the keyword or name that a logical line begins with, or its
// first byte.
func firstWord(text string) string {
	n := 0
	for n < len(text) && kinds[text[n]] == letter {
		n++
	}
	return text[:max(n, 1)]
}

// block keeps count of the blocks that are open.
func (l *lexer) block(i, indent int) {
	top := len(l.indents) - 1
	for top > 0 && l.indents[top] > indent {
		top--
	}
	l.indents, l.elifs = l.indents[:top+1], l.elifs[:top+1]
	if indent > l.indents[top] {
		top++
		l.indents, l.elifs = append(l.indents, indent), append(l.elifs, 0)
	}
	if top > maxBlocks {
		l.flaw(i, "blocks nested more than %d deep", maxBlocks)
	}
	switch l.line.word {
	case "elif":
		if l.elifs[top]++; l.elifs[top] > maxChain {
			l.flaw(i, "an elif chain of more than %d branches", maxChain)
		}
		return
	case "except":
		if l.old.text == "" && exceptOld(l.text[i:]) {
			l.old = flaw{i, exceptComma}
		}
	case "async":
		l.settle, l.modern = true, true
	case "nonlocal":
		l.modern = true
	case "with":
		_, next := indentation(l.text, i+len("with"))
		l.settle = l.settle || next < len(l.text) && (l.text[next] == '(' || l.text[next] == '\\')
	}
	l.elifs[top] = 0
}

// end closes the logical line whose line end is at i.
func (l *lexer) end(i int) {
	if l.depth > 0 {
		at := l.open[min(l.depth, maxNesting)].at
		l.flaw(at, "%q is never closed", l.text[at])
	}
	l.flawed = l.flawed || l.wrong.text != ""
	if l.record {
		l.line.end, l.line.flaw = i, l.wrong
		l.lines = append(l.lines, l.line)
	}
}

// flaw notes what is wrong with this logical line, the first only.
func (l *lexer) flaw(at int, format string, args ...any) {
	if l.wrong.text == "" {
		l.wrong = flaw{at, fmt.Sprintf(format, args...)}
	}
}

// resumes reports whether the line at i begins with a word that can only
// begin a statement, so that a bracket open before it is never closed.
func (l *lexer) resumes(i int) bool {
	_, first := indentation(l.text, i)
	if first == len(l.text) || kinds[l.text[first]] != letter {
		return l.defines(i)
	}
	switch firstWord(l.text[first:]) {
	case "def", "class", "return", "import", "try", "while", "with", "raise", "pass", "break", "continue",
		"global", "nonlocal", "del", "assert", "elif", "except", "finally":
		return true
	case "else":
		// Of a condition, unless a block comes.
		_, next := indentation(l.text, first+len("else"))
		return next < len(l.text) && l.text[next] == ':'
	}
	return l.defines(i)
}

// defines reports whether the line at i looks like the head of a definition
// that is not inside the statement being read.
func (l *lexer) defines(i int) bool {
	indent, first := indentation(l.text, i)
	if first == len(l.text) || indent > l.line.indent {
		return false
	}
	switch l.text[first] {
	case '@', 'a', 'c', 'd':
		return definition.MatchString(l.text[first:min(first+200, len(l.text))])
	}
	return false
}

// definition is a def, a class or a decorator that has its line to itself.
var definition = regexp.MustCompile(`^(?:(?:async\s+)?def\s+\w+\s*[(\[]|class\s+\w+\s*[(:\[]|@[\w.]+(?:\(.*)?\n)`)

// characterColumn is the column from 1, in characters, of what comes after
// before on its line.
func characterColumn(before string) int {
	return utf8.RuneCountInString(before) + 1
}
