package design

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in the file. Line and Column count from 1.
type Problem struct {
	File         string
	Line, Column int
	Text         string // what is wrong and what to do; never a value of the file
}

func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Problems is every mistake that was found, in the order of the file. Its
// text has a line for each.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// Nearest returns the known word that was probably meant, or "".
func Nearest(word string, known []string) string {
	fold := strings.NewReplacer("-", "", "_", "", " ", "").Replace
	best, least := "", 0
	for _, k := range slices.Sorted(slices.Values(known)) {
		d := distance(strings.ToLower(fold(word)), fold(k))
		if best == "" || d < least {
			best, least = k, d
		}
	}
	// A third of the word wrong is still a slip; more is another word.
	if best == "" || least > max(1, len(fold(best))/3) {
		return ""
	}
	return best
}

// distance counts insertions, deletions, replacements and swaps of neighbours
// (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// suggestion names the word that was probably meant, else all that are
// possible. It is worked out only when it is printed.
type suggestion struct {
	word  string
	known []string
}

func (s suggestion) String() string {
	if near := Nearest(s.word, s.known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "known are " + strings.Join(s.known, ", ")
}
