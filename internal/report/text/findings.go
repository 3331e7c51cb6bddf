package text

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/proof"
)

const (
	mostExchanges = 3    // of a finding: the first and the last ones
	mostControls  = 1    // of a finding
	longestCurl   = 1000 // columns; a longer line is no longer copied by hand
	mostBodyLines = 12   // with -v
)

func (p *page) findings(scan *finding.Scan) {
	for _, severity := range finding.Severities {
		var some []finding.Finding
		for _, f := range scan.Findings {
			if f.Severity == severity {
				some = append(some, f)
			}
		}
		if len(some) == 0 {
			continue
		}
		p.section(strings.ToUpper(string(severity)), fmt.Sprint(len(some)), styleOf[severity])
		for _, f := range some {
			p.finding(f)
		}
	}
}

func (p *page) finding(f finding.Finding) {
	p.blank()
	for i, line := range wrap(cmp.Or(f.Title, f.Weakness), p.proseWidth()-2) {
		// Where there is no colour, the bullet is what the eye finds.
		mark := "● "
		if i > 0 {
			mark = "  "
		}
		p.line(0, span{styleOf[f.Severity], mark}, span{bold, line})
	}
	p.label(f)
	if a := f.Accepted; a != nil {
		p.prose(2, yellow, sentence(fmt.Sprintf("Accepted by %s until %s: %s", a.Owner, a.Expires, a.Reason)))
	}
	p.operations(f)
	if f.Evidence.Summary != "" {
		p.blank()
		p.prose(2, plain, sentence(f.Evidence.Summary))
	}
	p.proof(f)
	p.codePath(f)
	if ex := proof.Decisive(f); ex != nil {
		p.blank()
		if curl := evidence.Curl(*ex); width(curl) <= longestCurl || p.o.Verbose {
			p.line(2, span{cyan, curl})
		} else {
			p.prose(2, dim, "The curl line is long: -v or --format json has it.")
		}
	}
	if f.Remediation != "" {
		p.blank()
		p.item(2, "Remedy:", green, f.Remediation)
	}
}

// label is how sure it is and what it is called elsewhere.
func (p *page) label(f finding.Finding) {
	rest := " · " + f.Weakness
	for _, o := range f.OWASP {
		// Every weakness has A04: it tells nothing.
		if !strings.HasPrefix(o, "A04") {
			rest += " · " + o
		}
	}
	for _, c := range f.CWE {
		rest += fmt.Sprintf(" · CWE-%d", c)
	}
	s := plain
	if f.Verdict == finding.Proven {
		s = styleOf[f.Severity]
	}
	p.line(2, span{s, string(f.Verdict)}, span{dim, rest + " · " + f.ID})
}

// operations lists them, the decisive one first.
func (p *page) operations(f finding.Finding) {
	p.blank()
	ordered := []string{}
	if f.Operation != "" {
		ordered = append(ordered, f.Operation)
	}
	for _, o := range f.Operations {
		if o != f.Operation {
			ordered = append(ordered, o)
		}
	}
	if f.Operation == "" {
		text := "the whole API"
		if len(ordered) > 0 {
			text += ", seen at"
		}
		p.located(f, span{plain, text})
	}
	for i, o := range ordered {
		if i == mostOperations && !p.o.Verbose && len(ordered) > mostOperations+1 {
			p.line(2, span{dim, fmt.Sprintf("and %d more operations", len(ordered)-i)})
			break
		}
		switch {
		case o != f.Operation:
			p.line(2, span{plain, o})
		case f.Field != "":
			p.located(f, span{bold, o}, span{plain, "  " + f.Field})
		default:
			p.located(f, span{bold, o})
		}
	}
}

// located adds where the finding is, on the next line if this one has no room.
func (p *page) located(f finding.Finding, spans ...span) {
	if f.Location == nil {
		p.line(2, spans...)
		return
	}
	place, taken := f.Location.String(), 2
	for _, s := range spans {
		taken += width(clean(s.text))
	}
	if taken+2+width(clean(place)) <= p.width {
		p.line(2, append(spans, span{dim, "  " + place})...)
		return
	}
	p.line(2, spans...)
	p.line(4, span{dim, place})
}

