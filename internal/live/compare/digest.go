package compare

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
)

// Digest names an answer: two with the same status and media type and
// [Equal] bodies have the same digest. Where body is nil the text counts, with
// times, identifiers and durations evened out. Parameters of the media type
// do not count.
func Digest(status int, mediaType string, body any, text string, m Mask) string {
	media, _, _ := strings.Cut(mediaType, ";")
	said := "text " + plain(text)
	if body != nil {
		said = "json " + canonical(body, "", m)
	}
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(media)) + "\n" + said))
	return strconv.Itoa(status) + "-" + hex.EncodeToString(sum[:12])
}

// In this order: what contains another form comes first.
var changing = []struct {
	form *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`eyJ[\w-]{6,}\.[\w-]+\.[\w-]*`), "<token>"},
	{regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`), "<id>"},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|\s?[+-]\d\d:?\d\d)?`), "<time>"},
	{regexp.MustCompile(`\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? \d{1,2}[ -][A-Z][a-z]{2}[a-z]*[ -]\d{2,4} \d\d:\d\d:\d\d( (GMT|UTC|[+-]\d{4}))?`), "<time>"},
	{regexp.MustCompile(`\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d( [A-Z]{3,4})? \d{4}`), "<time>"},
	{regexp.MustCompile(`\b\d{1,2}:\d\d:\d\d([.,]\d+)?\b`), "<time>"},
	{regexp.MustCompile(`(?i)\b\d+([.,]\d+)? ?(ns|[µu]s|ms|msecs?|milliseconds?|s|secs?|seconds?)\b`), "<duration>"},
	{regexp.MustCompile(`\b0x[0-9a-fA-F]{4,}\b`), "<id>"},
	{regexp.MustCompile(`(?i)\b(?:[0-9a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]*|[0-9a-f]*[a-f][0-9a-f]*[0-9][0-9a-f]*)\b`), ""}, // by length, see plain
	{regexp.MustCompile(`\b1[0-9]{9}(\.\d+|\d{3})?\b`), "<time>"},                                                       // Unix time until 2033
	{regexp.MustCompile(`\b\d{12,}\b`), "<id>"},
	{regexp.MustCompile(`[A-Za-z0-9_+-]{32,}={0,2}`), ""}, // tokens: letters and digits mixed
}

// Hex shorter than this may be a word or a small number.
const shortestHexID = 12

func plain(text string) string {
	for _, c := range changing {
		text = c.form.ReplaceAllStringFunc(text, func(found string) string {
			switch {
			case c.by != "":
				return c.by
			case len(found) < shortestHexID, !strings.ContainsAny(found, "0123456789"):
				return found
			}
			return "<id>"
		})
	}
	return strings.Join(strings.Fields(text), " ")
}

// Names of what a server says about this moment or this exchange.
var fleetingNames = map[string]bool{
	"timestamp": true, "servertime": true, "now": true, "currenttime": true, "generatedat": true,
	"generated": true, "requestid": true, "traceid": true, "spanid": true, "correlationid": true,
	"transactiontime": true, "elapsed": true, "elapsedms": true, "took": true, "tookms": true,
	"durationms": true, "responsetime": true, "processingtime": true, "executiontime": true,
	"querytime": true, "uptime": true, "nonce": true, "csrf": true, "csrftoken": true,
	"expiresin": true, "expiresat": true, "exp": true, "iat": true, "nbf": true, "jti": true,
	"accesstoken": true, "refreshtoken": true, "idtoken": true,
}

var jwt = regexp.MustCompile(`^eyJ[\w-]{6,}\.[\w-]+\.[\w-]*$`)

func fleeting(l Leaf) bool {
	path := tokens(l.Pointer)
	for i := len(path) - 1; i >= 0; i-- {
		if _, err := strconv.Atoi(path[i]); err == nil {
			continue
		}
		if fleetingNames[squeezed(path[i])] {
			return true
		}
		break
	}
	s, ok := l.Value.(string)
	return ok && jwt.MatchString(s)
}

// squeezed is a name in lower case without separators.
func squeezed(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' || r == '.' || r == '$' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}
