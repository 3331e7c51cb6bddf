package syntax

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// maxEffort is how many times the size of a top-level statement may be parsed
// to save what is whole in it. Each level of blocks around something broken is
// parsed once again; code that people write has fewer than 10.
const maxEffort = 20

// salvage parses a file that does not parse as a whole. It takes it apart
// into statements, and those that do not parse into the blocks that they
// have, down to the simple statement that is broken. All others are kept.
func (f *File) salvage() {
	l := lexer{text: f.Text, record: true}
	l.file()
	if l.missing {
		l = lexer{text: f.Text, record: true, strict: true}
		l.file()
		f.Comments = l.comments
	}
	for _, c := range l.conflicts[:min(len(l.conflicts), maxProblems)] {
		f.problem(c.at, c.text)
	}
	s := salvager{f: f, sign: l.old, lines: l.lines}
	for lo := 0; lo < len(s.lines); {
		next := s.statement(lo, len(s.lines))
		s.effort = maxEffort * (s.lines[next-1].end - s.lines[lo].start + 100)
		f.Tree.Body = append(f.Tree.Body, s.single(lo, next)...)
		lo = next
	}
	s.tell(l.modern)
	if len(f.Problems) == 0 {
		// Each part parses, the whole does not: it is between the parts.
		f.problem(f.failure(0, f.Text, 0))
	}
}

// tell lists what was left out. In a file that is Python 3 elsewhere, a
// statement of Python 2 is a mistake like any other.
func (s *salvager) tell(modern bool) {
	if s.sign.text != "" && !modern {
		s.f.Python2 = true
		s.f.problem(s.sign.at, fmt.Sprintf("Python 2: %s; %d statements were left out", s.sign.text, s.left))
		return
	}
	for _, p := range s.problems {
		s.f.problem(p.at, p.text)
	}
	if more := s.left - len(s.problems); more > 0 {
		last := s.problems[len(s.problems)-1]
		s.f.problem(last.at, fmt.Sprintf("%d more statements were left out", more))
	}
}

// failure is what the parser has against a text of the file that is shift
// lines down, and where.
func (f *File) failure(offset int, text string, shift int) (int, string) {
	_, err := parse(text)
	if err == nil {
		return offset, "the indentation does not fit"
	}
	return f.explain(err, offset, shift)
}

// explain takes the position out of an error of the parser.
func (f *File) explain(err error, offset, shift int) (int, string) {
	line, rest, _ := strings.Cut(err.Error(), ":")
	col, text, _ := strings.Cut(rest, ": ")
	l, errLine := strconv.Atoi(line)
	c, errCol := strconv.Atoi(col)
	if errLine != nil || errCol != nil {
		return offset, err.Error()
	}
	at := f.Offset(parser.Pos{Line: l + shift, Col: c})
	return max(at, offset), plainly.Replace(text)
}

// plainly says in words what the parser says in names of tokens.
var plainly = strings.NewReplacer(
	"token INDENT", "indentation", "token DEDENT", "end of the block", "token NEWLINE", "end of the line", "token EOF", "end of the file",
	"got INDENT", "got indentation", "got DEDENT", "got the end of the block", "got NEWLINE", "got the end of the line", "got EOF", "got the end of the file",
)

type salvager struct {
	f        *File
	lines    []logical
	effort   int    // bytes that may still be parsed
	left     int    // statements that were left out
	problems []flaw // the first of them
	sign     flaw   // of Python 2
}

// block gives the statements of the logical lines from lo to before hi, all
// in one block.
func (s *salvager) block(lo, hi int) []parser.Stmt {
	if lo == hi {
		return nil
	}
	body, why := s.whole(lo, hi)
	if why == nil {
		return body
	}
	for first := lo; lo < hi; {
		next := s.statement(lo, hi)
		if lo == first && next == hi {
			return s.parts(lo, hi, why) // as a whole it was just tried
		}
		body = append(body, s.single(lo, next)...)
		lo = next
	}
	return body
}

