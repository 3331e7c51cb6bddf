// Package syntax parses one Python file, whatever is in it.
//
// It stands between the bytes of a stranger's repository and
// [github.com/tamnd/gopapy/parser], which is fast and faithful and expects a
// clean, complete, reasonably nested program. Parse decodes, goes over the
// text once for comments and for what would exhaust the parser's stack,
// parses, and where the file does not parse keeps every statement of it that
// does.
//
// Columns: a [parser.Pos] counts bytes from 0, as CPython's col_offset does.
// Line and Column of Comment and Problem are for people: from 1, in
// characters. Lines count from 1 everywhere.
package syntax

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/tamnd/gopapy/parser"
)

// MaxSize is how many bytes of a file are read. Source that people write is
// below 1 MB; what is larger is generated, and a tree takes some ten times the
// memory of its text.
const MaxSize = 5 << 20

// File is one file as it was read. Text has the lines of the file on disk:
// what could not be parsed is missing from Tree, never from Text. It is not
// written to after Parse.
type File struct {
	Path     string         // as told to users, slash-separated
	Text     string         // UTF-8, LF line ends
	Tree     *parser.Module // nil only where it was let go of; statements that could not be parsed are missing
	Comments []Comment      // in order
	Problems []Problem      // what could not be read, in order
	Python2  bool           // it is Python 2; then Problems says so once, and Tree is what Python 3 shares with it

	starts []int // offset of each line in Text
}

// Comment is one comment. Line and Column are of its '#', which Text lacks.
type Comment struct {
	Line, Column int
	Text         string
	Alone        bool // nothing but blanks before it
}

// Problem is something that could not be read.
type Problem struct {
	Line, Column int
	Text         string
}

// Parse never fails: what could not be read is in Problems. Path is only
// carried along. Many goroutines may call it at once.
func Parse(path string, data []byte) *File {
	f := &File{Path: path, Tree: &parser.Module{}}
	if len(data) > MaxSize {
		f.starts = []int{0}
		f.problem(0, fmt.Sprintf("larger than %d MB: not read", MaxSize>>20))
		return f
	}
	text, flaws := decode(data)
	f.Text = text
	l := lexer{text: text}
	l.file()
	f.starts, f.Comments = l.starts, l.comments
	for _, w := range flaws {
		f.problem(w.at, w.text)
	}
	f.parse(&l)
	f.report()
	return f
}

// Recall makes the tree again if it was let go of. It is not for many
// goroutines at once.
func (f *File) Recall() {
	if f.Tree != nil {
		return
	}
	again := *f
	again.Tree = &parser.Module{}
	l := lexer{text: f.Text}
	l.file()
	again.parse(&l)
	f.Tree = again.Tree
}

// parse makes the tree of what can be parsed.
func (f *File) parse(l *lexer) {
	if !f.whole(l) {
		f.salvage()
	}
}

// whole parses the text in one go, and reports whether that was possible.
func (f *File) whole(l *lexer) bool {
	if l.flawed {
		return false
	}
	tree, err := parse(f.Text)
	if err != nil {
		return false
	}
	f.Tree = tree
	if l.settle {
		f.settle(tree.Body, 0)
	}
	if l.old.text != "" {
		f.Python2 = true
		f.problem(l.old.at, "Python 2: "+l.old.text)
	}
	return true
}

// parse is the parser, with its panics as errors.
func parse(text string) (tree *parser.Module, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser gave up: %v", r)
		}
	}()
	return parser.ParseFile("", text)
}

// maxProblems is how many of a kind are listed: enough to mend the file, and
// one with more is not Python.
const maxProblems = 20

// report puts the problems in order.
func (f *File) report() {
	slices.SortStableFunc(f.Problems, func(a, b Problem) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
}

func (f *File) problem(offset int, text string) {
	p := f.Position(offset)
	f.Problems = append(f.Problems, Problem{Line: p.Line, Column: f.Column(p), Text: text})
}

// Line is the n-th line of the text, from 1, without its end; "" when there
// is none.
func (f *File) Line(n int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	if n == len(f.starts) {
		return f.Text[f.starts[n-1]:]
	}
	return f.Text[f.starts[n-1] : f.starts[n]-1]
}

// Lines is how many lines the file has, as an editor counts them: text after
// the last line end is a line, nothing is not.
func (f *File) Lines() int {
	if strings.HasSuffix(f.Text, "\n") || f.Text == "" {
		return len(f.starts) - 1
	}
	return len(f.starts)
}

// Offset is where in Text a position is; a position outside is moved to the
// nearest place inside.
func (f *File) Offset(p parser.Pos) int {
	if p.Line < 1 {
		return 0
	}
	if p.Line > len(f.starts) {
		return len(f.Text)
	}
	line := f.starts[p.Line-1]
	return line + min(max(p.Col, 0), len(f.Line(p.Line)))
}

// Position is the reverse of Offset.
func (f *File) Position(offset int) parser.Pos {
	offset = min(max(offset, 0), len(f.Text))
	line := sort.SearchInts(f.starts, offset+1)
	return parser.Pos{Line: line, Col: offset - f.starts[line-1]}
}

// Column is the column of p for people: from 1, in characters.
func (f *File) Column(p parser.Pos) int {
	line := f.Line(p.Line)
	return 1 + utf8.RuneCountInString(line[:min(max(p.Col, 0), len(line))])
}
