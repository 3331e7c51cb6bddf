package missingratelimit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// slowed says what slows repeated calls of the operation; "" for nothing.
func slowed(op *source.Operation) string {
	if l := op.Route.Limited; l != nil {
		return fmt.Sprintf("%s at %s", cmp.Or(l.Text, "a limit"), l.Place)
	}
	for f := range op.Conditions() {
		if f.Op == "limited" {
			return fmt.Sprintf("limited at %s", f.Place)
		}
		answer, _ := f.Data.(*flow.Value)
		for _, v := range []*flow.Value{f.Left, f.Right, answer} {
			if name := counted(v); name != "" {
				return fmt.Sprintf("%s is asked at %s", name, f.Place)
			}
			if slices.ContainsFunc(v.FromSource(flow.Request), func(s *flow.Step) bool { return captcha(s.Origin.Name) }) {
				return fmt.Sprintf("a captcha is asked for at %s", f.Place)
			}
		}
	}
	if at, yes := op.TooOften(); yes {
		return fmt.Sprintf("it answers 429 at %s", at)
	}
	if q := recorded(op); q != nil {
		return fmt.Sprintf("it counts attempts: %s at %s", q.Told(), q.Place())
	}
	if takes(op, captcha) {
		return "it asks for a captcha"
	}
	for _, q := range op.Queries {
		for _, m := range append(source.Members(q.Filter), source.Members(q.Update)...) {
			if countsAttempts(m.Name()) {
				return fmt.Sprintf("it counts attempts: %s of %s", m.Name(), q.Told())
			}
		}
	}
	return ""
}

// recorded is the query that counts attempts that the operation itself writes
// down, one document each: before the password was right, for what is written
// down then are sessions.
func recorded(op *source.Operation) *source.Query {
	unproven := func(q *source.Query) bool { return !source.Holds(q.Event.Facts, source.Authenticates, source.Owns) }
	for _, q := range op.Queries {
		if q.Verb != mongo.Count || !unproven(q) {
			continue
		}
		if countsAttempts(q.Name) || slices.ContainsFunc(op.Queries, func(o *source.Query) bool {
			return o.Verb == mongo.Insert && o.Name == q.Name && unproven(o)
		}) {
			return q
		}
	}
	return nil
}

// counted is the name of what says how often somebody has tried.
func counted(v *flow.Value) string {
	if v == nil {
		return ""
	}
	for _, s := range v.FromSource(flow.Database, flow.Identity) {
		if countsAttempts(s.Origin.Name) {
			return s.Origin.Name
		}
	}
	for _, path := range []string{v.Path(), v.Name()} {
		if last := path[strings.LastIndexByte(path, '.')+1:]; countsAttempts(last) {
			return strings.TrimSuffix(last, "()")
		}
	}
	return ""
}

func countsAttempts(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return attemptWords[lexicon.Singular(w)] })
}

var attemptWords = map[string]bool{"attempt": true, "lockout": true, "locked": true, "failure": true, "failed": true, "tries": true, "throttle": true, "throttled": true, "ratelimit": true, "cooldown": true, "blocked": true}

func captcha(name string) bool {
	n := strings.ToLower(name)
	return strings.Contains(n, "captcha") || strings.Contains(n, "turnstile")
}