// whole parses logical lines as they are; nil and why not when they cannot
// be.
func (s *salvager) whole(lo, hi int) ([]parser.Stmt, *flaw) {
	for i := lo; i < hi; i++ {
		if wrong := s.lines[i].flaw; wrong.text != "" {
			return nil, &wrong
		}
	}
	first := s.lines[lo]
	end := s.lines[hi-1].end
	return s.parse(first, end, s.f.Text[s.f.starts[first.row]:end])
}

// parse parses what stands in the file from a logical line, of any
// indentation, to end.
func (s *salvager) parse(first logical, end int, text string) ([]parser.Stmt, *flaw) {
	s.effort -= len(text)
	if s.effort < 0 {
		return nil, &flaw{first.start, "too much is broken in this file: left out"}
	}
	shift := first.row
	if first.indent > 0 {
		text = "if 1:\n" + text
		shift--
	}
	tree, err := parse(text)
	if err != nil {
		at, why := s.f.explain(err, first.start, shift)
		return nil, &flaw{min(at, end), why}
	}
	body := tree.Body
	if first.indent > 0 {
		block := tree.Body[0].(*parser.If)
		if len(tree.Body) > 1 || len(block.Orelse) > 0 {
			return nil, &flaw{first.start, "the indentation does not fit"}
		}
		body = block.Body
	}
	s.f.settle(body, shift)
	return body, nil
}

// statement is the end of the statement that begins at lo: with its
// decorators, its block and its other branches.
func (s *salvager) statement(lo, hi int) int {
	i := lo
	for i+1 < hi && s.lines[i].word == "@" && s.lines[i+1].indent == s.lines[lo].indent {
		i++
	}
	head := s.lines[i].word
	if text := s.f.Text[s.lines[i].start:]; head == "async" && !asyncFor.MatchString(text[:min(len(text), 20)]) {
		head = ""
	}
	for i++; i < hi; i++ {
		line := s.lines[i]
		if line.indent > s.lines[lo].indent {
			continue
		}
		if line.indent < s.lines[lo].indent || !continues(head, line.word) {
			break
		}
	}
	return i
}

var asyncFor = regexp.MustCompile(`^async\s+for\b`)

// continues reports whether a line that begins with word can be a branch of
// a statement that begins with head.
func continues(head, word string) bool {
	switch head {
	case "if":
		return word == "elif" || word == "else"
	case "for", "while", "async":
		return word == "else"
	case "try":
		return word == "except" || word == "else" || word == "finally"
	}
	return false
}

// single gives what is whole in one statement.
func (s *salvager) single(lo, hi int) []parser.Stmt {
	body, why := s.whole(lo, hi)
	if why == nil {
		return body
	}
	return s.parts(lo, hi, why)
}

// parts gives what is whole in a statement that is not, and why.
func (s *salvager) parts(lo, hi int, why *flaw) []parser.Stmt {
	if hi-lo == 1 {
		s.leaveOut(lo, why)
		return nil
	}
	branches := s.branches(lo, hi)
	if branches == nil {
		return s.misplaced(lo, hi)
	}
	return s.compound(lo, branches)
}

// misplaced is for lines that are indented and should not be.
func (s *salvager) misplaced(lo, hi int) []parser.Stmt {
	deeper := lo + 1
	for deeper < hi-1 && s.lines[deeper].indent <= s.lines[lo].indent {
		deeper++
	}
	body, why := s.whole(lo, deeper)
	if why != nil {
		// Most likely it lacks its ':', or a bracket before that.
		s.leaveOut(deeper-1, why)
		return s.definitions(s.lines[deeper-1].word, deeper, hi)
	}
	s.leaveOut(deeper, &flaw{s.lines[deeper].start, "unexpected indentation"})
	return body
}

// leaveOut notes why a statement is missing.
func (s *salvager) leaveOut(lo int, why *flaw) {
	s.left++
	if len(s.problems) == maxProblems {
		return
	}
	s.problems = append(s.problems, *why)
	line := s.lines[lo]
	if s.sign.text != "" && s.sign.at < line.start {
		return
	}
	if sign := oldSign(s.f.Text[line.start:line.end]); sign != "" {
		s.sign = flaw{line.start, sign}
	}
}
