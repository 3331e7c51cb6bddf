package weaktoken

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(_ *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks at each place where a token is decoded or made, and at the
// keys that the application is given.
func inSource(p *weakness.SourcePass) {
	c := checker{p, map[string]bool{}}
	c.keys() // first: where a key is set is where to change it
	p.Each(func(op *source.Operation) {
		for _, e := range op.Events {
			switch t := e.Data.(type) {
			case *packages.Token:
				if e.Op == "jwt" {
					c.decoded(op, e, t)
				} else if e.Op == "token" {
					c.made(op, e, t)
				}
			case *flask.Token:
				c.issued(op, e, t)
			}
		}
		c.claims(op)
	})
}

type checker struct {
	*weakness.SourcePass
	keysTold map[string]bool // by text
}

// decoded judges a place where a token is read.
func (c *checker) decoded(op *source.Operation, e *flow.Event, t *packages.Token) {
	f := weakness.SourceFound{Severity: finding.Critical, Verdict: finding.Likely, Place: e.Place, Sink: "the token is decoded"}
	if steps := t.Token.FromSource(flow.Credential, flow.Request); len(steps) > 0 {
		f.Path = steps[0].Path()
	}
	alg := chosenBy(t.Algorithms)
	switch {
	case !t.Verified && (t.Token.From(flow.Outside) || verifiedLater(op, e, t)):
		return
	case !t.Verified:
		f.Field = "signature"
		f.Summary = "Whoever writes a token is whoever they like: it is decoded and its signature is not checked."
		f.Guard = "The options turn the check off, and nothing on this way decodes it again with a key."
	case allowsNone(t) && (t.Key == nil || t.Key.IsNone() || emptyText(t.Key)):
		f.Field = "alg"
		f.Summary = "A token without a signature is taken: the algorithm none is allowed, and there is no key."
		f.Guard = "No algorithm is asked for instead."
	case alg != nil:
		f.Field, f.Path = "alg", alg.Path()
		f.Summary = "The token itself chooses the algorithm by which it is checked."
		f.Guard = "The algorithms are read from the token's header, and not compared with known ones."
	case allowsNone(t), mixed(t):
		f.Severity, f.Verdict, f.Field = finding.Medium, finding.Possible, "alg"
		f.Summary = fmt.Sprintf("Tokens may choose among %s: with some versions of the library that is a way to forge one.", strings.Join(algorithms(t), ", "))
		f.Guard = "More algorithms are allowed than one kind of key is for."
	default:
		c.key(op, e, "the key of tokens", t.Key)
		return
	}
	f.Also = []*source.Operation{op}
	c.Report(f)
}

// verifiedLater tells whether the same way goes on to decode a token with
// its signature: the first look was for the name of the key.
func verifiedLater(op *source.Operation, e *flow.Event, t *packages.Token) bool {
	at := slices.Index(op.Events, e)
	return slices.ContainsFunc(op.Events[at+1:], func(later *flow.Event) bool {
		next, ok := later.Data.(*packages.Token)
		return ok && later.Op == "jwt" && next.Verified && follows(later.Facts, e.Facts)
	})
}

// follows tells whether all that held before still holds.
func follows(later, before *flow.Fact) bool {
	if before == nil {
		return true
	}
	for f := range later.All {
		if f == before {
			return true
		}
	}
	return false
}

// claims looks for claims of tokens that nobody has checked, where they
// select documents: jose's get_unverified_claims and its kin.
func (c *checker) claims(op *source.Operation) {
	for _, q := range op.Queries {
		for _, m := range source.Members(q.Filter) {
			for _, s := range m.Value.FromSource(flow.Request) {
				t, ok := s.Origin.Data.(*packages.Token)
				if !ok || t.Verified || s.Weak || c.told(s.Origin.Place) {
					continue
				}
				c.Report(weakness.SourceFound{
					Also: []*source.Operation{op}, Severity: finding.Critical, Verdict: finding.Likely, Field: "signature", Place: s.Origin.Place,
					Path: s.Path(), Sink: fmt.Sprintf("selects %s of %s", m.Name(), q.Told()),
					Summary: fmt.Sprintf("Whoever writes a token is whoever they like: %s of a token whose signature is not checked selects what %s finds.", s.Origin.Name, q.Told()),
					Guard:   "No decoding with a key comes before it.",
				})
			}
		}
	}
}

// told tells whether the place is one of those that decoded judges.
func (c *checker) told(at flow.Place) bool {
	return slices.ContainsFunc(c.Operations, func(op *source.Operation) bool {
		return slices.ContainsFunc(op.Events, func(e *flow.Event) bool { return e.Op == "jwt" && e.Place == at })
	})
}
