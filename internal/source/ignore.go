package source

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
)

// Ignore is a comment that silences findings of a line:
//
//	# ashlar: ignore[weakness, weakness] reason
//
// It is about its own line, or where it stands alone about the next line of
// code. Without brackets it is about all weaknesses.
type Ignore struct {
	Place      flow.Place
	Line       int // that it silences
	Weaknesses []string
	Reason     string
}

var ignoreComment = regexp.MustCompile(`^\s*ashlar:\s*ignore\b\s*(?:\[([^\]]*)\])?\s*[:,-]?\s*(.*?)\s*$`)

func (p *Program) ignores(files *project.Project) {
	for _, m := range files.Modules {
		var lines []string
		for _, c := range m.Comments {
			match := ignoreComment.FindStringSubmatch(c.Text)
			if match == nil {
				continue
			}
			i := &Ignore{Place: flow.Place{File: m.Path, Line: int32(c.Line), Col: int32(c.Column)}, Line: c.Line, Reason: match[2]}
			for name := range strings.SplitSeq(match[1], ",") {
				if name = strings.TrimSpace(name); name != "" {
					i.Weaknesses = append(i.Weaknesses, name)
				}
			}
			if c.Alone {
				if lines == nil {
					lines = strings.Split(m.Text, "\n")
				}
				i.Line = nextCode(lines, c.Line)
			}
			p.Ignores = append(p.Ignores, i)
		}
	}
}

// nextCode is the first line after n that is neither blank nor a comment.
func nextCode(lines []string, n int) int {
	for i := n; i < len(lines); i++ {
		text := strings.TrimSpace(lines[i])
		if text != "" && !strings.HasPrefix(text, "#") {
			return i + 1
		}
	}
	return n
}

// Ignored finds the comment that silences the weakness at one of the places;
// nil for none.
func (p *Program) Ignored(weakness string, places ...flow.Place) *Ignore {
	for _, i := range p.Ignores {
		if len(i.Weaknesses) > 0 && !slices.Contains(i.Weaknesses, weakness) {
			continue
		}
		for _, at := range places {
			if at.File == i.Place.File && at.Pos().Line == i.Line {
				return i
			}
		}
	}
	return nil
}
