package source

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// sorted tells whether a fact is of what the program keeps for each kind of
// caller: MAY[user["role"]], LEVELS[user["rank"]] >= 2, ORDER.index(rank) > 0.
func sorted(f *flow.Fact) bool {
	switch f.Op {
	case "truthy", "call":
		return !f.Not && sorts(Tested(f), nil)
	case "in":
		return !f.Not && sorts(f.Right, f.Left)
	case "is", "==":
		return !f.Not && (sorts(f.Left, f.Right) || sorts(f.Right, f.Left))
	case ">=", ">":
		return sorts(f.Left, f.Right) && !f.Not || sorts(f.Right, f.Left) && f.Not
	case "<=", "<":
		return sorts(f.Left, f.Right) && f.Not || sorts(f.Right, f.Left) && !f.Not
	}
	return false
}

// sorts tells whether a value was chosen by what says which role the caller
// has, or, where the program spells out what it is compared with, of which
// kind the caller is: a limit of the caller's plan is compared with a count.
func sorts(v, with *flow.Value) bool {
	key := v.ChosenBy()
	if key == nil || !isCaller(key) {
		return false
	}
	if role(key) {
		return true
	}
	of := key.FromSource(flow.Identity, flow.Database)
	return len(of) > 0 && with != nil && with.Literal() && kind(last(of[0].Origin.Name))
}
