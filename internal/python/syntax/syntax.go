// Package syntax parses one Python file, whatever is in it.
package syntax

import (
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// File is one file as it was read. Text has the line numbers of the file on
// disk: what could not be read is missing from Tree, never from Text.
type File struct {
	Path     string // as told to users, slash-separated
	Text     string // UTF-8, LF line ends
	Tree     *parser.Module
	Comments []Comment
	Problems []Problem
	Python2  bool
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

// Parse never fails: what could not be read is in Problems.
func Parse(path string, data []byte) *File {
	f := &File{Path: path, Text: string(data)}
	tree, err := parser.ParseFile("", f.Text)
	if err != nil {
		tree = &parser.Module{}
		f.Problems = append(f.Problems, Problem{Line: 1, Column: 1, Text: err.Error()})
	}
	f.Tree = tree
	return f
}

// Line returns the n-th line of text, from 1, without its end; "" when there
// is none.
func Line(text string, n int) string {
	for line := range strings.Lines(text) {
		if n--; n == 0 {
			return strings.TrimSuffix(line, "\n")
		}
	}
	return ""
}
