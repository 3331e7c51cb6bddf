package outline

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// callers finds which kinds are the accounts of those who call, and makes
// them one.
func (o *Outline) callers(gs *groups, all []*facts) {
	o.Accounts = &Resource{Name: "account"}
	var found []*group
	for _, key := range gs.keys {
		if g := gs.by[key]; g.as == nil && gs.account(g, len(o.Login)+len(o.SignUp) > 0) {
			found = append(found, g)
		}
	}
	// The plainest word names them: users before profiles.
	slices.SortStableFunc(found, func(a, b *group) int { return accountRank(a) - accountRank(b) })
	for i, g := range found {
		g.resource = o.Accounts
		if i == 0 {
			if callerNoun(g.noun) || g.has(SignUp) {
				o.Accounts.Name, o.Accounts.Kind = g.noun, g.template()
			}
			continue
		}
		g.as = found[0]
		found[0].facts = append(found[0].facts, g.facts...)
	}
	o.Accounts.Create = append(o.Accounts.Create, o.SignUp...)
	for _, f := range all {
		if f.reading.key == "" && f.reading.route.caller && f.belongs() && len(found) == 0 {
			o.fill(o.Accounts, []*facts{f})
		} else if f.reading.key == "" && f.reading.route.caller && f.belongs() {
			found[0].facts = append(found[0].facts, f)
		}
	}
}

func accountRank(g *group) int {
	rank := 10
	switch {
	case plainAccounts[g.noun]:
		rank = 0
	case g.noun == "account" || g.noun == "member":
		rank = 1
	case g.noun == "customer" || g.noun == "client":
		rank = 2
	}
	if !g.many {
		rank += 20
	}
	return rank + 5*strings.Count(g.key, "/")
}

// plainAccounts are words for those who call and for hardly anything else.
var plainAccounts = map[string]bool{
	"user": true, "usuario": true, "utilisateur": true, "benutzer": true, "nutzer": true, "gebruiker": true, "utente": true, "username": true, "userid": true,
}

// looseAccounts are words for people that are the objects of many APIs: the
// author of a book, the player of a team.
var looseAccounts = map[string]bool{
	"author": true, "person": true, "player": true, "student": true, "patient": true, "employee": true, "creator": true, "owner": true,
	"identity": true, "principal": true, "login": true, "uid": true,
}

// account tells whether the kind is the accounts of those who call, not a
// kind of objects that happens to be called so.
func (gs *groups) account(g *group, sessions bool) bool {
	if g.has(SignUp) {
		return true
	}
	if slices.ContainsFunc(g.facts, func(f *facts) bool {
		return f.reading.route.caller && f.reading.route.ends && (personal(g.noun) || !g.has(Create))
	}) {
		return true
	}
	last := g.noun[strings.LastIndex(g.noun, "_")+1:]
	if !callerNoun(g.noun) || last != g.noun && !plainAccounts[last] || strings.Contains(g.key, "{}") && !plainAccounts[last] {
		return false
	}
	if !gs.paths.items[g.key] && !g.many {
		// One of each caller's: /profile, /account, /user.
		return !strings.Contains(g.key, "{}") && !g.has(Create) && !slices.ContainsFunc(g.facts, (*facts).picks)
	}
	if creators := g.creators(); len(creators) > 0 {
		return sessions && plainAccounts[last] && !slices.ContainsFunc(creators, func(f *facts) bool {
			return f.rank == "" && !f.takes(lexicon.Password) && !f.op.Protected()
		})
	}
	if g.valuable() {
		return false
	}
	switch {
	case plainAccounts[last]:
		return true
	case looseAccounts[last]:
		return gs.keyedByAccount(g)
	}
	return sessions && !gs.otherAccounts(g) || gs.keyedByAccount(g)
}

// callerNoun tells whether a kind of that noun may be accounts. Followers
// and recipients are accounts too, but as a list of one's relations.
func callerNoun(noun string) bool {
	return lexicon.Account(noun) && !relations[noun]
}

var relations = map[string]bool{
	"follower": true, "following": true, "recipient": true, "receiver": true, "sender": true, "participant": true, "assignee": true,
}

func (g *group) creators() []*facts {
	var some []*facts
	for _, f := range g.facts {
		if f.purpose == Create {
			some = append(some, f)
		}
	}
	return some
}

// valuable tells whether the objects are accounts of another kind: those of a
// bank.
func (g *group) valuable() bool {
	return g.noun == "account" && slices.ContainsFunc(g.facts, func(f *facts) bool {
		return slices.ContainsFunc(f.answer.values, func(name string) bool {
			name = strings.ToLower(name)
			return name == "balance" || name == "iban" || name == "currency" || strings.Contains(name, "account_number") || strings.Contains(name, "accountnumber")
		})
	})
}

// keyedByAccount tells whether the objects are picked by what identifies a
// user: /profiles/{user_id}.
func (gs *groups) keyedByAccount(g *group) bool {
	return slices.ContainsFunc(g.facts, func(f *facts) bool {
		n := len(f.reading.params)
		return f.reading.item && n > 0 && (lexicon.Username(f.reading.params[n-1].name) || plainAccounts[lexicon.Stem(f.reading.params[n-1].name)])
	})
}

// otherAccounts tells whether a plainer word for accounts is in the API.
func (gs *groups) otherAccounts(g *group) bool {
	return slices.ContainsFunc(gs.keys, func(key string) bool {
		other := gs.by[key]
		return other != g && plainAccounts[other.noun] && gs.paths.items[key]
	})
}
