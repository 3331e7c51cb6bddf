package text

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
)

// shortestMark is how long a word must be to be no coincidence.
const shortestMark = 8

var markWord = regexp.MustCompile(`[A-Za-z0-9_.@:-]{8,}`)

// common finds the word that makes the proof: it stands in the decisive
// answer and in another exchange, and not in the answer to the control. Most
// often it is a canary. "" when there is none.
func common(exchanges, control []evidence.Exchange) string {
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

// compact takes the line breaks and spaces out of JSON; other text loses
// those around it.
func compact(body string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(body)) == nil {
		return b.String()
	}
	return strings.TrimSpace(body)
}

// short is compact on one line. Of a stack trace the first and last lines
// tell what it is and what happened; markup only loses its line breaks.
func short(body string) string {
	body = compact(body)
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
