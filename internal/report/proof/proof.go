// Package proof tells what of the evidence of a finding decides, for reports
// that show it.
package proof

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// shortestMark is how long a word must be to be no coincidence.
const shortestMark = 8

var markWord = regexp.MustCompile(`[A-Za-z0-9_.@:-]{8,}`)

// Mark finds the word that makes the proof: it stands in the decisive
// answer and in another exchange, and not in the answer to the control. Most
// often it is a canary. "" when there is none.
func Mark(exchanges, control []evidence.Exchange) string {
	if len(exchanges) < 2 {
		return ""
	}
	last := exchanges[len(exchanges)-1]
	best := ""
	for _, word := range markWord.FindAllString(last.Response.Body, -1) {
		if !better(word, best) || strings.Contains(last.Request.URL, word) || strings.Contains(last.Request.Body, word) {
			continue
		}
		if shared(word, exchanges[:len(exchanges)-1]) && !shared(word, control) && strings.ContainsAny(word, "0123456789@") {
			best = word
		}
	}
	if len(best) < shortestMark {
		return ""
	}
	return best
}

// identifier is what databases make; a canary tells more.
var identifier = regexp.MustCompile(`^([0-9a-f]{24}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T0-9:.+Z-]*)$`)

func better(word, than string) bool {
	if one, other := identifier.MatchString(word), identifier.MatchString(than); than != "" && one != other {
		return other
	}
	return len(word) > len(than)
}

func shared(word string, exchanges []evidence.Exchange) bool {
	for _, ex := range exchanges {
		if strings.Contains(ex.Response.Body, word) || strings.Contains(ex.Request.Body, word) {
			return true
		}
	}
	return false
}

// Compact takes the line breaks and spaces out of JSON; other text loses
// those around it.
func Compact(body string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(body)) == nil {
		return b.String()
	}
	return strings.TrimSpace(body)
}

// Short is Compact on one line. Of a stack trace the first and last lines
// tell what it is and what happened; markup only loses its line breaks.
func Short(body string) string {
	body = Compact(body)
	first, rest, ok := strings.Cut(body, "\n")
	switch {
	case !ok:
		return body
	case strings.HasPrefix(body, "<"):
		return strings.Join(strings.Fields(body), " ")
	}
	last := rest[strings.LastIndex(rest, "\n")+1:]
	if last == rest {
		return strings.TrimSpace(first) + " " + strings.TrimSpace(last)
	}
	return strings.TrimSpace(first) + " … " + strings.TrimSpace(last)
}

// Decisive is the exchange that shows the weakness: the last call of the
// operation where it changes something, for whoever reads the effect
// afterwards does no wrong; else the last of the proof.
func Decisive(f finding.Finding) *evidence.Exchange {
	method, _, _ := strings.Cut(f.Operation, " ")
	all := f.Evidence.Exchanges
	for i := range slices.Backward(all) {
		if all[i].Request.Method == method && method != "GET" {
			return &all[i]
		}
	}
	if n := len(all); n > 0 {
		return &all[n-1]
	}
	return nil
}

// Point is the step at the place of the finding; the last one, where
// none is there.
func Point(f finding.Finding) int {
	points := f.Evidence.Path
	if f.Location != nil {
		for i, point := range slices.Backward(points) {
			if point.File == f.Location.File && point.Line == f.Location.Line {
				return i
			}
		}
	}
	return len(points) - 1
}
