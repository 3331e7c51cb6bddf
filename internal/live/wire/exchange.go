package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ashlarsec/ashlar/internal/evidence"
)

// Request is what a check wants sent.
type Request struct {
	Method string // "" is GET
	// URL is absolute, or relative to Options.Base: its path is appended to
	// the path of Base, as OpenAPI appends paths to servers. It is sent as
	// it is written: escapes and dot segments are kept.
	URL    string
	Header http.Header // wins over Options.Header
	Body   []byte
	Burst  bool // do not slow down, wait or retry on 429: the caller measures limits
	Makes  bool // it may make something: see [AnswerTime]
}

// Exchange is one request and what came back, raw: it holds secrets. Only
// what [Exchange.Evidence] makes of it may be shown.
type Exchange struct {
	Identity  string
	Request   Request // as sent: URL absolute, with credential headers
	Status    int     // 0: nothing came back, see Err
	Header    http.Header
	Body      []byte // at most MaxBody, decompressed
	Truncated bool   // there was more, or the answer broke off
	Err       error  // transport failure; with a Status, the body broke off
	At        time.Time
	Elapsed   time.Duration // from sending to the end of the body
	Limited   int           // how often a limit (429, 503 with Retry-After) was answered before this

	parsed *parsed
}

type parsed struct {
	value any
	ok    bool
}

// parsing guards Exchange.parsed. It is one for all exchanges, so that an
// Exchange may be copied.
var parsing sync.Mutex

// maxDepth bounds the nesting of JSON that is decoded: what walks the value
// may recurse.
const maxDepth = 500

// OK tells whether the status is 2xx.
func (e *Exchange) OK() bool { return e.Status >= 200 && e.Status < 300 }

// JSON decodes the body, whatever media type it claims; numbers are float64.
// It is false for an empty, broken, cut or too deeply nested body. The value
// is shared by all callers: do not change it.
func (e *Exchange) JSON() (any, bool) {
	parsing.Lock()
	p := e.parsed
	parsing.Unlock()
	if p == nil {
		p = decode(e.Body)
		parsing.Lock()
		e.parsed = p
		parsing.Unlock()
	}
	return p.value, p.ok
}

func decode(body []byte) *parsed {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if tooDeep(body) {
		return &parsed{}
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return &parsed{}
	}
	return &parsed{value: v, ok: true}
}

func tooDeep(body []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}

// Text is the body as UTF-8, with what is not replaced.
func (e *Exchange) Text() string { return strings.ToValidUTF8(string(e.Body), "\uFFFD") }

// MediaType is the type of the body in lower case without parameters:
// application/json. It is "" when the answer names none.
func (e *Exchange) MediaType() string { return mediaType(e.Header) }

func mediaType(h http.Header) string {
	field := h.Get("Content-Type")
	if t, _, err := mime.ParseMediaType(field); err == nil {
		return t
	}
	t, _, _ := strings.Cut(field, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// Evidence is the exchange as it may be shown: masked by m and cut. The step
// says in a few words what it shows.
func (e *Exchange) Evidence(step string, m *evidence.Masker) evidence.Exchange {
	ex := evidence.Exchange{
		Identity: e.Identity,
		Step:     step,
		Request: evidence.Request{
			Method:  e.Request.Method,
			URL:     m.URL(e.Request.URL),
			Headers: headers(e.Request.Header, m),
		},
		Response: evidence.Response{Status: e.Status, Headers: headers(e.Header, m)},
	}
	ex.Request.Body, _ = m.Body(mediaType(e.Request.Header), e.Request.Body)
	texts := []string{ex.Request.URL, ex.Request.Body}
	for _, h := range ex.Request.Headers {
		texts = append(texts, h.Value)
	}
	ex.Variables = m.Variables(texts...)
	body, cut := m.Answer(e.MediaType(), e.Body)
	ex.Response.Body, ex.Response.Truncated = body, cut || e.Truncated
	if e.Err != nil {
		ex.Response.Error = m.Text(e.Err.Error())
	}
	return ex
}

// headers are sorted by name, so that two runs tell the same.
func headers(h http.Header, m *evidence.Masker) []evidence.Header {
	lines := []evidence.Header{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			lines = append(lines, evidence.Header{Name: m.Text(name), Value: m.Header(name, value)})
		}
	}
	return lines
}
