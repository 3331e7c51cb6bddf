package outline

import (
	"cmp"
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
	own    bool // paths pick its objects by an identifier of their own
	spelt  bool // some path picks one object behind the same spelling
	kinds  []kind
	params []parameter

	route route
	steps []step
}

// noun is that of the kind that the path ends in.
func (r *reading) noun() string {
	if len(r.kinds) == 0 {
		return ""
	}
	return r.kinds[len(r.kinds)-1].noun
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
		out.own = k.own[out.key]
		out.spelt = out.item || k.spelt[spelling(out.key, lastLiteral(r))]
	}
	return out
}

func lastLiteral(r route) string {
	for i := len(r.parts) - 1; i >= 0; i-- {
		if !r.parts[i].param {
			return r.parts[i].text
		}
	}
	return ""
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
		if s.verb != lexicon.NoVerb {
			w.out.verb = s.verb
		}
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
	case w.completes(i):
		first := &out.params[len(out.params)-1]
		first.key, first.by = out.key, false
		out.params = append(out.params, parameter{name, out.key, false})
		out.filter, out.item = false, true
	case out.filter:
		by := ""
		if i > 0 && !w.steps[i-1].part.param {
			by = cmp.Or(w.steps[i-1].by, w.steps[i-1].noun)
		}
		out.params = append(out.params, parameter{name, by, true})
	case out.key == "" && out.verb == lexicon.NoVerb && i+1 < len(w.steps):
		// /{tenant}/orders: the objects of the root.
		w.enterRoot(name)
		out.params = append(out.params, parameter{name, root, false})
		out.item = true
	case out.tail != "" || out.item:
		out.params = append(out.params, parameter{name, "?", false})
	case out.key != "" && lexicon.Measure(name):
		out.filter, out.pure = true, false
		out.params = append(out.params, parameter{name, "", true})
	default:
		if out.key == "" && !w.enterStem(i) {
			return
		}
		out.params = append(out.params, parameter{name, out.key, false})
		out.item = true
	}
}

// completes tells whether the parameter at i names an object together with the
// one before it, as the number of a document does with its year: no path picks
// one by the first alone.
func (w *walker) completes(i int) bool {
	out, name := w.out, w.steps[i].part.text
	if out.key == "" || out.tail != "" || i == 0 || !w.steps[i-1].part.param || i > 1 && w.steps[i-2].part.param || w.alone[out.key] {
		return false
	}
	if stem := lexicon.Stem(name); stem != "" && !akin(stem, out.noun()) {
		return false // of another kind
	}
	if out.filter {
		return lexicon.Measure(w.steps[i-1].part.text) && (lexicon.Identifier(name) || loneTag(name) || places[strings.ToLower(name)])
	}
	return out.item && !lexicon.Measure(name)
}

// places are what numbers things within a day, a document, a row of them.
var places = map[string]bool{"slot": true, "seat": true, "position": true, "line": true, "row": true, "serial": true, "sequence": true, "seq": true, "no": true, "nr": true}

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

// enterStem enters the kind that the parameter at i names, as the one that
// follows a verb does: /download/{file_id}. Where nothing is named there is
// none, unless verbs are all that the API has.
func (w *walker) enterStem(i int) bool {
	p := w.steps[i].part
	stem := lexicon.Stem(p.text)
	switch {
	case i == 0 || w.rooted:
		w.enterRoot(p.text)
	case stem == "":
		return false
	default:
		w.enter(kind{key: stem, template: strings.TrimRight(w.path[:p.start], "/"), noun: stem, many: true})
	}
	return true
}

func (w *walker) noun(i int) {
	s, out := w.steps[i], w.out
	if s.by != "" {
		out.filter, out.pure = true, false
	}
	out.route.caller = out.route.caller || s.mine
	switch {
	case out.filter && s.by == "" && out.key != "":
		out.tail = s.noun
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
	w.enter(kind{key: key, template: w.template(s), noun: s.noun, parent: parent, many: s.many || w.items[key]})
	w.last = s.noun
}

// template is the path up to the kind, with a version that follows it.
func (w *walker) template(s step) string {
	if s.labels != s.part.text {
		return w.path[:s.part.start] + s.labels
	}
	end := s.part.end
	for strings.HasPrefix(w.path[end:], "/") {
		segment, _, _ := strings.Cut(w.path[end+1:], "/")
		if !version.MatchString(segment) {
			break
		}
		end += 1 + len(segment)
	}
	return w.path[:end]
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
	case literal && w.steps[i+1].bare() && i+2 == len(w.steps) && !s.many && !w.items[key]:
		out.tail, out.pure = s.noun, false // /bookings/{id}/ticket/download
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
	case lexicon.Account(before.part.text) && !before.many && !w.spelt[spelling(out.key, before.part.text)] && (s.many || lexicon.Singleton(s.noun)):
		// /account/orders are the caller's.
		out.route.caller = true
		out.kinds = out.kinds[:len(out.kinds)-1]
		w.enterNoun(i, s.noun)
	case !w.collection(out.key) && before.many && !s.many && !param && lexicon.Account(s.noun):
		// /carts/user is the caller's.
		out.route.caller, out.pure = true, false
		out.kinds[len(out.kinds)-1].template = w.path[:s.part.end]
	case !w.collection(out.key) && lexicon.SearchWord(before.part.text):
		// /stats/orders, /export/orders
		out.kinds = out.kinds[:len(out.kinds)-1]
		w.enterNoun(i, s.noun)
		out.verb, out.pure = lexicon.Search, false
	case !w.collection(out.key):
		out.kinds = out.kinds[:len(out.kinds)-1]
		w.enterNoun(i, key)
	case param && w.narrows(i, key):
		out.filter, out.pure = true, false
	case param, literal, w.items[key], s.many && (w.makes[key] || w.reads[key]) && !lexicon.SearchWord(s.part.text):
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
	if w.exact[key] {
		return false
	}
	if lexicon.Account(s.noun) || w.exact[s.noun] || w.items[s.noun] {
		return true
	}
	return i+2 >= len(w.steps) && !s.many && !w.writes[key] && (w.steps[i-1].many || w.items[w.out.key])
}
