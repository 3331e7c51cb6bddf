package html

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
	"github.com/ashlarsec/ashlar/internal/report/diff"
	"github.com/ashlarsec/ashlar/internal/report/proof"
)

// card is one finding.
type card struct {
	Anchor, ID, Weakness, Title, Category string
	Severity, Verdict, Looks              string
	Operation, Place                      string
	Others                                []string // operations
	Field, Summary, Guard, Remedy         string
	Accepted                              string
	Steps                                 []step
	Files                                 []file
	Curl                                  string
	Variables                             string
	Patch                                 []line
	PatchText, Decision                   string
	Masked                                bool
	Tags                                  []tag
	Search                                string // lower case
}

// step is one exchange: who asked, what came back.
type step struct {
	Who, Initial, Hue string
	Control           bool
	Decisive          bool
	Text              string
	Request           []line // its first is the request line
	Status, Tone      string
	Answer            []line
}

// line is one of a request, an answer or a diff. Parts alternate between
// plain text and the mark that makes the proof.
type line struct {
	Class string
	Parts []part
}

type part struct {
	Text string
	Mark bool
}

// file is the steps of the code path in one file, until it leaves it.
type file struct {
	Name  string
	Lines []codeLine
}

type codeLine struct {
	Number     int
	Code, What string
	Decisive   bool
}

type tag struct{ Text, Link string }

var hexID = regexp.MustCompile(`^[0-9a-f]{12}$`)

func newCard(f finding.Finding, index int) *card {
	c := &card{
		Anchor: fmt.Sprintf("finding-%d", index+1), ID: p(f.ID), Weakness: p(f.Weakness), Title: p(cmp.Or(f.Title, f.Weakness)), Category: p(f.Category),
		Severity: "info", Verdict: p(string(f.Verdict)), Operation: p(cmp.Or(f.Operation, "the whole API")), Field: p(f.Field),
		Summary: p(sentence(f.Evidence.Summary)), Guard: p(sentence(upper(f.Evidence.Guard))), Remedy: p(sentence(f.Remediation)),
	}
	if hexID.MatchString(f.ID) {
		c.Anchor = "f-" + f.ID
	}
	if slices.Contains(finding.Severities, f.Severity) {
		c.Severity = string(f.Severity)
	}
	var looks []string
	for _, l := range f.Looks {
		looks = append(looks, string(l))
	}
	c.Looks = p(strings.Join(looks, " "))
	if f.Location != nil {
		c.Place = p(f.Location.String())
	}
	for _, o := range f.Operations {
		if o != f.Operation {
			c.Others = append(c.Others, p(o))
		}
	}
	if a := f.Accepted; a != nil {
		c.Accepted = p(fmt.Sprintf("Accepted by %s until %s: %s", a.Owner, a.Expires, sentence(a.Reason)))
	}
	c.steps(f)
	c.path(f)
	if ex := proof.Decisive(f); ex != nil {
		c.Curl = p(evidence.Curl(*ex))
		c.Variables = p(strings.Join(ex.Variables, ", $"))
	}
	c.patch(f.Fix)
	for _, n := range f.CWE {
		c.Tags = append(c.Tags, tag{fmt.Sprintf("CWE-%d", n), fmt.Sprintf("https://cwe.mitre.org/data/definitions/%d.html", n)})
	}
	for _, o := range f.OWASP {
		c.Tags = append(c.Tags, tag{Text: p(o)})
	}
	c.Search = strings.ToLower(strings.Join(append([]string{c.ID, c.Weakness, c.Title, c.Category, c.Operation, c.Place, c.Field, c.Summary, c.Looks, c.Verdict, c.Severity}, c.Others...), " "))
	return c
}

// hues of identities, as many as the style knows.
const hues = 6

// steps tells the exchanges in order, the control behind them. A line of the
// decisive exchange that a control of the same method does not have, and the
// other way round, is set apart.
func (c *card) steps(f finding.Finding) {
	exchanges, control := f.Evidence.Exchanges, f.Evidence.Control
	mark := p(proof.Mark(exchanges, control))
	decisive := proof.Decisive(f)
	hue := map[string]string{}
	proven, refused := sides{}, sides{}
	for _, ex := range control {
		if decisive != nil && ex.Request.Method == decisive.Request.Method {
			refused.add(ex)
		}
	}
	if decisive != nil {
		proven.add(*decisive)
	}
	add := func(ex evidence.Exchange, isControl, isDecisive bool, other sides) {
		who := p(cmp.Or(ex.Identity, "anonymous"))
		if hue[who] == "" {
			hue[who] = fmt.Sprintf("hue-%d", len(hue)%hues)
		}
		s := step{Who: who, Initial: strings.ToUpper(string([]rune(who)[:1])), Hue: hue[who], Control: isControl, Decisive: isDecisive, Text: after(who, p(ex.Step))}
		s.Request = marked(requestLines(ex), mark, other.request)
		if ex.Response.Status == 0 {
			s.Status, s.Tone = "—", "none"
			s.Answer = marked([]string{p("no answer: " + ex.Response.Error)}, "", nil)
		} else {
			s.Status, s.Tone = fmt.Sprint(ex.Response.Status), fmt.Sprintf("s%d", ex.Response.Status/100)
			s.Answer = marked(bodyLines(ex.Response.Body), mark, other.answer)
			if ex.Response.Truncated {
				s.Answer = append(s.Answer, line{Parts: []part{{Text: "…"}}})
			}
		}
		c.Steps = append(c.Steps, s)
	}
	for i, ex := range exchanges {
		if &exchanges[i] == decisive {
			add(ex, false, true, refused)
		} else {
			add(ex, false, false, sides{})
		}
	}
	for _, ex := range control {
		if decisive != nil && ex.Request.Method == decisive.Request.Method {
			add(ex, true, false, proven)
		} else {
			add(ex, true, false, sides{})
		}
	}
}

