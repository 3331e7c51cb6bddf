package syntax

import (
	"fmt"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// branch is a head and its block, as logical lines. In a branch that has
// its block on the same line there are no others.
type branch struct {
	head, end int
	inline    bool
}

// branches takes a compound statement apart; nil when it is none. What comes
// before the first branch are decorators, or a match.
func (s *salvager) branches(lo, hi int) []branch {
	for lo < hi-1 && s.lines[lo].word == "@" {
		lo++
	}
	if s.lines[lo].word == "match" && lo < hi-1 {
		lo++
	}
	indent := s.lines[lo].indent
	var list []branch
	for i := lo; i < hi; {
		if s.lines[i].indent != indent {
			return nil
		}
		end := i + 1
		for end < hi && s.lines[end].indent > indent {
			end++
		}
		inline := !s.opens(i)
		if inline && (end > i+1 || s.lines[i].colon < 0) {
			return nil
		}
		list = append(list, branch{i, end, inline})
		i = end
	}
	return list
}

// opens reports whether a logical line ends with the ':' of a block.
func (s *salvager) opens(i int) bool {
	line := s.lines[i]
	if line.colon < line.start {
		return false
	}
	rest := strings.TrimLeft(s.f.Text[line.colon+1:line.end], " \t\f\\\n")
	return rest == "" || rest[0] == '#'
}

// compound parses the heads of a statement without its blocks, and the
// blocks one by one.
func (s *salvager) compound(lo int, branches []branch) []parser.Stmt {
	if over := s.ladder(branches); over < len(branches) {
		at := s.lines[branches[over].head]
		s.leaveOut(branches[over].head, &flaw{at.start, fmt.Sprintf("an elif chain of more than %d branches", maxChain)})
		branches = branches[:over]
	}
	body, why := s.heads(lo, branches)
	if why != nil {
		why.text += "; its block is left out"
		s.leaveOut(branches[0].head, why)
		return s.orphans(branches)
	}
	slots := blocks(body[0])
	if len(slots) != len(branches) {
		s.leaveOut(lo, &flaw{s.lines[lo].start, fmt.Sprintf("%q without what it belongs to", s.lines[lo].word)})
		return nil
	}
	for i, b := range branches {
		if b.inline {
			continue
		}
		if inner := s.block(b.head+1, b.end); len(inner) > 0 {
			*slots[i] = inner
		} else {
			// A block of which nothing is left keeps the pass, which
			// stands where the text has the ':'.
			*slots[i] = []parser.Stmt{&parser.Pass{P: s.f.Position(s.lines[b.head].colon)}}
		}
	}
	return body
}

// ladder is how many branches of an elif chain can be kept.
func (s *salvager) ladder(branches []branch) int {
	if s.lines[branches[0].head].word == "if" {
		return min(len(branches), maxChain+1)
	}
	return len(branches)
}

// heads parses decorators and heads, each with a pass for its block.
func (s *salvager) heads(lo int, branches []branch) ([]parser.Stmt, *flaw) {
	var b strings.Builder
	first := s.lines[lo]
	at := first.row
	last := s.lines[branches[len(branches)-1].head].end
	for i := lo; ; i++ {
		line := s.lines[i]
		if line.flaw.text != "" {
			return nil, &flaw{line.flaw.at, line.flaw.text}
		}
		end := line.end
		if i == branches[0].head && !branches[0].inline {
			end = line.colon + 1
		}
		b.WriteString(strings.Repeat("\n", line.row-at))
		text := s.f.Text[s.f.starts[line.row]:end]
		b.WriteString(text)
		at = line.row + strings.Count(text, "\n")
		if i == branches[0].head {
			if !branches[0].inline {
				b.WriteString(" pass")
			}
			if branches = branches[1:]; len(branches) == 0 {
				break
			}
			i = branches[0].head - 1
		}
	}
	body, why := s.parse(first, last, b.String())
	if why == nil && len(body) != 1 {
		why = &flaw{first.start, "the branches do not fit"}
	}
	return body, why
}

// orphans are the definitions inside a statement whose heads are broken.
func (s *salvager) orphans(branches []branch) []parser.Stmt {
	var body []parser.Stmt
	for _, b := range branches {
		body = append(body, s.definitions(s.lines[branches[0].head].word, b.head+1, b.end)...)
	}
	return body
}

// definitions are the functions and classes in a block whose head, which
// begins with word, is broken. They are kept as if they stood in its place.
// The rest is left out: without the head it is not known when it runs.
func (s *salvager) definitions(word string, lo, hi int) []parser.Stmt {
	if word == "def" || word == "async" {
		return nil
	}
	var body []parser.Stmt
	for lo < hi {
		next := s.statement(lo, hi)
		switch s.lines[lo].word {
		case "@", "def", "class", "async":
			body = append(body, s.single(lo, next)...)
		}
		lo = next
	}
	return body
}

// blocks are the places of the blocks of a compound statement, in the order
// of the text.
func blocks(s parser.Stmt) []*[]parser.Stmt {
	switch n := s.(type) {
	case *parser.FunctionDef:
		return []*[]parser.Stmt{&n.Body}
	case *parser.AsyncFunctionDef:
		return []*[]parser.Stmt{&n.Body}
	case *parser.ClassDef:
		return []*[]parser.Stmt{&n.Body}
	case *parser.With:
		return []*[]parser.Stmt{&n.Body}
	case *parser.AsyncWith:
		return []*[]parser.Stmt{&n.Body}
	case *parser.If:
		return ladder(n)
	case *parser.While:
		return orElse(&n.Body, &n.Orelse)
	case *parser.For:
		return orElse(&n.Body, &n.Orelse)
	case *parser.AsyncFor:
		return orElse(&n.Body, &n.Orelse)
	case *parser.Try:
		return attempt(&n.Body, n.Handlers, &n.Orelse, &n.Finalbody)
	case *parser.TryStar:
		return attempt(&n.Body, n.Handlers, &n.Orelse, &n.Finalbody)
	case *parser.Match:
		var list []*[]parser.Stmt
		for _, c := range n.Cases {
			list = append(list, &c.Body)
		}
		return list
	}
	return nil
}

func orElse(body, orelse *[]parser.Stmt) []*[]parser.Stmt {
	if len(*orelse) == 0 {
		return []*[]parser.Stmt{body}
	}
	return []*[]parser.Stmt{body, orelse}
}

// ladder goes down an elif chain, whose rungs are in each other. In what
// heads parses an else has only a pass.
func ladder(n *parser.If) []*[]parser.Stmt {
	list := []*[]parser.Stmt{&n.Body}
	for len(n.Orelse) == 1 {
		next, elif := n.Orelse[0].(*parser.If)
		if !elif {
			return append(list, &n.Orelse)
		}
		list = append(list, &next.Body)
		n = next
	}
	return list
}

func attempt(body *[]parser.Stmt, handlers []*parser.ExceptHandler, orelse, finally *[]parser.Stmt) []*[]parser.Stmt {
	list := []*[]parser.Stmt{body}
	for _, h := range handlers {
		list = append(list, &h.Body)
	}
	for _, rest := range []*[]parser.Stmt{orelse, finally} {
		if len(*rest) > 0 {
			list = append(list, rest)
		}
	}
	return list
}
