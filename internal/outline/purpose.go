package outline

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// settle decides what an operation is for that is no matter of access.
func (f *facts) settle() Purpose {
	method := f.op.Method
	switch {
	case method == "OPTIONS" || method == "TRACE" || method == "CONNECT":
		return Other
	case f.about(lexicon.Documentation):
		return Documentation
	case f.about(lexicon.Health):
		return Health
	case graph(f.last), f.form(), f.handshake():
		return Other
	}
	r := f.reading
	if r.route.caller && (r.route.ends || r.key == "") {
		if f.mine() {
			return List
		}
		return f.own()
	}
	switch {
	case r.verb != lexicon.NoVerb:
		return f.byVerb(r.verb)
	case r.tail != "" && !r.item && !r.filter && f.placed == 0 && lexicon.Singleton(r.tail):
		return f.own()
	case r.tail != "" && !r.filter:
		return f.part()
	case r.key == "":
		return Other
	case r.filter:
		return f.narrowed()
	case r.item:
		return f.object()
	case f.single():
		return f.own()
	}
	return f.collection()
}

// form tells whether the operation shows the page behind which one logs in
// or signs up.
func (f *facts) form() bool {
	return f.op.Reads() && f.placed == 0 && !f.reading.picked && !f.answer.list && (lexicon.Login(f.last) || lexicon.SignUp(f.last))
}

// handshake tells whether the operation is a step of a login by way of
// someone else.
func (f *facts) handshake() bool {
	return slices.ContainsFunc(f.literals, func(literal string) bool {
		switch strings.ToLower(literal) {
		case "oauth", "oauth2", "sso", "saml", "saml2", "oidc", "openid":
			return true
		}
		return false
	})
}

// graph tells whether the literal is an endpoint for everything.
func graph(literal string) bool {
	words := strings.Join(lexicon.Words(literal), "")
	return words == "graphql" || words == "graphiql" || words == "rpc" || words == "jsonrpc" || words == "soap" || words == "gql" || words == "trpc"
}

// about tells whether the operation reads something of that name, which is
// no collection.
func (f *facts) about(is func(string) bool) bool {
	if f.op.Method != "GET" && f.op.Method != "HEAD" || f.placed > 0 || f.reading.picked || f.answer.list || f.last == "" {
		return false
	}
	return is(f.last) && (len(f.literals) == 1 || f.reading.tail == "" || !f.reading.many) ||
		len(f.literals) > 1 && is(f.literals[0]) && !f.reading.many
}

// own is the purpose of an operation on what the caller has.
func (f *facts) own() Purpose {
	switch {
	case f.op.Method == "DELETE":
		return Delete
	case !f.op.Reads():
		return Update
	case f.answer.bare, f.answer.list && (f.reading.key == "" || f.reading.many):
		return List
	}
	return Self
}

// mine tells whether the path is of those objects of a collection that are
// the caller's: /orders/mine.
func (f *facts) mine() bool {
	r := f.reading
	return f.op.Reads() && r.many && !r.item && !personal(r.noun()) && !f.answer.object && (f.last == "mine" || f.last == "my")
}

// single tells whether the path is of a thing of which each caller has one.
func (f *facts) single() bool {
	r := f.reading
	if r.spelt || f.answer.bare || strings.Contains(strings.TrimPrefix(r.key, "{}"), "{}") || !lexicon.Singleton(r.noun()) {
		return false
	}
	text := r.steps[len(r.steps)-1].part.text
	words := lexicon.Words(text)
	if lexicon.Singular(words[len(words)-1]) == words[len(words)-1] {
		return true
	}
	return !f.answer.list && sole(text)
}

// sole tells whether a name is of one thing, in the plural though it may be.
func sole(text string) bool {
	words := lexicon.Words(text)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return lexicon.Singular(last) == last || last == "settings" || last == "preferences"
}

