package scan

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/snippet"
)

// complete puts into the findings what a reader of the document could get
// only from files that it may not have: lines of code, places of the
// contract, changes. Read are the findings of the source look alone.
func (r *run) complete(read []finding.Finding) {
	lines := snippet.NewReader(r.masker)
	declared := r.declared()
	findings := r.scan.Findings
	for i := range findings {
		f := &findings[i]
		for j := range f.Evidence.Path {
			point := &f.Evidence.Path[j]
			column := 1
			if at := f.Location; at != nil && at.Pointer != "" && at.File == point.File && at.Line == point.Line {
				column = at.Column
			}
			if code := strings.TrimSpace(lines.At(point.File, point.Line, column)); strings.Trim(code, "{[- ") != "" {
				point.Code = code
			} // else an element of a list, which its pointer tells better
		}
		if place, ok := declared[f.Operation]; ok && f.Declared == nil {
			f.Declared = &place
		}
	}
	if r.program == nil || r.opts.Propose == nil || r.unread != nil {
		return
	}
	for i, fix := range r.opts.Propose(r.program, r.opts.Design.Intent, findings, read) {
		if fix != nil {
			fix.Diff, fix.Masked = r.maskedDiff(fix.Diff)
		}
		findings[i].Fix = fix
	}
}

// declared is where the contract declares each operation.
func (r *run) declared() map[string]api.Place {
	model := r.contract
	if model == nil && r.target.model.Authoritative {
		model = r.target.model
	}
	places := map[string]api.Place{}
	if model == nil || len(r.target.contracts) == 0 {
		return places
	}
	for _, op := range model.Operations {
		if op.Place.File != "" && op.Place.Line > 0 {
			places[op.String()] = op.Place
		}
	}
	return places
}

// keyMaterial is a line inside of a literal that began before: of a private
// key, of a token. No quote tells that it is one.
var keyMaterial = regexp.MustCompile(`^\s*[A-Za-z0-9+/=_-]{24,}["']*,?\s*$`)

// maskedDiff masks the literals of the lines of a unified diff.
func (r *run) maskedDiff(diff string) (string, bool) {
	var b strings.Builder
	masked := false
	for line := range strings.Lines(diff) {
		if head := line[:1]; head == " " || head == "+" || head == "-" {
			code, end := line[1:], ""
			if bare, ok := strings.CutSuffix(code, "\n"); ok {
				code, end = bare, "\n"
			}
			shown := snippet.Mask(r.masker, code)
			if keyMaterial.MatchString(code) {
				shown = "…"
			}
			if shown != code && !strings.HasPrefix(line, "--- ") && !strings.HasPrefix(line, "+++ ") {
				line, masked = head+shown+end, true
			}
		}
		b.WriteString(line)
	}
	return b.String(), masked
}
