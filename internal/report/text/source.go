package text

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/proof"
)

// Steps of a code path that are told when not asked for more: the first ones,
// and those up to the decisive one. Beside a proof fewer do.
const (
	mostPoints       = 8
	mostPointsProven = 2
)

// codePath tells the way of the content through the source, with the decisive
// line as it is written, and why nothing on the way stopped it.
func (p *page) codePath(f finding.Finding) {
	points := f.Evidence.Path
	most := mostPoints
	if len(f.Evidence.Exchanges) > 0 {
		most = mostPointsProven
	}
	decisive := proof.Point(f)
	if len(points) > 0 {
		p.blank()
	}
	digits, file := 0, ""
	for _, point := range points {
		digits = max(digits, len(strconv.Itoa(point.Line)))
	}
	shown := p.shortened(len(points), decisive, most)
	for i, point := range points {
		if !shown(i) {
			if i > 0 && shown(i-1) {
				n := i + 1
				for n < len(points) && !shown(n) {
					n++
				}
				p.line(4, span{dim, fmt.Sprintf("… %s more (-v)", count(n-i, "step"))})
			}
			continue
		}
		if point.File != file {
			file = point.File
			p.line(4, span{bold, file})
		}
		p.point(point, digits)
		if i == decisive {
			p.sourceLine(point, digits)
		}
	}
	// Beside a proof, why nothing stopped it goes without saying; that there
	// is no path does not.
	if f.Evidence.Guard != "" && (len(points) == 0 || len(f.Evidence.Exchanges) == 0 || p.o.Verbose) {
		p.blank()
		p.prose(2, plain, sentence(upper(f.Evidence.Guard)))
	}
}

// shortened tells which of n steps are shown: the first ones, and the decisive
// one, which is the last where there is no other way into it.
func (p *page) shortened(n, decisive, most int) func(int) bool {
	if p.o.Verbose || n <= most+1 {
		return func(int) bool { return true }
	}
	return func(i int) bool { return i < most-1 || i == decisive || decisive < most-1 && i == most-1 }
}

// point is a step: its line, what happens there, and what the value is.
func (p *page) point(point evidence.Point, digits int) {
	kind := ""
	if point.Kind != "" {
		kind = " (" + point.Kind + ")"
	}
	lines := wrap(point.What+kind, p.proseWidth()-4-2-digits-2)
	for i, line := range lines {
		mark := ""
		if i == 0 {
			mark = strconv.Itoa(point.Line)
		}
		before, found := strings.CutSuffix(line, clean(kind))
		spans := []span{{bold, fmt.Sprintf("%*s", digits, mark)}, {plain, "  " + before}}
		if found && kind != "" && i == len(lines)-1 {
			spans = append(spans, span{dim, kind})
		}
		p.line(6, spans...)
	}
	if len(lines) == 0 {
		p.line(6, span{bold, fmt.Sprintf("%*d", digits, point.Line)})
	}
}

// sourceLine is the line as it is written.
func (p *page) sourceLine(point evidence.Point, digits int) {
	text := strings.TrimSpace(point.Code)
	if text == "" {
		return
	}
	indent := 6 + digits + 2
	p.line(indent, span{cyan, cut(clean(strings.ReplaceAll(text, "\t", " ")), max(narrowest/2, p.width-indent))})
}

// silenced lists what comments in the source keep out of the findings: nobody
// may take their silence for safety.
func (p *page) silenced(scan *finding.Scan) {
	if len(scan.Silenced) == 0 {
		return
	}
	p.section("SILENCED", count(len(scan.Silenced), "finding"), plain)
	for i, s := range scan.Silenced {
		if i == mostNotes && !p.o.Verbose && len(scan.Silenced) > mostNotes+1 {
			p.prose(2, dim, fmt.Sprintf("and %d more (-v tells them)", len(scan.Silenced)-i))
			return
		}
		p.line(2, span{bold, s.Weakness}, span{plain, "  " + cmp.Or(s.Operation, "the whole API")}, span{dim, fmt.Sprintf("  %s:%d", s.File, s.Line)})
		p.prose(4, dim, s.Reason)
	}
}
