package refusal

import (
	"html"
	"regexp"
	"strings"
)

var (
	tags    = regexp.MustCompile(`(?s)<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>`)
	comment = regexp.MustCompile(`(?s)<!--(.*?)-->`)
	title   = regexp.MustCompile(`(?is)<title>(.*?)</title>`)
	para    = regexp.MustCompile(`(?is)<(?:p|h1|li|pre)\b[^>]*>(.*?)</(?:p|h1|li|pre)>`)
)

// page reads a text or HTML answer: the title and paragraphs, and the end of
// a trace.
func (r *reading) page(text string) {
	text = text[:min(len(text), longestAnswer)]
	if !strings.Contains(text, "<") {
		r.message(text, "", "", "")
		return
	}
	seen := map[string]bool{}
	for _, form := range []*regexp.Regexp{title, para, comment} {
		for _, m := range form.FindAllStringSubmatch(text, 40) {
			said := strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(m[1], "")))
			if !seen[said] && said != "" {
				seen[said] = true
				r.message(said, "", "", "")
			}
		}
	}
	if len(seen) == 0 {
		r.message(html.UnescapeString(tags.ReplaceAllString(text, " ")), "", "", "")
	}
}
