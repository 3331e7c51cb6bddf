package ci

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/gate"
	"github.com/ashlarsec/ashlar/internal/report/markdown"
)

// results by exit code, as the output "result" names them.
var results = map[int]string{0: "passed", gateFailed: "failed", noAnswer: "unknown", cannotWork: "error", interrupted: "interrupted"}

// tell shows how the step ended, in outputs, annotations and summary, and is
// its exit code. Later steps act on the outputs: without them the step has not
// worked, whatever the scan says.
func (r *run) tell(code int) int {
	if path := r.env("GITHUB_OUTPUT"); path != "" {
		if err := appendTo(path, r.outputs(code)); err != nil {
			code = worse(code, r.broken(fmt.Errorf("writing the outputs: %w", err)))
		}
	}
	// The one of the step itself comes first, lest the others use its room.
	if why := r.why(); code != 0 && why != "" {
		r.commands.annotate("error", api.Place{}, "Ashlar: "+results[code], why)
	}
	r.annotateFindings()
	if path := r.env("GITHUB_STEP_SUMMARY"); path != "" {
		if err := appendTo(path, r.page(longestSummary, "")); err != nil {
			r.say("writing the job summary: %v", err)
		}
	}
	r.say("result: %s", results[code])
	return code
}

// why is the reason of an exit code that is not 0.
func (r *run) why() string {
	if r.fault != "" {
		return r.fault
	}
	var all []string
	for _, s := range r.scans {
		if j := s.Judgement; j != nil && s.Code != 0 {
			text := "gate " + j.Word() + ": " + strings.Join(j.Reasons, "; ")
			if s.target != "" {
				text = s.target + ": " + text
			}
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n")
}

// outputs are those of action.yml, in the form of GITHUB_OUTPUT.
func (r *run) outputs(code int) string {
	o := r.counted()
	o.add("result", results[code])
	return o.String()
}

// counted are the outputs about the scans. Of several the lowest score and
// coverage count, and the sum of the findings.
func (r *run) counted() *outputs {
	score, grade, coverage := "", "", ""
	findings, fresh, finished := 0, 0, 0
	lowest, least := 101, 101.0
	var reports, sarifs, htmls []string
	for _, s := range r.scans {
		if s.Scan == nil {
			continue
		}
		finished++
		reports, sarifs, htmls = append(reports, s.paths.json), append(sarifs, s.paths.sarif), append(htmls, s.paths.html)
		findings += len(s.Scan.Findings)
		fresh += len(s.fresh())
		if c := s.Scan.Score.Coverage; c.Percent < least {
			least, coverage = c.Percent, fmt.Sprint(c.Percent)
		}
		value := -1 // no score is the lowest
		if s.Scan.Score.Value != nil {
			value = *s.Scan.Score.Value
		}
		if value < lowest {
			lowest, score, grade = value, "", ""
			if value >= 0 {
				score = fmt.Sprint(value)
			}
			if s.Scan.Score.Grade != nil {
				grade = *s.Scan.Score.Grade
			}
		}
	}
	if finished < len(r.scans) {
		score, grade, coverage = "", "", ""
	}
	o := &outputs{}
	o.add("score", score)
	o.add("grade", grade)
	o.add("coverage", coverage)
	number := func(n int) string {
		if finished == 0 {
			return "" // 0 would be a claim
		}
		return fmt.Sprint(n)
	}
	o.add("findings-count", number(findings))
	o.add("new-findings-count", number(fresh))
	o.add("report-path", strings.Join(reports, "\n"))
	o.add("sarif-path", strings.TrimSpace(strings.Join(sarifs, "\n")))
	o.add("html-path", strings.TrimSpace(strings.Join(htmls, "\n")))
	return o
}

// fresh are the findings that the baseline does not have; all without one.
func (s *scanned) fresh() []finding.Finding {
	switch {
	case s.Judgement != nil:
		return s.Judgement.New
	case s.Scan != nil:
		return s.Scan.Findings
	}
	return nil
}

// outputs is the text of GITHUB_OUTPUT.
type outputs struct{ strings.Builder }

// add writes a value between delimiters that nobody can know before, so that
// no line of it is taken for another output.
func (o *outputs) add(name, value string) {
	delimiter := "ashlar_" + rand.Text()
	fmt.Fprintf(o, "%s<<%s\n%s\n%s\n", name, delimiter, value, delimiter)
}

// appendTo writes to the end of a file that the runner made.
func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// Bounds of what the service takes, in bytes, with something to spare: 1 MiB
// of a summary, 65,536 characters of a comment.
const (
	longestSummary = 1_000_000
	longestComment = 65_000
	longestReason  = 300 // of the gate: what Markdown escapes becomes longer
)

// page is the result in Markdown, within most bytes; it begins with first.
func (r *run) page(most int, first string) string {
	var b strings.Builder
	b.WriteString(first)
	if r.fault != "" {
		b.WriteString("## Ashlar could not work\n\n" + r.prose(r.fault) + "\n")
	}
	left := 0
	for _, s := range r.scans {
		part := r.part(s)
		if b.Len()+len(part) > most-200 {
			left++
			continue
		}
		b.WriteString(part)
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%d more reports have no room here.\n", left)
	}
	return b.String()
}

// part is what is told of one scan.
func (r *run) part(s *scanned) string {
	if s.Scan == nil {
		return ""
	}
	var report strings.Builder
	if err := markdown.Write(&report, s.Scan, s.Base); err != nil {
		return "" // a Builder takes all
	}
	text := strings.TrimPrefix(report.String(), markdown.Marker+"\n")
	head, rest, _ := strings.Cut(text, "\n")
	if s.target != "" {
		head += " · " + r.prose(s.target)
	}
	if j := s.Judgement; j != nil && len(j.Reasons) > 0 {
		mark := map[gate.State]string{gate.Passed: "✅", gate.Failed: "❌", gate.Unknown: "⚠️"}[j.State]
		head += fmt.Sprintf("\n\n%s **Gate %s:** %s", mark, j.Word(), r.prose(strings.Join(j.Reasons, "; ")))
	}
	return head + "\n" + rest + "\n"
}

func (r *run) prose(s string) string {
	return markdown.Text(cut(r.masker.Registered(s), longestReason))
}
