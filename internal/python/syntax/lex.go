package syntax

import (
	"strings"
)

// The bounds. Beyond them a statement is left out and listed.
const (
	// maxNesting is how deep brackets may be. The parser takes 3 KB of stack
	// for each, and a Go program whose stack passes 1 GB is killed, which
	// 300,000 brackets do. CPython itself refuses more than 200.
	maxNesting = 500

	// maxChain is how many operators, trailers, lambdas and conditions an
	// element of an expression may have: each can make the tree deeper by
	// one, and everybody who reads the tree recurses. CPython refuses from
	// about 3,000 (its compiler recurses too). It also bounds the branches
	// of an elif chain, which are a ladder in the tree, and f-strings side
	// by side, which the parser joins in quadratic time.
	maxChain = 5000

	// maxBlocks is how deep blocks may be: CPython's MAXINDENT.
	maxBlocks = 100

	// maxFormatted is how deep f-strings may be inside f-strings. The parser
	// reads the text once again for each level. Python up to 3.11 has no
	// way to write more than four.
	maxFormatted = 10

	// maxDigits is how long a number may be: reading decimal digits takes
	// quadratic time, 43 s for 5 MB. CPython refuses more than 4,300.
	maxDigits = 4300
)

// lexer goes over a text once, before the parser does. It finds the comments
// and what the parser must not be given. It need not be a full lexer: what is
// wrong here is for the parser to say, except where its answer would be a
// crash.
type lexer struct {
	text     string
	starts   []int // of lines
	comments []Comment

	flawed  bool // some logical line has a flaw
	missing bool // a triple quote is
	settle  bool // some positions of the tree will have to be corrected
	old     flaw // what is Python 2, though the parser accepts it
	modern  bool // it has what no Python 2 file has

	wrong flaw // the first of this logical line
	depth int  // brackets open
	chain int
	open  [maxNesting + 1]bracket // open[depth] is the innermost

	formatted int   // inside how many f-strings
	indents   []int // of the open blocks
	elifs     []int // for each block, branches since the last if

	// For recovery.
	record bool
	strict bool // a triple quote is missing somewhere: no string goes over a def
	lines  []logical
	line   logical // the one being read

	conflicts []flaw
}

type bracket struct {
	at      int
	chain   int // when it was opened
	lambdas int // inside it, whose ':' is to come
}

// kind says what a byte may begin.
type kind uint8

const (
	nothing kind = iota
	letter       // of a name or a number
	quote
	opening
	closing
	operator
	special // each is different
)

var kinds = func() (k [256]kind) {
	for c := range 256 {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c >= 0x80:
			k[c] = letter
		}
	}
	for c, what := range map[string]kind{`'"`: quote, "([{": opening, ")]}": closing, "+-*/%@&|^~.": operator, "\n#\\,;:": special} {
		for i := range len(c) {
			k[c[i]] = what
		}
	}
	return k
}()

// file goes over the whole text.
func (l *lexer) file() {
	l.starts = append(make([]int, 0, len(l.text)/32+1), 0)
	l.indents = append(l.indents, 0)
	l.elifs = append(l.elifs, 0)
	for i := l.begin(0); i < len(l.text); {
		i = l.logicalLine(i)
	}
}

// logicalLine goes from the first token of a statement to that of the next.
func (l *lexer) logicalLine(i int) int {
	for i < len(l.text) {
		if l.text[i] == '\n' {
			l.starts = append(l.starts, i+1)
			if l.depth == 0 || l.record && l.resumes(i+1) {
				l.end(i)
				return l.begin(i + 1)
			}
			i++
			continue
		}
		i = l.token(i, len(l.text))
	}
	l.end(i)
	return i
}

// token goes over at least one byte that is not a line end, to end at most.
func (l *lexer) token(i, end int) int {
	c := l.text[i]
	switch kinds[c] {
	case letter:
		return l.word(i, end)
	case quote:
		return l.str(i, i, end)
	case opening:
		l.enter(i)
	case closing:
		l.leave()
	case operator:
		l.link(i)
		l.modern = l.modern || c == '-' && i+1 < end && l.text[i+1] == '>'
	case special:
		return l.mark(i, end)
	}
	return i + 1
}