// proof tells the exchanges in short.
func (p *page) proof(f finding.Finding) {
	exchanges, control := f.Evidence.Exchanges, f.Evidence.Control
	if len(exchanges)+len(control) == 0 {
		return
	}
	p.blank()
	t := transcript{page: p, mark: proof.Mark(exchanges, control), names: 3} // a status has three digits
	for _, ex := range append(exchanges[:len(exchanges):len(exchanges)], control...) {
		t.names = max(t.names, width(clean(ex.Identity)))
	}
	skip := len(exchanges) - mostExchanges
	for i, ex := range exchanges {
		if skip > 0 && i > 0 && i <= skip && !p.o.Verbose {
			if i == skip {
				p.line(4, span{dim, fmt.Sprintf("… %s between (-v)", count(skip, "exchange"))})
			}
			continue
		}
		t.exchange("", ex)
	}
	for i, ex := range control {
		if i == mostControls && !p.o.Verbose {
			p.line(4, span{dim, fmt.Sprintf("… %s more (-v)", count(len(control)-i, "control"))})
			break
		}
		t.exchange("control: ", ex)
	}
}

// transcript writes the exchanges of one finding in two columns: who or
// status, and what went over the wire.
type transcript struct {
	*page
	names int    // width of the first column
	mark  string // see [proof.Mark]
}

func (t transcript) exchange(before string, ex evidence.Exchange) {
	if before+ex.Step != "" {
		t.prose(4, dim, before+ex.Step)
	}
	who, request := clean(ex.Identity), clean(ex.Request.Method+" "+path(ex.Request.URL))
	body := clean(proof.Short(ex.Request.Body))
	if body != "" && width(request+" "+body) <= t.room() {
		request, body = request+" "+body, ""
	}
	t.row(who, bold, cut(request, t.room()), "")
	if body != "" {
		t.body("", plain, ex.Request.Body, false, "")
	}
	if ex.Response.Status == 0 {
		t.row("—", yellow, cut("no answer: "+clean(ex.Response.Error), t.room()), "")
		return
	}
	t.body(fmt.Sprint(ex.Response.Status), statusStyle(ex.Response.Status), ex.Response.Body, ex.Response.Truncated, t.mark)
}

func statusStyle(status int) style {
	switch {
	case status >= 500:
		return yellow
	case status >= 200 && status < 300:
		return green
	}
	return plain
}

// room is what the second column has.
func (t transcript) room() int { return max(20, t.width-6-t.names-2) }

func (t transcript) row(first string, s style, second, mark string) {
	pad := strings.Repeat(" ", max(0, t.names-width(first)))
	t.line(6, append([]span{{plain, pad}, {s, first}, {plain, "  "}}, marked(second, mark)...)...)
}

// body writes a body on one line, cut around the mark; with -v on as many as
// it needs.
func (t transcript) body(first string, s style, body string, more bool, mark string) {
	if !t.o.Verbose {
		body = clean(proof.Short(body))
		if more {
			body += "…"
		}
		t.row(first, s, around(body, mark, t.room()), mark)
		return
	}
	lines := t.broken(proof.Compact(body))
	if more || len(lines) > mostBodyLines {
		lines = append(lines[:min(len(lines), mostBodyLines)], "…")
	}
	for _, line := range lines {
		t.row(first, s, line, mark)
		first = ""
	}
}

// broken cleans the lines of a body and breaks those that are too long.
func (t transcript) broken(body string) []string {
	var lines []string
	for line := range strings.SplitSeq(body, "\n") {
		line = clean(strings.TrimSuffix(line, "\r"))
		for width(line) > t.room() && len(lines) <= mostBodyLines {
			head := strings.TrimSuffix(cut(line, t.room()+1), "…")
			lines = append(lines, head)
			line = line[len(head):]
		}
		lines = append(lines, line)
	}
	return lines
}

// around cuts body to the room so that the mark is seen, with the JSON key
// before it.
func around(body, mark string, room int) string {
	at := -1
	if mark != "" {
		at = strings.Index(body, mark)
	}
	if at < 0 || width(body[:at+len(mark)]) <= room-1 {
		return cut(body, room)
	}
	from := strings.LastIndexAny(body[:at], "{[,")
	if from < 0 || width(body[from:at+len(mark)]) > room-2 {
		from = at - 1
	}
	return "…" + cut(body[from+1:], room-1)
}

// marked sets the mark apart.
func marked(text, mark string) []span {
	before, after, ok := strings.Cut(text, mark)
	if mark == "" || !ok {
		return []span{{plain, text}}
	}
	return []span{{plain, before}, {bold, mark}, {plain, after}}
}

// path is what follows the host, for a line that has no room for it.
func path(address string) string {
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

// sentence ends with a full stop.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}
