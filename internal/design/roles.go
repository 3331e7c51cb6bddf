package design

import "slices"

// Equals are the roles that two identities or more have: those are there to be
// tried against each other, so their role is no rank.
func (d *Design) Equals() []string {
	seen := map[string]int{}
	for _, who := range d.Identities {
		seen[who.Role]++
	}
	var equals []string
	for role, n := range seen {
		if role != "" && n > 1 {
			equals = append(equals, role)
		}
	}
	slices.Sort(equals)
	return equals
}
