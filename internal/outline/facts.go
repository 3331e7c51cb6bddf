package outline

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// facts are what is known of one operation by itself.
type facts struct {
	op      *api.Operation
	reading reading
	inputs  []input
	answer  answer

	literals []string // of the whole path, versions and bases left out
	last     string   // the last literal
	pair     string   // the last two literals, joined by "_"
	id       string   // the operation id without what frameworks add
	placed   int      // path parameters

	kinds map[string]bool // nouns of the model that have objects

	purpose Purpose
	score   int // how well the purpose fits, among the candidates of login and sign-up
	slots   []Slot
	danger  string
	rank    string
}

func (f *facts) takes(is func(string) bool) bool { return takes(f.inputs, is) }

// says tells whether the path ends with such a name.
func (f *facts) says(is func(string) bool) bool {
	return f.last != "" && is(f.last) || f.pair != "" && is(f.pair)
}

// named tells whether the operation id is such a name.
func (f *facts) named(is func(string) bool) bool { return f.id != "" && is(f.id) }

// told tells whether one of the tags is such a name.
func (f *facts) tagged(is func(string) bool) bool {
	for _, tag := range f.op.Tags {
		if is(tag) {
			return true
		}
	}
	return false
}

// factsOf collects what the names of an operation say; the reading is added
// when the whole model is known.
func factsOf(op *api.Operation) *facts {
	f := &facts{op: op, id: plainID(op)}
	parts := partsOf(op.Path)
	f.inputs = inputsOf(op, parts)
	for i, p := range parts {
		if p.param {
			f.placed++
		}
		if p.param || version.MatchString(p.text) || i == 0 && len(parts) > 1 && bases[strings.ToLower(p.text)] {
			continue
		}
		f.literals = append(f.literals, p.text)
	}
	if n := len(f.literals); n > 0 {
		f.last = f.literals[n-1]
		if n > 1 {
			f.pair = f.literals[n-2] + "_" + f.last
		}
	}
	return f
}

// plainID is the operation id without the controller before it, the method
// behind it and the path that some frameworks append.
func plainID(op *api.Operation) string {
	id := op.ID
	if at := strings.LastIndexAny(id, ".:/"); at >= 0 && at+1 < len(id) {
		id = id[at+1:]
	}
	words := lexicon.Words(id)
	for i, w := range words {
		if w == "controller" || w == "resource" || w == "handler" {
			if i+1 < len(words) {
				words = words[i+1:]
			}
			break
		}
	}
	// FastAPI: the function's name, the path, the method.
	method := strings.ToLower(op.Method)
	path := lexicon.Words(op.Path)
	if n := len(words); n > len(path)+1 && words[n-1] == method && strings.Join(words[n-1-len(path):n-1], " ") == strings.Join(path, " ") {
		words = words[:n-1-len(path)]
	} else if n > 1 && words[n-1] == method {
		words = words[:n-1]
	}
	return strings.Join(words, "_")
}

// idVerb is what the operation id, or else the summary, says that the
// operation does. A verb that only repeats the method says nothing.
func (f *facts) idVerb() lexicon.Verb {
	for _, text := range []string{f.id, f.op.Summary} {
		words := lexicon.Words(text)
		if len(words) == 0 {
			continue
		}
		first := words[0]
		if strings.EqualFold(first, f.op.Method) {
			continue
		}
		verb := lexicon.VerbOf(first)
		if verb == lexicon.NoVerb {
			verb = lexicon.VerbOf(lexicon.Singular(first)) // Creates an order
		}
		if verb != lexicon.NoVerb {
			return verb
		}
	}
	return lexicon.NoVerb
}
