package outline

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// step is what an element of a route says.
type step struct {
	part   part
	noun   string // words in the singular, joined by "_"; empty for a bare verb
	many   bool   // the noun is a plural
	verb   lexicon.Verb
	plain  bool   // the verb is hardly ever a noun
	by     string // of orders-by-user: user
	mine   bool   // of those of the caller: getMyOrders
	labels string // what names the kind in the path: the part's text without its verb
}

// bare tells whether the element is one word, so that what is read as a verb
// may be a noun.
func (s step) bare() bool { return s.verb != lexicon.NoVerb && s.noun == "" }

// stepOf reads one element. Known nouns tell the verb in new-order from the
// adjective in new-arrival.
func stepOf(p part, known map[string]bool) step {
	s := step{part: p, labels: p.text}
	if p.param {
		return s
	}
	words := lexicon.Words(p.text)
	if i := slices.Index(words, "by"); i >= 0 && i+1 < len(words) {
		if by := nounOf(words[i+1:]); !lexicon.Identifier(by) || lexicon.Stem(by) != "" {
			s.by = by
		}
		words = words[:i]
		s.labels = textBefore(p.text, words)
		if len(words) == 0 {
			s.by = nounOf(lexicon.Words(p.text)[1:])
			return s
		}
	}
	if len(words) == 1 {
		s.verb = lexicon.VerbOf(words[0])
		s.plain = lexicon.PlainVerb(words[0])
		if s.verb == lexicon.NoVerb {
			s.setNoun(words)
		}
		return s
	}
	first, last := words[0], words[len(words)-1]
	rest, before := words[1:], words[:len(words)-1]
	switch {
	case lexicon.VerbOf(first) != lexicon.NoVerb && (lexicon.PhraseVerb(first) || known[nounOf(rest)] || first == "all" && lexicon.Singular(last) != last) && !verbAsAdjective[rest[len(rest)-1]]:
		s.verb, s.plain = lexicon.VerbOf(first), true
		s.labels = textAfter(p.text, first)
		s.verbNoun(rest)
	case lexicon.PlainVerb(last) || last != "list" && crud(lexicon.VerbOf(last)) && known[nounOf(before)]:
		if last == "list" && !known[nounOf(before)] {
			s.setNoun(words)
			break
		}
		s.verb, s.plain = lexicon.VerbOf(last), true
		s.labels = textBefore(p.text, before)
		s.setNoun(before)
	default:
		s.setNoun(words)
	}
	return s
}

// verbAsAdjective are nouns before which a verb is none: search-history,
// upload-status, add-ons.
var verbAsAdjective = map[string]bool{
	"history": true, "result": true, "results": true, "log": true, "logs": true, "suggestion": true, "suggestions": true, "engine": true,
	"ons": true, "in": true, "ins": true, "out": true, "outs": true, "on": true, "index": true, "indexes": true, "term": true, "terms": true, "queue": true, "policy": true, "policies": true,
}

// crud tells whether the verb is one of those that every kind has.
func crud(v lexicon.Verb) bool { return v != lexicon.NoVerb && v != lexicon.Act }

// verbNoun reads what follows a verb: getAllOrders, getOrderDetails.
func (s *step) verbNoun(words []string) {
	if prepositions[words[0]] {
		// addToCart
		s.verb = lexicon.Act
		words = words[1:]
	}
	if i := slices.IndexFunc(words, func(w string) bool { return prepositions[w] }); i > 0 {
		words = words[:i]
	}
	if len(words) == 0 {
		return
	}
	if words[0] == "all" || words[0] == "every" || words[0] == "many" {
		if s.verb == lexicon.Read {
			s.verb = lexicon.List
		}
		words = words[1:]
	}
	for len(words) > 0 && (words[0] == "the" || words[0] == "a" || words[0] == "one" || words[0] == "single" || words[0] == "new" || words[0] == "my") {
		s.mine = s.mine || words[0] == "my"
		words = words[1:]
	}
	if n := len(words); n > 0 && fillers[words[n-1]] {
		if words[n-1] == "list" && s.verb == lexicon.Read {
			s.verb = lexicon.List
		}
		words = words[:n-1]
	}
	if len(words) > 0 {
		s.setNoun(words)
	}
}

// fillers end a noun behind a verb without changing what it is.
var fillers = map[string]bool{"detail": true, "details": true, "info": true, "information": true, "data": true, "list": true, "record": true, "entry": true}

// prepositions end a noun behind a verb.
var prepositions = map[string]bool{
	"with": true, "for": true, "from": true, "in": true, "to": true, "of": true, "and": true, "on": true, "at": true, "using": true, "via": true, "into": true,
}

func (s *step) setNoun(words []string) {
	s.noun = nounOf(words)
	last := words[len(words)-1]
	s.many = lexicon.Singular(last) != last
}

func nounOf(words []string) string {
	if len(words) == 0 {
		return ""
	}
	out := slices.Clone(words)
	out[len(out)-1] = lexicon.Singular(out[len(out)-1])
	return strings.Join(out, "_")
}

// textAfter is the text without the verb that it begins with, in the text's
// own case style: getOrder → order, get_order → order.
func textAfter(text, verb string) string {
	if len(text) <= len(verb) || !strings.EqualFold(text[:len(verb)], verb) {
		return text
	}
	rest := strings.TrimLeft(text[len(verb):], "-_ ")
	for _, all := range []string{"All", "all-", "all_", "My", "my-", "my_"} {
		if after, ok := strings.CutPrefix(rest, all); ok && after != "" {
			rest = after
		}
	}
	if rest == "" {
		return text
	}
	if text[0] >= 'a' && text[0] <= 'z' {
		rest = strings.ToLower(rest[:1]) + rest[1:]
	}
	return rest
}

// textBefore is as much of the text as holds the words.
func textBefore(text string, words []string) string {
	for end := range len(text) {
		if got := lexicon.Words(text[:end]); slices.Equal(got, words) && !slices.Equal(lexicon.Words(text[:end+1]), words) {
			return text[:end]
		}
	}
	return text
}
