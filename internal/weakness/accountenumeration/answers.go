package accountenumeration

import (
	"maps"
	"net/http"
	"regexp"
	"slices"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// answers to one question, by round.
type answers struct {
	exchanges []*wire.Exchange
	bodies    []any // JSON without the name that was asked for; nil: none
	texts     []string
	request   *request.Request // the last
}

// nameless stands for the name that was asked for.
const nameless = "<name>"

func (s *answers) add(ex *wire.Exchange, r *request.Request, names []request.Place) {
	body, _ := ex.JSON()
	text := ex.Text()
	for _, place := range names {
		v, _ := r.Value(place)
		name := request.Text(v)
		body = compare.Replace(body, name, nameless)
		text = regexp.MustCompile(regexp.QuoteMeta(name)).ReplaceAllLiteralString(text, nameless)
	}
	s.exchanges, s.bodies, s.texts, s.request = append(s.exchanges, ex), append(s.bodies, body), append(s.texts, text), r
}

func (s *answers) last() *wire.Exchange { return s.exchanges[len(s.exchanges)-1] }

// said are the answers as compared: without what changes by itself.
func (s *answers) said(m compare.Mask, even func(string) string) []string {
	var all []string
	for i, ex := range s.exchanges {
		all = append(all, weakness.Timeless(ex, evened(s.bodies[i], even), even(s.texts[i]), m))
	}
	return slices.Compact(all)
}

func (s *answers) statuses() []int {
	var all []int
	for _, ex := range s.exchanges {
		all = append(all, ex.Status)
	}
	return slices.Compact(all)
}

// limited is an answer that says nothing of names, or nil.
func limited(all ...*answers) *wire.Exchange {
	for _, s := range all {
		for _, ex := range s.exchanges {
			if ex.Status == 0 || ex.Status == http.StatusTooManyRequests || ex.Status > 500 {
				return ex
			}
		}
	}
	return nil
}

var number = regexp.MustCompile(`[0-9]+`)

// apart tells whether known and unknown names are answered in two ways, each
// the same in every round, and by what.
func apart(known, unknown *answers) (how string, told, steady bool) {
	a, b := known.statuses(), unknown.statuses()
	if len(a) != 1 || len(b) != 1 {
		return "", false, false
	}
	if a[0] != b[0] {
		return "the status", true, true
	}
	// First with the numbers: error codes tell names apart as well. Then
	// without: "3 attempts left" is one text.
	for _, even := range []func(string) string{func(s string) string { return s }, func(s string) string { return number.ReplaceAllString(s, "0") }} {
		mask := known.volatile(even)
		maps.Copy(mask, unknown.volatile(even))
		x, y := known.said(mask, even), unknown.said(mask, even)
		if len(x) == 1 && len(y) == 1 {
			told, steady = x[0] != y[0], true
		}
		if told {
			return "the text", true, true
		}
	}
	return "", false, steady
}

// volatile is what changes by itself between the rounds.
func (s *answers) volatile(even func(string) string) compare.Mask {
	var bodies []any
	for _, body := range s.bodies {
		if body != nil {
			bodies = append(bodies, evened(body, even))
		}
	}
	if len(bodies) == 0 {
		return compare.Mask{}
	}
	return compare.Volatile(bodies...)
}

// evened applies even to every text of a JSON value.
func evened(v any, even func(string) string) any {
	switch v := v.(type) {
	case map[string]any:
		o := make(map[string]any, len(v))
		for k, e := range v {
			o[k] = evened(e, even)
		}
		return o
	case []any:
		a := make([]any, len(v))
		for i, e := range v {
			a[i] = evened(e, even)
		}
		return a
	case string:
		return even(v)
	}
	return v
}