// byVerb is the purpose that a verb in the path gives.
func (f *facts) byVerb(v lexicon.Verb) Purpose {
	r := f.reading
	switch v {
	case lexicon.Create:
		if f.op.Reads() && len(f.inputs) == 0 {
			return Other // a form
		}
		return Create
	case lexicon.List:
		if f.op.Method == "DELETE" {
			return Delete
		}
		return List
	case lexicon.Read:
		if r.filter {
			return f.narrowed()
		}
		if r.item || f.picks() && !f.answer.list {
			return Read
		}
		return f.readAll()
	case lexicon.Update:
		return Update
	case lexicon.Delete:
		return Delete
	case lexicon.Search:
		if r.item && !f.answer.list {
			return Read
		}
		return Search
	}
	word := ""
	if len(r.steps) > 0 {
		words := lexicon.Words(r.steps[len(r.steps)-1].part.text)
		word = words[0]
	}
	if f.op.Reads() && (!lexicon.PlainVerb(word) || readers[word]) {
		if r.item {
			return Read
		}
		return Search
	}
	if !f.op.Reads() && !r.item && lexicon.SearchWord(word) && !f.answer.created {
		return Search
	}
	return Action
}

// readers are verbs that change nothing when they are asked with GET.
var readers = map[string]bool{"download": true, "calculate": true, "verify": true, "validate": true, "compute": true, "preview": true}

// readAll is the purpose of an operation that reads and picks no object.
func (f *facts) readAll() Purpose {
	last := f.reading.steps[len(f.reading.steps)-1]
	switch {
	case f.answer.list, last.many:
		return List
	case f.reading.route.caller, lexicon.Singleton(last.noun):
		return Self
	case lexicon.SearchWord(last.part.text):
		return Search
	case f.answer.object && last.noun != "":
		return Search
	}
	return List
}

// picks tells whether an input outside the path picks one object of the kind
// that the operation is about.
func (f *facts) picks() bool {
	return slices.ContainsFunc(f.inputs, func(in input) bool { return f.picksWith(in) })
}

func (f *facts) picksWith(in input) bool {
	if in.in != "query" && in.in != "body" || in.depth > 1 || in.many || !in.text() || !lexicon.Identifier(in.name) {
		return false
	}
	if words := lexicon.Words(in.name); lexicon.Singular(words[len(words)-1]) != words[len(words)-1] {
		return false // ids
	}
	stem := lexicon.Stem(in.name)
	noun := f.reading.noun()
	return stem == "" || stem == noun || strings.HasSuffix(noun, "_"+stem)
}

// part is the purpose of an operation on a part of an object or collection
// that is no kind of its own.
func (f *facts) part() Purpose {
	r := f.reading
	if f.op.Reads() {
		switch {
		case r.item && f.answer.list && lexicon.SearchWord(r.tail):
			return Search
		case r.item:
			return Read
		case lexicon.SearchWord(r.tail):
			return Search
		case f.answer.object:
			return Search
		}
		return List
	}
	if f.op.Method == "POST" && !f.answer.created && lexicon.SearchWord(r.tail) {
		return Search
	}
	return Action
}

func (f *facts) narrowed() Purpose {
	switch {
	case f.op.Reads() && f.answer.object:
		return Read
	case f.op.Reads(), f.reading.verb == lexicon.Read:
		return List
	}
	return Action
}

// object is the purpose of an operation on the object that the path picks.
func (f *facts) object() Purpose {
	switch f.op.Method {
	case "GET", "HEAD":
		if f.foreign() && !f.answer.object {
			return List
		}
		return Read
	case "DELETE":
		return Delete
	case "POST":
		if f.other() {
			return Create // a comment of a post
		}
		switch f.idVerb() {
		case lexicon.Create:
			return Create
		case lexicon.Delete:
			return Delete
		case lexicon.Act:
			return Action
		case lexicon.Search, lexicon.List, lexicon.Read:
			return Read
		}
	}
	return Update
}

// other tells whether the path parameter at the end identifies an object of
// another kind, or an account.
func (f *facts) other() bool {
	n := len(f.reading.params)
	if n == 0 || callerNoun(f.reading.noun()) {
		return false
	}
	stem := lexicon.Stem(f.reading.params[n-1].name)
	return stem != "" && !akin(stem, f.reading.noun()) && (f.kinds[stem] || lexicon.Account(stem))
}

