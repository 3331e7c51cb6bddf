package ci

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
	"github.com/ashlarsec/ashlar/internal/report/proof"
)

// commands speaks to the runner: docs.github.com, "Workflow commands for
// GitHub Actions". Elsewhere it says nothing.
type commands struct {
	w      io.Writer
	masker *evidence.Masker
	on     bool
	told   map[string]int // annotations by their level
}

// mostAnnotations of a level are shown for a step; GitHub drops the rest.
const mostAnnotations = 10

// longestMessage of an annotation, in bytes: more is not read in a margin.
const longestMessage = 1000

var (
	// inMessage is the escaping of actions/toolkit for what follows the
	// second ::, inProperty that for values before it.
	inMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	inProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotate shows a message at a place, if one more of its level is shown.
func (c *commands) annotate(level string, at api.Place, title, message string) bool {
	if !c.on || c.told[level] >= mostAnnotations {
		return false
	}
	if c.told == nil {
		c.told = map[string]int{}
	}
	c.told[level]++
	var properties []string
	add := func(name, value string) {
		properties = append(properties, name+"="+inProperty.Replace(c.masker.Registered(printable.Line(value))))
	}
	if at.File != "" {
		add("file", at.File)
		if at.Line > 0 {
			add("line", fmt.Sprint(at.Line))
		}
	}
	add("title", title)
	message = inMessage.Replace(cut(c.masker.Registered(printable.Lines(message)), longestMessage))
	fmt.Fprintf(c.w, "::%s %s::%s\n", level, strings.Join(properties, ","), message)
	return true
}

func (c *commands) group(title string) {
	if c.on {
		fmt.Fprintf(c.w, "::group::%s\n", inMessage.Replace(c.masker.Registered(printable.Line(title))))
	}
}

func (c *commands) endGroup() {
	if c.on {
		fmt.Fprintln(c.w, "::endgroup::")
	}
}

// levels of annotations by severity.
var levels = map[finding.Severity]string{
	finding.Critical: "error", finding.High: "error", finding.Medium: "warning", finding.Low: "notice", finding.Info: "notice",
}

// annotateFindings shows those that count, the worst first, on file and line.
func (r *run) annotateFindings() {
	type placed struct {
		finding.Finding
		at api.Place
	}
	var all []placed
	for _, s := range r.scans {
		for _, f := range s.counting() {
			at := proof.Place(s.Scan, f)
			at.File = r.fromWorkspace(at.File)
			if !slices.ContainsFunc(all, func(p placed) bool { return p.Fingerprint == f.Fingerprint && p.at == at }) {
				all = append(all, placed{f, at})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return finding.Compare(a.Finding, b.Finding) })
	left := 0
	for _, f := range all {
		title := fmt.Sprintf("%s (%s, %s)", cmp.Or(f.Title, f.Weakness), f.Severity, f.Verdict)
		if !r.commands.annotate(cmp.Or(levels[f.Severity], "notice"), f.at, title, described(f.Finding)) {
			left++
		}
	}
	if left > 0 && r.commands.on {
		r.say("%d findings more have no annotation, for a step shows %d of a level; the reports have all", left, mostAnnotations)
	}
}

// described is the effect, why nothing stopped it, and the remedy.
func described(f finding.Finding) string {
	text := cmp.Or(f.Evidence.Summary, f.Title)
	if f.Operation != "" && !strings.Contains(text, f.Operation) {
		text = f.Operation + ": " + text
	}
	for _, more := range []string{f.Evidence.Guard, f.Remediation} {
		if more != "" {
			text += "\n" + more
		}
	}
	return text + "\n" + f.Weakness + " " + f.ID
}

// counting are the findings that the gate held against its policy.
func (s *scanned) counting() []finding.Finding {
	switch {
	case s.Judgement != nil:
		return s.Judgement.Counts
	case s.Scan != nil:
		return s.Scan.Findings
	}
	return nil
}

// fromWorkspace is the file as the service knows it: relative to the checkout.
func (r *run) fromWorkspace(file string) string {
	root := r.env("GITHUB_WORKSPACE")
	if file == "" || root == "" || strings.Contains(file, "://") {
		return file
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	if rel, err := filepath.Rel(root, abs); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return file
}

// cut shortens to most bytes, at a character.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xc0 == 0x80 {
		most--
	}
	return s[:most] + "…"
}
