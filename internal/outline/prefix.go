package outline

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// paths knows which prefixes are collections: something that only the model
// as a whole tells.
type paths struct {
	known  map[string]bool // nouns
	items  map[string]bool // keys that a parameter follows
	spelt  map[string]bool // … with the spelling that the parameter follows
	alone  map[string]bool // keys that one parameter follows, and not two
	own    map[string]bool // keys whose objects are picked by an identifier of their own
	exact  map[string]bool // keys that a path ends with
	makes  map[string]bool // keys that something is POSTed to
	reads  map[string]bool // keys that are only read
	writes map[string]bool
	rooted bool // bare verbs at the start are verbs: /add, /delete/{id}
}

func newPaths() *paths {
	return &paths{known: map[string]bool{}, items: map[string]bool{}, spelt: map[string]bool{}, alone: map[string]bool{}, own: map[string]bool{}, exact: map[string]bool{}, makes: map[string]bool{}, reads: map[string]bool{}, writes: map[string]bool{}}
}

// learnNouns collects what is surely a noun.
func (k *paths) learnNouns(r route) {
	for i, p := range r.parts {
		if p.param {
			continue
		}
		s := stepOf(p, nil)
		follows := i+1 < len(r.parts) && r.parts[i+1].param
		if word := lexicon.Words(p.text); s.bare() && !s.plain && follows && len(word) == 1 {
			k.known[word[0]] = true
		}
		if s.noun != "" && (s.many || s.verb != lexicon.NoVerb || follows || i == 0) {
			k.known[s.noun] = true
		}
	}
}

// learn notes the prefixes of one path, as they are written.
func (k *paths) learn(r route, method string) {
	key := ""
	last := ""
	verb := lexicon.NoVerb
	for i, p := range r.parts {
		if p.param {
			if lexicon.Measure(p.text) {
				return
			}
			if !strings.HasSuffix(key, "{}") {
				k.items[key] = true
				k.alone[key] = k.alone[key] || i+1 == len(r.parts) || !r.parts[i+1].param
				if i > 0 {
					k.spelt[spelling(key, r.parts[i-1].text)] = true
				}
			}
			key = join(key, "{}")
			continue
		}
		s := k.step(r, i)
		if s.noun == "" {
			verb = s.verb
			continue
		}
		if s.verb != lexicon.NoVerb {
			verb = s.verb
		}
		if s.noun != last || strings.HasSuffix(key, "{}") {
			key = join(key, s.noun)
		}
		last = s.noun
	}
	if strings.HasSuffix(key, "{}") {
		key = strings.TrimSuffix(strings.TrimSuffix(key, "{}"), "/")
		if method != "GET" && method != "HEAD" {
			k.writes[key] = true
		}
		return
	}
	if verb == lexicon.Act {
		return // /auth/login shows no collection of auths
	}
	k.exact[key] = true
	if method == "POST" && (verb == lexicon.NoVerb || verb == lexicon.Create) {
		k.makes[key] = true
	}
	if method == "GET" {
		k.reads[key] = true
	} else {
		k.writes[key] = true
	}
}

// relearn notes what a first reading found, where names of roles and callers
// have been left out.
func (k *paths) relearn(r *reading, method string) {
	for _, p := range r.params {
		if p.key != "?" && !p.by {
			k.items[p.key] = true
		}
	}
	for i, kind := range r.kinds {
		if last := i == len(r.kinds)-1; last && r.item && len(r.params) > 0 {
			stem := lexicon.Stem(r.params[len(r.params)-1].name)
			if stem == "" || akin(stem, kind.noun) {
				k.own[kind.key] = true
			}
		}
	}
	if r.item {
		k.spelt[spelling(r.key, lastLiteral(r.route))] = k.spelt[spelling(r.key, lastLiteral(r.route))] || r.pure
		if method != "GET" && method != "HEAD" {
			k.writes[r.key] = true
		}
		return
	}
	if r.tail != "" || r.filter || r.verb == lexicon.Act {
		return
	}
	k.exact[r.key] = true
	if method == "POST" && (r.verb == lexicon.NoVerb || r.verb == lexicon.Create) {
		k.makes[r.key] = true
	}
	if method == "GET" {
		k.reads[r.key] = true
	}
}

// spelling tells users from user, which are one key.
func spelling(key, text string) string { return key + " " + strings.ToLower(text) }

// step reads the part at i where it stands. A bare word that may be a verb or
// a noun is a noun at the start, and where a parameter follows what is no
// collection.
func (k *paths) step(r route, i int) step {
	s := stepOf(r.parts[i], k.known)
	if !s.bare() {
		return s
	}
	word := lexicon.Words(s.part.text)[0]
	first := i == 0
	afterParam := i > 0 && r.parts[i-1].param
	paramNext := i+1 < len(r.parts) && r.parts[i+1].param
	noun := false
	switch {
	case first:
		noun = !(k.rooted || s.plain) || paramNext && lexicon.Stem(r.parts[i+1].text) == word
	case afterParam:
		noun = !s.plain && (paramNext || s.verb == lexicon.Act && k.known[word])
	case s.verb == lexicon.Act:
		noun = !s.plain && (paramNext || k.known[word])
	}
	if noun {
		s.verb, s.plain, s.noun = lexicon.NoVerb, false, word
	}
	return s
}

func join(key, word string) string {
	if key == "" {
		return word
	}
	return key + "/" + word
}

// collection tells whether the key is of something that has objects.
func (k *paths) collection(key string) bool { return k.items[key] || k.exact[key] }

// object tells whether things of that noun are made and picked one by one.
func (k *paths) object(noun string) bool { return k.items[noun] && k.makes[noun] }
