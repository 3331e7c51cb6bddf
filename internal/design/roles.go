package design

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// Equals are the roles of those who call that are no rank, although the design
// may name them: two identities or more have them, and are there to be tried
// against each other; or everybody's role is named, which tells none of them
// from others.
func (d *Design) Equals() []string {
	seen := map[string]int{}
	for _, who := range d.Identities {
		seen[who.Role]++
	}
	var equals, few []string
	ordinary := false
	for role, n := range seen {
		switch {
		case role != "" && n > 1 && !lexicon.Administrative(role):
			equals = append(equals, role)
		case role == "" || !d.Intent.names(role) && !lexicon.Administrative(role) || lexicon.Account(role):
			ordinary = true
		default:
			few = append(few, role)
		}
	}
	if !ordinary && len(equals) == 0 {
		equals = slices.DeleteFunc(few, func(role string) bool { return lexicon.Administrative(role) })
	}
	slices.Sort(equals)
	return equals
}

// names tells whether the design lists what the role may do.
func (i *Intent) names(role string) bool {
	return i != nil && slices.ContainsFunc(i.Roles, func(r Role) bool { return r.Name == role })
}
