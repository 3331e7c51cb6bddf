package missingratelimit

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// guessed tells whether trying many values is worth somebody's while: the
// operation takes a password or a code from who is not known yet.
func guessed(p *weakness.SourcePass, op *source.Operation) bool {
	password, code := takes(op, lexicon.Password), takes(op, lexicon.Code)
	if op.Method == "GET" && !password && !code {
		return false // the page with the form
	}
	switch p.Purpose(op) {
	case outline.SignUp, outline.Logout, outline.Refresh, outline.Health, outline.Documentation:
		return false
	case outline.Login:
		return password || code || !takes(op, lexicon.Token)
	case outline.Reset:
		return !knownOtherwise(op)
	}
	if knownOtherwise(op) || takes(op, lexicon.NewPassword) {
		return false
	}
	return password && checksPassword(op) || op.Method != "GET" && logsIn(p, op)
}

// logsIn tells whether the operation makes known whom the request names among
// the accounts, and makes no new one.
func logsIn(p *weakness.SourcePass, op *source.Operation) bool {
	finds := false
	for _, q := range op.Queries {
		c := p.Collections[q.Name]
		if c == nil || !c.Accounts() {
			continue
		}
		if q.Verb == mongo.Insert {
			return false
		}
		finds = finds || len(q.Filter.All(flow.Request)) > 0
	}
	return finds && op.MakesKnown() && !takes(op, lexicon.Token)
}

// takes tells whether the operation reads something so named from the
// request.
func takes(op *source.Operation, named func(string) bool) bool {
	return slices.ContainsFunc(op.Inputs, func(i source.Input) bool {
		return i.In != "header" && named(i.Name[strings.LastIndexByte(i.Name, '.')+1:])
	})
}

// checksPassword tells whether the operation holds a password against what is
// stored.
func checksPassword(op *source.Operation) bool {
	for f := range op.Conditions() {
		if f.Op == "password" || f.Op == "call" && packages.PasswordChecks[f.Who] {
			return true
		}
	}
	for _, q := range op.Queries {
		for _, m := range source.Members(q.Filter) {
			if lexicon.Password(m.Name()) && m.Value.From(flow.Request) {
				return true
			}
		}
	}
	return op.MakesKnown()
}

// knownOtherwise tells whether somebody has shown already who they are, other
// than by the password that is tried here.
func knownOtherwise(op *source.Operation) bool {
	return slices.ContainsFunc(op.Access.Checks, func(c source.Check) bool {
		return (c.Kind == source.Authenticates || c.Kind == source.Authorizes) && !packages.PasswordChecks[c.By] &&
			!strings.Contains(strings.ToLower(c.By), "pass") && !strings.Contains(strings.ToLower(c.By), "compare_digest")
	})
}

// what names what is tried.
func what(op *source.Operation) string {
	if takes(op, lexicon.Code) && !takes(op, lexicon.Password) {
		return "codes"
	}
	return "passwords"
}