// sides are the lines to compare with; none says nothing.
type sides struct{ request, answer []string }

func (s *sides) add(ex evidence.Exchange) {
	s.request = append(s.request, requestLines(ex)...)
	s.answer = append(s.answer, bodyLines(ex.Response.Body)...)
}

// after is a step behind the name of who does it, which it may begin with.
func after(who, step string) string {
	if rest, ok := strings.CutPrefix(step, who); ok && (rest == "" || strings.ContainsAny(rest[:1], " ,:;")) {
		return rest
	}
	return " " + step
}

func requestLines(ex evidence.Exchange) []string {
	lines := []string{p(ex.Request.Method + " " + target(ex.Request.URL))}
	return append(lines, bodyLines(ex.Request.Body)...)
}

// target is what stands behind the host.
func target(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	_, rest, _ := strings.Cut(address, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		return rest[i:]
	}
	return "/"
}

// Bounds of what is shown of a body.
const (
	mostLines   = 60
	longestLine = 2000
)

// bodyLines are those of a body, JSON set out.
func bodyLines(body string) []string {
	if strings.TrimSpace(body) == "" {
		return nil
	}
	var b bytes.Buffer
	if json.Indent(&b, []byte(body), "", "  ") == nil {
		body = b.String()
	}
	lines := strings.Split(strings.TrimRight(printable.Lines(body), "\n"), "\n")
	if len(lines) > mostLines {
		lines = append(lines[:mostLines:mostLines], fmt.Sprintf("… %d more lines", len(lines)-mostLines))
	}
	for i, l := range lines {
		if r := []rune(l); len(r) > longestLine {
			lines[i] = string(r[:longestLine]) + "…"
		}
	}
	return lines
}

// marked sets the mark apart, and the lines that other does not have; with no
// other there is nothing to compare with.
func marked(lines []string, mark string, other []string) []line {
	var all []line
	for _, text := range lines {
		l := line{}
		if len(other) > 0 && !slices.ContainsFunc(other, func(o string) bool { return bare(o) == bare(text) }) {
			l.Class = "only"
		}
		for rest := text; ; {
			before, after, ok := strings.Cut(rest, mark)
			if mark == "" || !ok {
				l.Parts = append(l.Parts, part{Text: rest})
				break
			}
			l.Parts = append(l.Parts, part{Text: before}, part{Text: mark, Mark: true})
			rest = after
		}
		all = append(all, l)
	}
	return all
}

// bare is a line without what its place in a list adds.
func bare(s string) string { return strings.TrimSuffix(strings.TrimSpace(s), ",") }

func (c *card) path(f finding.Finding) {
	decisive := proof.Point(f)
	for i, point := range f.Evidence.Path {
		name := p(point.File)
		if len(c.Files) == 0 || c.Files[len(c.Files)-1].Name != name {
			c.Files = append(c.Files, file{Name: name})
		}
		what := p(point.What)
		if point.Kind != "" {
			what += " (" + p(point.Kind) + ")"
		}
		last := &c.Files[len(c.Files)-1]
		last.Lines = append(last.Lines, codeLine{point.Line, p(strings.TrimSpace(point.Code)), what, i == decisive})
	}
}

func (c *card) patch(f *finding.Fix) {
	if f == nil {
		return
	}
	c.Decision, c.Masked = p(sentence(f.Decision)), f.Masked
	if f.Diff == "" {
		return
	}
	c.PatchText = printable.Lines(f.Diff)
	for _, file := range diff.Parse(f.Diff) {
		c.Patch = append(c.Patch, line{Class: "file", Parts: []part{{Text: p(file.Path)}}})
		for _, h := range file.Hunks {
			c.Patch = append(c.Patch, line{Class: "hunk", Parts: []part{{Text: p(h.Head)}}})
			for _, l := range h.Lines {
				class := map[byte]string{'+': "add", '-': "del"}[l.Kind]
				c.Patch = append(c.Patch, line{Class: class, Parts: []part{{Text: string(l.Kind) + printable.Lines(strings.TrimSuffix(l.Text, "\r"))}}})
			}
		}
	}
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
