package outline

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// reading is what a path says.
type reading struct {
	key    string // of the kind that the path ends in: order/{}/item; empty for none
	item   bool   // the path picks one object of it
	pure   bool   // nothing but the kind and the object is in the path
	tail   string // a noun behind the object or collection that is no kind: status
	verb   lexicon.Verb
	filter bool // the parameter at the end narrows the collection
	many   bool // the kind is named by a plural, or behaves as one
	picked bool // some path picks one object of it
	read   bool // the same path is read too
	kinds  []kind
	params []parameter

	route route
	steps []step
}

// kind is a collection on the way of a path.
type kind struct {
	key, template string
	noun          string
	parent        string // key
	many          bool
}

// parameter is a path parameter and the kind that its place suggests.
type parameter struct {
	name, key string
	by        bool // it narrows a list
}

// paths knows which prefixes are collections: something that only the model
// as a whole tells.
type paths struct {
	known  map[string]bool // nouns
	items  map[string]bool // keys that a parameter follows
	exact  map[string]bool // keys that a path ends with
	makes  map[string]bool // keys that something is POSTed to
	reads  map[string]bool // keys that are only read
	writes map[string]bool
	rooted bool // bare verbs at the start are verbs: /add, /delete/{id}
}

func newPaths() *paths {
	return &paths{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, false}
}