// mark goes over what stands for itself.
func (l *lexer) mark(i, end int) int {
	switch l.text[i] {
	case '#':
		return l.comment(i, end)
	case '\\':
		if i+1 < end && l.text[i+1] == '\n' {
			l.newLine(i + 2)
			return i + 2
		}
	case ',':
		// Between lambda and its ':' it does not end what is counted.
		if open := &l.open[min(l.depth, maxNesting)]; open.lambdas == 0 {
			l.chain = open.chain
		}
	case ';':
		l.chain = 0
	case ':':
		return l.colon(i, end)
	}
	return i + 1
}

func (l *lexer) colon(i, end int) int {
	if i+1 < end && l.text[i+1] == '=' {
		l.modern = true
		l.link(i)
		return i + 2
	}
	if open := &l.open[min(l.depth, maxNesting)]; open.lambdas > 0 {
		open.lambdas--
	} else if l.depth == 0 {
		l.line.colon = i
	}
	return i + 1
}

// newLine notes that a line begins at i. Inside an f-string it is known
// already.
func (l *lexer) newLine(i int) {
	if l.formatted == 0 {
		l.starts = append(l.starts, i)
	}
}

// word goes over a name, a keyword, a number or a string with a prefix.
func (l *lexer) word(i, end int) int {
	j := i + 1
	for j < end && kinds[l.text[j]] == letter {
		j++
	}
	if j < end && kinds[l.text[j]] == quote && j-i <= 2 && isPrefix(l.text[i:j]) {
		return l.str(i, j, end)
	}
	switch l.text[i:j] {
	case "not", "await", "else", "yield":
		l.link(i)
	case "lambda":
		l.link(i)
		l.open[min(l.depth, maxNesting)].lambdas++
	}
	if l.text[i] <= '9' {
		l.number(i, j)
	}
	return j
}

// number looks at digits, and letters that follow them.
func (l *lexer) number(i, j int) {
	if j-i > maxDigits {
		l.flaw(i, "a number of more than %d digits", maxDigits)
	}
	if l.text[i] == '0' && j-i > 1 && l.old.text == "" && octalOld(l.text, i, j) {
		l.old = flaw{i, "an octal number"}
	}
}

// isPrefix knows the prefixes that the parser knows.
func isPrefix(word string) bool {
	switch strings.ToLower(word) {
	case "b", "r", "u", "f", "t", "br", "rb", "fr", "rf", "tr", "rt", "bu", "ub":
		return true
	}
	return false
}

func (l *lexer) enter(i int) {
	l.link(i)
	l.depth++
	if l.depth > maxNesting {
		l.flaw(i, "brackets nested more than %d deep", maxNesting)
		return
	}
	l.open[l.depth] = bracket{at: i, chain: l.chain}
}

func (l *lexer) leave() {
	if l.depth == 0 {
		return // the parser will say so
	}
	if l.depth <= maxNesting {
		l.chain = l.open[l.depth].chain
	}
	l.depth--
}

// link counts what may make the tree one deeper.
func (l *lexer) link(i int) {
	if l.chain++; l.chain > maxChain {
		l.flaw(i, "an expression of more than %d operators", maxChain)
	}
}

// comment goes to the end of the line.
func (l *lexer) comment(i, end int) int {
	stop := strings.IndexByte(l.text[i:end], '\n')
	if stop < 0 {
		stop = end - i
	}
	if l.formatted == 0 {
		start := l.starts[len(l.starts)-1]
		before := l.text[start:i]
		l.comments = append(l.comments, Comment{
			Line:   len(l.starts),
			Column: characterColumn(before),
			Text:   l.text[i+1 : i+stop],
			Alone:  strings.TrimLeft(before, " \t\f") == "",
		})
	}
	return i + stop
}
