package weaktoken

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// made looks at a token that the operation issues.
func (c *checker) made(op *source.Operation, e *flow.Event, t *packages.Token) {
	c.key(op, e, "the key of tokens", t.Key)
	if !t.Whole || t.Expires || e.Call == nil || strings.HasPrefix(e.Call.Name, "itsdangerous.") {
		return
	}
	c.endless(op, e, "None of its claims says when it ends.")
}

// issued looks at a token that an extension makes: without an end it is only
// where the program says so.
func (c *checker) issued(op *source.Operation, e *flow.Event, t *flask.Token) {
	if n, ok := t.Expires.Number(); ok && n == 0 && t.Expires.Kind.Only(flow.Bool) {
		c.endless(op, e, "expires_delta=False takes the end away that it would have.")
	}
}

func (c *checker) endless(op *source.Operation, e *flow.Event, guard string) {
	c.Report(weakness.SourceFound{
		Also: []*source.Operation{op}, Severity: finding.Low, Verdict: finding.Likely, Field: "exp", Place: e.Place, Sink: "a token is made",
		Summary: "Who gets hold of a token can use it for ever: it has no exp claim.", Guard: guard,
	})
}
