package scriptinjection

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// pair is an expression that is true for every document and one that is true
// for none, without quotes or blanks that could be refused for themselves.
type pair struct{ yes, no string }

// pairs: the first two are JavaScript and nothing else that queries are
// written in.
var pairs = []pair{
	{"[1,2].length==2", "[1,2].length==3"},
	{"Math.max(1,2)==2", "Math.max(1,2)==1"},
	{"isFinite(1)", "isFinite(NaN)"},
	{"1==1", "1==2"},
}

// broken is no script at all.
const broken = "1==("

// form is a way to bring an expression into code; R stands for text that
// nothing matches and E for the expression.
type form struct {
	name string
	code string
}

// Whole scripts. A comparison with NaN is false, so the first form serves as
// an operand too: this.total > NaN||(E).
var (
	expression = form{"an expression", "NaN||(E)"}
	wholes     = []form{
		{"a function body", "return (E)"},
		{"a function", "function(){return (E)}"},
		{"a filter as text", `{"$where":"E"}`},
	}
)

// outOfQuotes leave text in quotes, an argument, or a statement; Q is the
// quote.
var outOfQuotes = []form{
	{"text that leaves its quotes", "RQ||(E)||Q"},
	{"text that leaves an argument", "RQ)||(E)||(Q"},
	{"text that leaves an argument and hides the rest", "RQ)||(E)//"},
	{"text that leaves a statement", "RQ;return(E);var z=Q"},
}

var pattern = form{"text that leaves a regular expression", "R/.test(1)||(E)||/R"}

func quoted() []form {
	var all []form
	for _, q := range []string{"'", `"`} {
		for _, f := range outOfQuotes {
			all = append(all, form{f.name, strings.ReplaceAll(f.code, "Q", q)})
		}
	}
	return append(all, pattern)
}

func (f form) write(e, random string) string {
	return strings.NewReplacer("E", e, "R", random).Replace(f.code)
}

// spot is somewhere a script may go, and how it is put there.
type spot struct {
	place request.Place
	how   string
	put   func(base *request.Request, expression string) (r *request.Request, written string)
	inert func(base *request.Request, random string) *request.Request // no script
}

// textSpot writes a form at a place of text.
func textSpot(place request.Place, f form, random string) spot {
	return spot{
		place: place, how: f.name,
		put: func(base *request.Request, e string) (*request.Request, string) {
			text := f.write(e, random)
			return base.With(place, text), text
		},
		inert: func(base *request.Request, random string) *request.Request { return base.With(place, random) },
	}
}

// keySpot adds $where to an object, or to a query that may be one.
func keySpot(place request.Place) spot {
	with := func(base *request.Request, key, value string) *request.Request {
		if place.In == "query" {
			return base.With(request.Place{In: "query", Name: key}, value)
		}
		return base.With(request.Place{In: "body", Name: place.Name + "/" + key}, value)
	}
	return spot{
		place: place, how: "a key $where",
		put:   func(base *request.Request, e string) (*request.Request, string) { return with(base, "$where", e), e },
		inert: func(base *request.Request, random string) *request.Request { return with(base, "xwhere", random) },
	}
}

// keySpots are the objects of a request that may be filters: the query, the
// body, and properties with keys of the client's choice.
func keySpots(op *weakness.Operation, candidates []weakness.Candidate, base *request.Request) []spot {
	var spots []spot
	for _, c := range candidates {
		v, there := base.Value(c.Place)
		_, object := v.(map[string]any)
		if c.In == "body" && c.Name != "" && c.Open() && (object || !there && c.Schema != nil && c.Schema.Type() == "object") {
			spots = append(spots, keySpot(c.Place))
		}
	}
	if _, object := base.Body.(map[string]any); object || base.Body == nil && op.Body != nil {
		spots = append(spots, keySpot(request.Place{In: "body"}))
	}
	if op.Reads() {
		spots = append(spots, keySpot(request.Place{In: "query"}))
	}
	return spots
}
