package weaktoken

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// shortest is what RFC 7518, section 3.2, asks of a key for HS256, in bytes.
const shortest = 32

// keys looks at the keys of applications that have sessions or tokens.
func (c *checker) keys() {
	if !slices.ContainsFunc(c.Operations, issues) {
		return
	}
	signs := c.signing()
	for _, e := range c.Setup.Events {
		switch s := e.Data.(type) {
		case *flask.Secret:
			if signs(s) && !source.ByEnvironment(e.Facts) {
				c.key(nil, e, s.Name, s.Value)
			}
		case *flask.Setting:
			if n, ok := s.Value.Number(); ok && n == 0 && s.Value.Kind.Only(flow.Bool) && s.Name == "JWT_ACCESS_TOKEN_EXPIRES" {
				c.endless(nil, e, "The setting takes the end away that they would have.")
			}
		}
	}
}

// signing tells which keys of the configuration sign what says who calls.
// Where tokens have one of their own, SECRET_KEY signs the cookies of sessions
// alone, if there are any: for those a key that nobody guesses is long enough.
func (c *checker) signing() func(*flask.Secret) bool {
	ofTokens := func(s *flask.Secret) bool { return strings.Contains(s.Name, "JWT") }
	own := slices.ContainsFunc(c.Setup.Events, func(e *flow.Event) bool {
		s, ok := e.Data.(*flask.Secret)
		return ok && ofTokens(s)
	})
	sessions := slices.ContainsFunc(c.Operations, keepsSession)
	return func(s *flask.Secret) bool {
		switch {
		case ofTokens(s):
			return true
		case s.Name != "SECRET_KEY":
			return false
		case !own:
			return true
		}
		text, _ := constant(s.Value)
		return sessions && guessable(text)
	}
}

// keepsSession tells whether the operation writes into the session, as one
// that logs in does.
func keepsSession(op *source.Operation) bool {
	return slices.ContainsFunc(op.Events, func(e *flow.Event) bool { return e.Op == "session" || e.Op == "login" })
}

func issues(op *source.Operation) bool {
	return keepsSession(op) || slices.ContainsFunc(op.Events, func(e *flow.Event) bool { return e.Op == "token" || e.Op == "jwt" }) || slices.ContainsFunc(op.Access.Checks, func(k source.Check) bool { return k.Kind == source.Authenticates })
}

// key reports one that can be guessed.
func (c *checker) key(op *source.Operation, e *flow.Event, name string, v *flow.Value) {
	text, fallback := constant(v)
	if text == "" || c.keysTold[text] || len(text) >= shortest && !guessable(text) || strings.Contains(text, "-----BEGIN") {
		return
	}
	c.keysTold[text] = true
	f := weakness.SourceFound{
		Severity: finding.Medium, Verdict: finding.Likely, Field: "secret", Place: e.Place, Sink: "is the key",
		Summary: fmt.Sprintf("Tokens can be forged by who finds %s: it has %d characters, and HS256 asks for %d.", name, len(text), shortest),
		Guard:   "It is a constant, and nothing makes a longer one of it.",
	}
	if guessable(text) {
		f.Severity = finding.Critical
		f.Summary = fmt.Sprintf("Tokens can be forged by whoever tries the usual words: %s is one of them.", name)
		f.Guard = "It is a constant that lists of weak secrets have."
	}
	if fallback {
		f.Verdict = finding.Possible
		if f.Severity == finding.Critical {
			f.Severity = finding.High
		}
		f.Guard = "It is what is used where the environment does not say another."
	}
	f.Also = []*source.Operation{op}
	c.Report(f)
}

// constant is the text that the value is, or is where the environment says
// nothing.
func constant(v *flow.Value) (text string, fallback bool) {
	if v == nil {
		return "", false
	}
	for _, l := range slices.Concat(v.Literals, v.Defaults()) {
		if l.Kind&(flow.Text|flow.Bytes) != 0 && l.Text != "" {
			return l.Text, len(v.Literals) == 0
		}
	}
	return "", false
}

// guessable tells whether the text is a word of lists, or made of such words
// alone.
func guessable(text string) bool {
	if slices.Contains(secrets(), text) {
		return true
	}
	words := lexicon.Words(text)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool {
		return !usual[w] && strings.Trim(w, "0123456789") != ""
	})
}

var usual = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`secret secrets key keys super top very my your the this is a an change changeme me it in production prod dev development
		test testing default local jwt token password pass admin app flask random some please to not do use for now example demo sample
		string here replace temp temporary secure private api auth session super secretkey mysecret`) {
		set[w] = true
	}
	return set
}()