// foreign tells whether the path parameter at the end identifies something
// else than an object of the collection before it: /orders/{user_id} are the
// orders of a user. Where everyone has one, as with profiles, it picks it.
func (f *facts) foreign() bool {
	r := f.reading
	noun := r.noun()
	if noun == "" || len(r.params) == 0 {
		return false
	}
	stem := lexicon.Stem(r.params[len(r.params)-1].name)
	if stem == "" || lexicon.Singleton(noun) || callerNoun(noun) || akin(stem, noun) {
		return false
	}
	return lexicon.Account(stem) || f.answer.list || f.kinds[stem] && (r.own || r.steps[len(r.steps)-2].many)
}

// akin tells whether a stem may be short for a noun: item for order_item.
func akin(stem, noun string) bool {
	return stem == noun || strings.HasSuffix(noun, "_"+stem) || strings.HasSuffix(stem, "_"+noun)
}

// collection is the purpose of an operation on a whole collection.
func (f *facts) collection() Purpose {
	r := f.reading
	search := lexicon.SearchWord(f.last) && !(r.picked && lexicon.Reporting(f.last))
	switch f.op.Method {
	case "GET", "HEAD":
		switch {
		case search:
			return Search
		case f.answer.list:
			return List
		case f.below() && (f.answer.object && !r.many || lexicon.Singleton(r.noun()) && sole(lastLiteral(r.route))):
			return Read
		case f.picks() && (f.must() || !r.picked && (f.answer.object || !r.steps[len(r.steps)-1].many)):
			return Read
		case f.answer.object && !r.many && !r.picked && !f.paged():
			return f.lone()
		}
		return List
	case "POST":
		return f.post(search)
	case "DELETE":
		if strings.Contains(r.key, "{}") && !f.given() {
			return Action // all that is below one object
		}
		return Delete
	}
	if f.op.Method == "PUT" && !f.picks() && (f.answer.created || f.idVerb() == lexicon.Create) {
		return Create
	}
	return Update
}

// below tells whether the kind belongs to one object of another.
func (f *facts) below() bool { return strings.Contains(f.reading.key, "{}") && !f.reading.picked }

// given tells whether the operation takes anything outside its path.
func (f *facts) given() bool {
	return slices.ContainsFunc(f.inputs, func(in input) bool { return in.in == "query" || in.in == "body" })
}

// must tells whether an identifier that picks an object must be given.
func (f *facts) must() bool {
	return slices.ContainsFunc(f.inputs, func(in input) bool { return in.must && f.picksWith(in) })
}

func (f *facts) paged() bool {
	return slices.ContainsFunc(f.inputs, func(in input) bool { return in.in == "query" && pages[strings.ToLower(in.name)] })
}

// lone is the purpose of reading an object that nothing picks.
func (f *facts) lone() Purpose {
	if slices.ContainsFunc(f.inputs, func(in input) bool { return in.in == "query" }) {
		return Search
	}
	return Other
}

// post is the purpose of a POST to what looks like a collection.
func (f *facts) post(search bool) Purpose {
	r := f.reading
	verb := f.idVerb()
	switch {
	case search && !f.answer.created && !(r.many && lexicon.Reporting(f.last) && !f.answer.list):
		return Search
	case verb == lexicon.Search && !f.answer.created:
		return Search
	case f.below() && lexicon.Singleton(r.noun()) && sole(lastLiteral(r.route)):
		return Update
	case (verb == lexicon.List || verb == lexicon.Read) && !f.answer.created:
		if f.picks() {
			return Read
		}
		return List
	case verb == lexicon.Update && f.picks():
		return Update
	case verb == lexicon.Delete && f.picks():
		return Delete
	case verb == lexicon.Create, f.answer.created, r.many, r.picked, r.read, f.answer.identified:
		return Create
	}
	return Action
}
