package namespaceinjection

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// common are collections that many applications have.
var common = strings.Fields("users accounts customers orders sessions tokens")

// Bounds of what one operation is asked.
const (
	maxPlaces = 2
	maxNames  = 10
)

var told = regexp.MustCompile(`(?i)\b(collection|table|entity|dataset|data set) (to|of|name|in|from|whose|that)\b|\b(name|type) of (the|a) (collection|table|entity|resource|dataset)\b`)

// places are those whose name or description says that they choose what is
// read, or whose values in the contract are kinds of this API.
func places(p *weakness.LivePass, op *weakness.Operation) []weakness.Candidate {
	var found []weakness.Candidate
	for _, c := range weakness.Candidates(op, nil) {
		if !c.Text() || lexicon.Field(c.Label) || len(found) == maxPlaces {
			continue
		}
		kinds := slices.ContainsFunc(c.Declared(), func(s string) bool { return isKind(p, s) })
		if kinds || lexicon.Namespace(c.Label) || told.MatchString(c.Description) {
			found = append(found, c)
		}
	}
	return found
}

// kindName is what a kind's collection is called in the path: orders of
// /users/{id}/orders.
func kindName(r *outline.Resource) string {
	for _, part := range slices.Backward(strings.Split(r.Kind, "/")) {
		if part != "" && !strings.ContainsAny(part, "{}") {
			return part
		}
	}
	return ""
}

func isKind(p *weakness.LivePass, s string) bool {
	return slices.Contains(common, strings.ToLower(s)) || slices.ContainsFunc(p.Outline.Resources, func(r *outline.Resource) bool {
		return strings.EqualFold(s, kindName(r))
	})
}

// name is one that probably exists, and the kind that it is of; nil where it
// is only common.
type name struct {
	text string
	kind *outline.Resource
}

// names lists those to try: kinds of this API that can be made first, since
// they hold what the scan planted, written as the honest one is. What the
// contract offers is left out.
func names(p *weakness.LivePass, place weakness.Candidate, honest string) []name {
	offered := append(place.Declared(), honest)
	is := func(text string, list []string) bool {
		return slices.ContainsFunc(list, func(s string) bool {
			return strings.EqualFold(s, text) || lexicon.Singular(strings.ToLower(s)) == lexicon.Singular(strings.ToLower(text))
		})
	}
	var found []name
	var taken []string
	add := func(text string, kind *outline.Resource) {
		told := slices.Contains(lexicon.Words(place.Description), strings.ToLower(text))
		if text == "" || is(text, offered) || is(text, taken) || told || len(found) == maxNames {
			return
		}
		taken = append(taken, text)
		found = append(found, name{written(text, honest), kind})
	}
	add("users", p.Outline.Accounts)
	for _, r := range p.Outline.Resources {
		if len(r.Create) > 0 && r.Parent == nil {
			add(kindName(r), r)
		}
	}
	for _, text := range common {
		add(text, nil)
	}
	for _, r := range p.Outline.Resources {
		add(kindName(r), r)
	}
	return found
}

// written gives the name the form of the honest one: Order where that is
// Product.
func written(text, honest string) string {
	if honest == "" || strings.ToLower(honest) == honest && lexicon.Singular(honest) != honest {
		return text
	}
	if lexicon.Singular(strings.ToLower(honest)) == strings.ToLower(honest) && isWord(honest) {
		text = lexicon.Singular(text)
	}
	if first := honest[:1]; strings.ToUpper(first) == first && isWord(honest) {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return text
}

var word = regexp.MustCompile(`^[A-Za-z]{3,}$`)

func isWord(s string) bool { return word.MatchString(s) }