// learnNouns collects what is surely a noun.
func (k *paths) learnNouns(r route) {
	for i, p := range r.parts {
		if p.param {
			continue
		}
		s := stepOf(p, nil)
		follows := i+1 < len(r.parts) && r.parts[i+1].param
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
			if !strings.HasSuffix(key, "{}") {
				k.items[key] = true
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
		noun = !(k.rooted || s.plain && (s.verb == lexicon.Act || len(r.parts) > 1))
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

// read walks a path from left to right.
func (k *paths) read(path string, r route, method string) reading {
	out := reading{route: r, pure: true}
	w := walker{paths: k, path: path, method: method, out: &out}
	for i := range r.parts {
		w.steps = append(w.steps, k.step(r, i))
	}
	out.steps = w.steps
	for i := range w.steps {
		w.at(i)
	}
	if k.rooted && out.key == "" && crud(out.verb) {
		w.enterRoot("")
	}
	if n := len(out.kinds); n > 0 {
		out.many = out.kinds[n-1].many
		out.picked = k.items[out.key] || out.item
		out.read = k.reads[out.key]
	}
	return out
}

type walker struct {
	*paths
	path   string
	method string
	steps  []step
	out    *reading
	last   string // noun of the kind where the walk is
}

func (w *walker) at(i int) {
	s := w.steps[i]
	switch {
	case s.part.param:
		w.parameter(i)
	case s.noun == "" && s.by != "":
		w.out.filter, w.out.pure = true, false
	case s.noun == "":
		w.out.verb, w.out.pure = s.verb, false
	default:
		w.noun(i)
	}
}

func (w *walker) parameter(i int) {
	name := w.steps[i].part.text
	out := w.out
	switch {
	case out.filter:
		by := ""
		if i > 0 && !w.steps[i-1].part.param {
			by = w.steps[i-1].noun
		}
		out.params = append(out.params, parameter{name, by, true})
	case out.key == "" && out.verb == lexicon.NoVerb && i+1 < len(w.steps):
		// /{tenant}/orders: the objects of the root.
		w.enterRoot(name)
		out.params = append(out.params, parameter{name, root, false})
		out.item = true
	case out.tail != "" || out.item:
		out.params = append(out.params, parameter{name, "?", false})
	default:
		if out.key == "" {
			w.enterRoot(name)
		}
		out.params = append(out.params, parameter{name, out.key, false})
		out.item = true
	}
}

// root is the key of the kind whose objects a path picks before it names any.
const root = "/"

// enterRoot enters it. Its noun is what the parameter identifies, or its
// name.
func (w *walker) enterRoot(name string) {
	noun := lexicon.Stem(name)
	if noun == "" && name != "" && !lexicon.Identifier(name) {
		noun = nounOf(lexicon.Words(name))
	}
	if noun == "" {
		noun = "item"
	}
	w.enter(kind{key: root, template: "/", noun: noun, many: true})
}

func (w *walker) noun(i int) {
	s, out := w.steps[i], w.out
	if s.by != "" {
		out.filter, out.pure = true, false
	}
	switch {
	case out.verb != lexicon.NoVerb && out.key != "" && s.verb == lexicon.NoVerb && out.item:
		// /orders/{id}/add/item
		out.tail = s.noun
	case out.item:
		w.below(i)
	case out.key == "":
		w.enterNoun(i, s.noun)
	default:
		w.beside(i)
	}
	if s.verb != lexicon.NoVerb {
		out.verb, out.pure = s.verb, false
	}
}

// enterNoun enters the kind that the step at i names.
func (w *walker) enterNoun(i int, key string) {
	s := w.steps[i]
	parent := ""
	if at := strings.LastIndex(key, "/{}/"); at >= 0 {
		parent = key[:at]
	} else if strings.HasPrefix(key, "{}/") {
		parent = root
	}
	w.enter(kind{key: key, template: w.path[:s.part.start] + s.labels, noun: s.noun, parent: parent, many: s.many || w.items[key]})
	w.last = s.noun
}

func (w *walker) enter(k kind) {
	w.out.key, w.out.item, w.out.tail = k.key, false, ""
	w.out.kinds = append(w.out.kinds, k)
}

func (w *walker) next(i int) (param, literal bool) {
	if i+1 >= len(w.steps) {
		return false, false
	}
	return w.steps[i+1].part.param, !w.steps[i+1].part.param
}

// below reads a noun behind an object: the items of an order, or its status.
func (w *walker) below(i int) {
	s, out := w.steps[i], w.out
	key := join(join(out.key, "{}"), s.noun)
	if out.key == root {
		key = join("{}", s.noun)
	}
	param, literal := w.next(i)
	switch {
	case s.verb == lexicon.Act:
		out.tail, out.pure = s.noun, false
	case s.verb != lexicon.NoVerb && s.noun == w.last:
	case param, literal, s.many, w.items[key], w.makes[key] && w.reads[key]:
		w.enterNoun(i, key)
	default:
		out.tail, out.pure = s.noun, false
	}
}

// beside reads a noun behind a collection: orders/user/{id} narrows it,
// store/order is a kind of its own, orders/pending is a part of it.
func (w *walker) beside(i int) {
	s, out := w.steps[i], w.out
	key := join(out.key, s.noun)
	param, literal := w.next(i)
	before := w.steps[i-1]
	switch {
	case s.verb == lexicon.Act && w.collection(out.key):
		out.tail, out.pure = s.noun, false
	case s.verb != lexicon.NoVerb && s.noun == w.last:
		if s.many {
			out.kinds[len(out.kinds)-1].many = true
		}
	case lexicon.Account(before.part.text) && !before.many && !w.items[out.key] && (s.many || lexicon.Singleton(s.noun)):
		// /account/orders are the caller's.
		out.route.caller = true
		out.kinds = out.kinds[:len(out.kinds)-1]
		w.enterNoun(i, s.noun)
	case !w.collection(out.key):
		out.kinds = out.kinds[:len(out.kinds)-1]
		w.enterNoun(i, key)
	case param && w.narrows(i, key):
		out.filter, out.pure = true, false
	case param, literal, w.items[key], s.many && (w.makes[key] || w.reads[key]) && !lexicon.SearchWord(s.noun):
		out.kinds = out.kinds[:len(out.kinds)-1]
		w.enterNoun(i, key)
	default:
		out.tail, out.pure = s.noun, false
	}
}

// narrows tells whether the noun at i, between a collection and a parameter,
// says by what the collection is narrowed.
func (w *walker) narrows(i int, key string) bool {
	s := w.steps[i]
	if i+2 < len(w.steps) || w.exact[key] {
		return false
	}
	if lexicon.Account(s.noun) || w.exact[s.noun] || w.items[s.noun] {
		return true
	}
	return !s.many && !w.writes[key] && (w.steps[i-1].many || w.items[w.out.key])
}

// object tells whether some path picks one thing of that noun.
func (k *paths) object(noun string) bool { return k.items[noun] }
