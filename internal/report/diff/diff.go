// Package diff reads unified diffs, for reports that show or carry changes.
package diff

import (
	"regexp"
	"strconv"
	"strings"
)

// File is the changes of one file.
type File struct {
	Path  string // without the a/ that diff puts before it
	Hunks []Hunk
}

// Hunk is one stretch of a file.
type Hunk struct {
	Head  string // @@ -1,4 +1,5 @@
	Lines []Line
}

// Line is one line. Old is its number before the change, from 1; of an added
// line, that of the line that it stands before.
type Line struct {
	Kind byte // ' ', '-', '+'
	Old  int
	Text string // without the line end
	Open bool   // the file ends here without a line end
}

// Change is what stands in the place of the old lines From to To, both from
// 1 and in it; To is From-1 where nothing is taken away.
type Change struct {
	From, To int
	Text     string // whole lines
	Last     bool   // Text has no line end: it is the end of the file
}

var hunkHead = regexp.MustCompile(`^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@`)

// Parse reads a unified diff; what is none is left out.
func Parse(text string) []File {
	var files []File
	var old, before, after int // line before the change; lines that the hunk still has of each side
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if before > 0 || after > 0 || strings.HasPrefix(line, `\`) {
			if hunk := last(files); hunk != nil && line != "" {
				hunk.add(line, &old, &before, &after)
				continue
			}
		}
		if path, ok := strings.CutPrefix(line, "--- "); ok {
			files = append(files, File{Path: strings.TrimPrefix(path, "a/")})
		} else if m := hunkHead.FindStringSubmatch(line); m != nil && len(files) > 0 {
			old, before, after = number(m[1]), number(m[2]), number(m[3])
			if before == 0 {
				old++ // diff names the line before
			}
			file := &files[len(files)-1]
			file.Hunks = append(file.Hunks, Hunk{Head: line})
		}
	}
	return files
}

// number is 1 where diff leaves it out.
func number(s string) int {
	if s == "" {
		return 1
	}
	n, _ := strconv.Atoi(s)
	return n
}

func last(files []File) *Hunk {
	if len(files) == 0 || len(files[len(files)-1].Hunks) == 0 {
		return nil
	}
	hunks := files[len(files)-1].Hunks
	return &hunks[len(hunks)-1]
}

func (h *Hunk) add(line string, old, before, after *int) {
	kind := line[0]
	switch kind {
	case '\\':
		if n := len(h.Lines); n > 0 {
			h.Lines[n-1].Open = true
		}
		return
	case ' ', '-', '+':
	default:
		*before, *after = 0, 0 // no diff any more
		return
	}
	h.Lines = append(h.Lines, Line{Kind: kind, Old: *old, Text: line[1:]})
	if kind != '+' {
		*old++
		*before--
	}
	if kind != '-' {
		*after--
	}
}

// Changes are those of the file, from its beginning to its end.
func (f File) Changes() []Change {
	var all []Change
	for _, h := range f.Hunks {
		var now *Change
		for _, line := range h.Lines {
			if line.Kind == ' ' {
				now = nil
				continue
			}
			if now == nil {
				all = append(all, Change{From: line.Old, To: line.Old - 1})
				now = &all[len(all)-1]
			}
			if line.Kind == '-' {
				now.To = line.Old
				continue
			}
			now.Text += line.Text
			if now.Last = line.Open; !line.Open {
				now.Text += "\n"
			}
		}
	}
	return all
}
