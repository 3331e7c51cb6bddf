package enumerableidentifiers

import (
	"maps"
	"regexp"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// normalise says what each answer says once the identifier that was asked for
// and what changes by itself are taken out.
func (a *asker) normalise(existing, missing *answers, requests []*request.Request) {
	mask := compare.Mask{}
	texts := func(s *answers, id func(int) string) (bodies []any, plain []string) {
		for i, ex := range s.exchanges {
			body, text := without(ex, id(i))
			bodies, plain = append(bodies, body), append(plain, text)
		}
		maps.Copy(mask, compare.Volatile(bodies...))
		return bodies, plain
	}
	asked := func(i int) string {
		v, _ := requests[i].Value(a.place)
		return request.Text(v)
	}
	there, thereText := texts(existing, func(int) string { return a.id })
	gone, goneText := texts(missing, asked)
	for i, ex := range existing.exchanges {
		existing.said = append(existing.said, compare.Digest(ex.Status, ex.MediaType(), there[i], thereText[i], mask))
	}
	for i, ex := range missing.exchanges {
		missing.said = append(missing.said, compare.Digest(ex.Status, ex.MediaType(), gone[i], goneText[i], mask))
	}
}

// without is the body, or else the text, with the identifier replaced where
// it stands as a word: 1 is not in 401.
func without(ex *wire.Exchange, id string) (any, string) {
	word := regexp.MustCompile(`(^|[^\pL\pN])` + regexp.QuoteMeta(id) + `([^\pL\pN]|$)`)
	replaced := func(s string) string { return word.ReplaceAllString(s, "${1}<id>${2}") }
	body, ok := ex.JSON()
	if !ok {
		return nil, replaced(ex.Text())
	}
	for _, leaf := range compare.Leaves(body) {
		switch v := leaf.Value.(type) {
		case string:
			body = compare.Set(body, leaf.Pointer, replaced(v))
		case float64:
			if request.Text(v) == id {
				body = compare.Set(body, leaf.Pointer, "<id>")
			}
		}
	}
	return body, ""
}
