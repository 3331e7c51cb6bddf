package fix

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// around is how many lines are shown beside a change, as diff -u does.
const around = 3

// diff is the changes as a unified diff.
func (b *bench) diff(c *changes) string {
	var out strings.Builder
	for _, f := range c.touched() {
		out.WriteString(unified(f.Path, string(f.raw), f.bytes(c.text(f))))
	}
	return out.String()
}

// bytes is a text of the file as it is written: with its byte order mark, and
// the line ends of the lines that were there or stand beside.
func (f *file) bytes(text string) string {
	raw := strings.TrimPrefix(string(f.raw), bom)
	mark := string(f.raw)[:len(f.raw)-len(raw)]
	if !strings.Contains(raw, "\r") {
		return mark + text
	}
	before, after := lines(f.Text), lines(text)
	ends := lineEnds(raw)
	var out strings.Builder
	out.WriteString(mark)
	for _, h := range matched(before, after) {
		line := strings.TrimSuffix(after[h.b], "\n")
		out.WriteString(line)
		if len(line) < len(after[h.b]) {
			out.WriteString(ends[min(max(h.a, 0), len(ends)-1)])
		}
	}
	return out.String()
}

// lineEnds are the ends of the lines, in order; at least one.
func lineEnds(raw string) []string {
	var ends []string
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] == '\n':
			ends = append(ends, "\n")
		case raw[i] == '\r' && i+1 < len(raw) && raw[i+1] == '\n':
			ends = append(ends, "\r\n")
			i++
		case raw[i] == '\r':
			ends = append(ends, "\r")
		}
	}
	if len(ends) == 0 {
		ends = []string{"\n"}
	}
	return ends
}

// lines keeps the line ends.
func lines(text string) []string { return slices.Collect(strings.Lines(text)) }

// pair is a line of the new text and the one of the old text that it is, or
// stands behind.
type pair struct{ a, b int }

// matched gives every line of after the line of before that it is or that it
// follows.
func matched(before, after []string) []pair {
	var all []pair
	for _, op := range compare(before, after) {
		switch op.kind {
		case ' ':
			all = append(all, pair{op.a, op.b})
		case '+':
			all = append(all, pair{op.a - 1, op.b})
		}
	}
	return all
}

// step is one line of a comparison: ' ' is in both, '-' only before, '+' only
// after. a and b are the indexes of the line, or of the next one.
type step struct {
	kind byte
	a, b int
}

// compare finds what two texts have in common, line by line. Changes are few
// and near each other, so that what lies between the first and the last is
// short.
func compare(before, after []string) []step {
	head := 0
	for head < len(before) && head < len(after) && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < len(before)-head && tail < len(after)-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	var steps []step
	for i := range head {
		steps = append(steps, step{' ', i, i})
	}
	steps = append(steps, longest(before[head:len(before)-tail], after[head:len(after)-tail], head)...)
	for i := range tail {
		steps = append(steps, step{' ', len(before) - tail + i, len(after) - tail + i})
	}
	return steps
}

// longest is the comparison by a longest common subsequence, with the common
// lines as early as possible.
func longest(before, after []string, offset int) []step {
	n, m := len(before), len(after)
	if n*m > maxCells {
		return whole(n, m, offset)
	}
	length := make([][]int32, n+1)
	for i := range length {
		length[i] = make([]int32, m+1)
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if before[i] == after[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var steps []step
	i, j := 0, 0
	for i < n || j < m {
		switch {
		case i < n && j < m && before[i] == after[j]:
			steps = append(steps, step{' ', offset + i, offset + j})
			i, j = i+1, j+1
		case i < n && (j == m || length[i+1][j] >= length[i][j+1]):
			steps = append(steps, step{'-', offset + i, offset + j})
			i++
		default:
			steps = append(steps, step{'+', offset + i, offset + j})
			j++
		}
	}
	return steps
}

// maxCells bounds the table of the comparison to some 100 MB. Beyond it, all
// between the first and the last change is told as one.
const maxCells = 25_000_000

func whole(n, m, offset int) []step {
	var steps []step
	for i := range n {
		steps = append(steps, step{'-', offset + i, offset})
	}
	for j := range m {
		steps = append(steps, step{'+', offset + n, offset + j})
	}
	return steps
}

// unified is what diff -u says of two versions of a file; "" if they are the
// same.
func unified(path, before, after string) string {
	if before == after {
		return ""
	}
	a, b := lines(before), lines(after)
	steps := compare(a, b)
	var out strings.Builder
	name := strings.TrimPrefix(filepath.ToSlash(path), "/")
	fmt.Fprintf(&out, "--- a/%s\n+++ b/%s\n", name, name)
	for i := 0; i < len(steps); {
		if steps[i].kind == ' ' {
			i++
			continue
		}
		from, to := max(0, i-around), hunkEnd(steps, i)
		hunk(&out, steps[from:to], a, b)
		i = to
	}
	return out.String()
}

// hunkEnd is behind the last line of the hunk whose first change is at i:
// changes that share lines around them are one.
func hunkEnd(steps []step, i int) int {
	last := i
	for ; i < len(steps) && i-last <= 2*around+1; i++ {
		if steps[i].kind != ' ' {
			last = i
		}
	}
	return min(last+1+around, len(steps))
}

func hunk(out *strings.Builder, steps []step, a, b []string) {
	old, now := 0, 0
	for _, s := range steps {
		if s.kind != '+' {
			old++
		}
		if s.kind != '-' {
			now++
		}
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(steps[0].a, old), span(steps[0].b, now))
	for _, s := range steps {
		line := ""
		if s.kind == '+' {
			line = b[s.b]
		} else {
			line = a[s.a]
		}
		out.WriteByte(s.kind)
		out.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// span is a range of lines as diff writes it.
func span(start, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", start)
	case 1:
		return fmt.Sprint(start + 1)
	}
	return fmt.Sprintf("%d,%d", start+1, count)
}
