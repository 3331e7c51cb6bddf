package world

import (
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// maxPages is how far a listing is turned: what is new may be on its last
// page, and what others have made fills the ones before.
const maxPages = 10

// turned turns the pages of a listing until one has what is looked for, and
// returns that page; the first one where none has.
func (w *World) turned(ctx context.Context, who *identity.Identity, r *request.Request, first *wire.Exchange, has func(*wire.Exchange) bool) (*wire.Exchange, error) {
	page := first
	for n := 1; n < maxPages && !has(page); n++ {
		next := nextPage(r, page)
		if next == nil {
			return first, nil
		}
		ex, err := w.Send(ctx, who, next)
		if err != nil {
			return nil, err
		}
		if body, ok := ex.JSON(); !ok || !Succeeded(ex) || len(compare.Records(body)) == 0 || Digest(ex, nil) == Digest(page, nil) {
			return first, nil
		}
		r, page = next, ex
	}
	if has(page) {
		return page, nil
	}
	return first, nil
}

var (
	nextLink   = regexp.MustCompile(`<([^>]*)>\s*;[^,]*\brel="?next\b`) // RFC 8288
	nextName   = regexp.MustCompile(`(?i)^next(_?(page|link|url|href))?$`)
	cursorName = regexp.MustCompile(`(?i)^(next_?(page_?)?)?(cursor|token|continuation(_?token)?|page_?token)$|^next(_?page)?$|^end_?cursor$`)
	cursorWord = regexp.MustCompile(`(?i)^(cursor|after|(next_?|page_?|continuation_?)token|starting_?after|next|marker|page\[(after|cursor)\])$`)
	pageWord   = regexp.MustCompile(`(?i)^(page(_?(no|number|num|index))?|p|page\[number\])$`)
	offsetWord = regexp.MustCompile(`(?i)^(offset|skip|start(_?index)?|from|page\[offset\])$`)
)

// nextPage is the request for the page after this one; nil: nothing shows
// that there is one.
func nextPage(r *request.Request, ex *wire.Exchange) *request.Request {
	body, ok := ex.JSON()
	records := compare.Records(body)
	if !ok || len(records) == 0 {
		return nil
	}
	if m := nextLink.FindStringSubmatch(strings.Join(ex.Header.Values("Link"), ", ")); m != nil {
		return led(r, m[1])
	}
	cursor := parameter(r.Operation, cursorWord)
	for _, leaf := range compare.Leaves(body) {
		name, text := PropertyName(leaf.Pointer), request.Text(leaf.Value)
		if inRecord.MatchString(leaf.Pointer) || text == "" || text == "false" {
			continue
		}
		address := strings.HasPrefix(text, "/") || strings.Contains(text, "://") || strings.HasPrefix(text, "?")
		switch {
		case address && (nextName.MatchString(name) || name == "href" && strings.HasSuffix(leaf.Pointer, "/next/href")):
			return led(r, text)
		case !address && cursor != "" && cursorName.MatchString(name):
			return r.With(request.Place{In: "query", Name: cursor}, text)
		}
	}
	return counted(r, len(records))
}

// inRecord is the pointer to something in the list itself.
var inRecord = regexp.MustCompile(`/\d+(/|$)`)

// led is the request with the query of an address. Its path is the listing's.
func led(r *request.Request, address string) *request.Request {
	u, err := url.Parse(address)
	if err != nil || u.RawQuery == "" {
		return nil
	}
	next := r.Clone()
	next.Query = u.Query()
	return next
}

// counted is the next page of a listing whose pages are counted, or that
// begins where it is told to.
func counted(r *request.Request, records int) *request.Request {
	place := request.Place{In: "query", Name: parameter(r.Operation, pageWord)}
	step, first := 1, 1
	if place.Name == "" {
		if place.Name = parameter(r.Operation, offsetWord); place.Name == "" {
			return nil
		}
		step, first = records, 0
	}
	at := first
	if v, ok := r.Value(place); ok {
		n, err := strconv.Atoi(request.Text(v))
		if err != nil {
			return nil
		}
		at = n
	}
	return r.With(place, at+step)
}

func parameter(op *api.Operation, names *regexp.Regexp) string {
	for _, p := range op.Parameters {
		if p.In == "query" && names.MatchString(p.Name) {
			return p.Name
		}
	}
	return ""
}

// limitWord is a parameter that says how much a page has.
var limitWord = regexp.MustCompile(`(?i)^(\$?(limit|top|take|size|rows)|(results_?)?per_?page|page_?(size|limit)|max_?results)$`)

// usualPage is how much a page has where nothing says it.
const usualPage = 20

// paged is a read with the optional parameters that choose a page, the first
// one; not ok where it has none, or has them already.
func (b *builder) paged(r *request.Request) (*request.Request, bool) {
	if !b.w.Outline.ReadsOnly(b.op) || bodyContent(b.op) != nil {
		return r, false
	}
	added := false
	for _, p := range b.op.Parameters {
		place := request.Place{In: "query", Name: p.Name}
		if _, has := r.Value(place); has || p.In != "query" {
			continue
		}
		value := -1
		switch {
		case offsetWord.MatchString(p.Name):
			value = 0
		case pageWord.MatchString(p.Name):
			value = 1
		case limitWord.MatchString(p.Name):
			value = usualPage
		}
		if value >= 0 {
			r, added = r.With(place, value), true
		}
	}
	return r, added
}
